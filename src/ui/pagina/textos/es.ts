import { casa } from './es/casa.ts'
import { comun } from './es/comun.ts'
import { contratos } from './es/contratos.ts'
import { informes } from './es/informes.ts'
import { operaciones } from './es/operaciones.ts'
import { palabras } from './es/palabras.ts'
import { reservas } from './es/reservas.ts'
import { vida } from './es/vida.ts'

/** Textos en español, por área. El inglés debe tener los mismos: lo comprueba el compilador. */
export const es = {
  ...comun,
  ...palabras,
  ...contratos,
  ...casa,
  ...vida,
  ...informes,
  ...operaciones,
  ...reservas,
}

export type Textos = typeof es
