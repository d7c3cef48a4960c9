import { casa } from './en/casa.ts'
import { comun } from './en/comun.ts'
import { contratos } from './en/contratos.ts'
import { informes } from './en/informes.ts'
import { operaciones } from './en/operaciones.ts'
import { palabras } from './en/palabras.ts'
import { reservas } from './en/reservas.ts'
import { vida } from './en/vida.ts'
import type { Textos } from './es.ts'

/** Los mismos textos, en inglés. */
export const en: Textos = {
  ...comun,
  ...palabras,
  ...contratos,
  ...casa,
  ...vida,
  ...informes,
  ...operaciones,
  ...reservas,
}
