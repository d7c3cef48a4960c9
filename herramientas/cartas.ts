// Rehace las cartas enteras con que se comparan las que se redactan, en `src/notificaciones/dominio/plantillas/cartas`:
// el texto de todas, por idioma, y una hoja en HTML. Lo que cambie se revisa leyéndolo, antes de guardarlo.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cartasEn, enArchivo } from '#pruebas/apoyo/cartas.ts'

const CARPETA = join(import.meta.dirname, '../src/notificaciones/dominio/plantillas/cartas')

for (const idioma of ['es', 'en'] as const)
  writeFileSync(join(CARPETA, `${idioma}.txt`), enArchivo(cartasEn(idioma)))
for (const tipo of ['ContratoFirmado', 'FirmasInvalidadas'])
  writeFileSync(
    join(CARPETA, `${tipo}.html`),
    cartasEn('es')
      .find((c) => c.nombre === tipo)
      ?.escribir().html ?? '',
  )
