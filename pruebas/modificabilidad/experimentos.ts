import { broker } from './broker/experimento.ts'
import { campo } from './campo/experimento.ts'
import { comando } from './comando/experimento.ts'
import { consulta } from './consulta/experimento.ts'
import { consumidor } from './consumidor/experimento.ts'
import type { Experimento } from './experimento.ts'
import { modulo } from './modulo/experimento.ts'
import { protocolo } from './protocolo/experimento.ts'
import { transporteCorreo } from './transporte-correo/experimento.ts'
import { version } from './version/experimento.ts'

/** Los cambios con que se mide la modificabilidad, en el orden de la tabla. */
export const EXPERIMENTOS: readonly Experimento[] = [
  broker,
  transporteCorreo,
  consumidor,
  campo,
  version,
  consulta,
  comando,
  modulo,
  protocolo,
]
