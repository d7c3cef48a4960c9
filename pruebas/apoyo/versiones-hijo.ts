import {
  ASCENSOS_CONTRATO,
  ContratoCreadoV2,
  ESQUEMAS_CONTRATO,
} from '#modulos/contratos/infraestructura/schema/v2/eventos.ts'
import { abrirPool } from '#seedwork/infraestructura/conexion.ts'
import { crearRegistro } from '#seedwork/infraestructura/esquemas/registro.ts'
import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { tropiezoDeEntorno } from '#seedwork/infraestructura/tropiezos.ts'
import { abrirConsumidorSuelto } from './consumidor-suelto.ts'

/**
 * Un lector que entiende las dos versiones de `ContratoCreado`, en su propio proceso, para matarlo. Lee los
 * mensajes de uno en uno: las dos versiones de un mismo hecho le llegan en transacciones distintas.
 */
const { BASE_URL: url = '' } = process.env
const pool = abrirPool({ url, esquema: 'alpes', nombre: 'fuente', maximo: 2 })
await abrirConsumidorSuelto({
  ...{ url, nombre: 'nuevo', lee: [ContratoCreadoV2] },
  esquemas: crearRegistro(ESQUEMAS_CONTRATO, ASCENSOS_CONTRATO),
  fuente: abrirFuenteBitacora({ pool, escucha: url }),
  ajustes: {
    ...{ lote: 1, arriendo: 400, reintento: { base: 50, tope: 100 } },
    tropiezo: tropiezoDeEntorno(process.env),
  },
})
