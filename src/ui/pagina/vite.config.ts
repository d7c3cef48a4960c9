import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

const aqui = (ruta: string): string => fileURLToPath(new URL(ruta, import.meta.url))

/** Los trozos no traen estilos ni otros trozos, y el servidor ya anuncia los textos: de Vite basta el `import()`. */
const sinAnuncios: Plugin = {
  name: 'sin-anuncios',
  enforce: 'pre',
  load: (id) =>
    id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (traer) => traer()' : null,
}

/** La página se construye en `src/ui/publico`, con huella en los nombres; nada se carga de fuera. */
export default defineConfig({
  root: aqui('.'),
  publicDir: aqui('./publico-fuente'),
  plugins: [sinAnuncios],
  // `h(tipo, atributos, ...hijos)` ocupa menos que `jsx(tipo, { …, children })`; con un nombre que nadie tape
  oxc: {
    jsx: { runtime: 'classic', pragma: 'preactH', pragmaFrag: 'PreactFragment' },
    jsxInject: `import { h as preactH, Fragment as PreactFragment } from 'preact'`,
  },
  build: {
    outDir: aqui('../publico'),
    emptyOutDir: true,
    target: 'es2024',
    modulePreload: false,
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
