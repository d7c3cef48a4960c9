import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const aqui = (ruta: string): string => fileURLToPath(new URL(ruta, import.meta.url))

/** La página se construye en `src/ui/publico`, con huella en los nombres; nada se carga de fuera. */
export default defineConfig({
  root: aqui('.'),
  publicDir: aqui('./publico-fuente'),
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: aqui('../publico'),
    emptyOutDir: true,
    target: 'es2024',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: true,
    rolldownOptions: {
      output: {
        // los únicos trozos son los textos de cada idioma; el servidor los anuncia por su nombre (`rutas.ts`)
        chunkFileNames: 'assets/textos-[name]-[hash].js',
      },
    },
  },
})
