import { createHash, randomUUIDv7 } from 'node:crypto'
import type pg from 'pg'
import { escribirEnBitacora } from '#seedwork/infraestructura/bitacora/escritura.ts'
import type { DatosDe } from '#seedwork/infraestructura/esquemas/definicion.ts'
import { crearRegistro } from '#seedwork/infraestructura/esquemas/registro.ts'
import { ActoDeOperador, EVENTOS_OPERACION } from './schema/v1/eventos.ts'

const ESCRITOR = { servicio: 'api', codificar: crearRegistro([...EVENTOS_OPERACION]).codificar }

/** Un acto por apuntar, y quién lo hizo. */
export type Acto = DatosDe<typeof ActoDeOperador> & Readonly<{ actor: string }>

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** La bitácora ordena por un UUID: lo que no lo es da siempre el mismo, de su nombre. */
const ordenDe = (sobre: string): string => {
  if (UUID.test(sobre)) return sobre
  const h = createHash('sha256').update(sobre).digest('hex')
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-8${h.slice(13, 16)}-8${h.slice(17, 20)}-${h.slice(20, 32)}`
}

/**
 * Apunta un acto en la bitácora, dentro de la transacción que lo hace: así entra en la cadena de auditoría, y no
 * hay acto sin su efecto ni efecto sin su acto.
 */
export const apuntarActo = async (tx: pg.PoolClient, { actor, ...datos }: Acto): Promise<void> => {
  const idComando = randomUUIDv7()
  const contexto = {
    ...{ idComando, actor, origen: 'api' as const, correlacion: idComando, causacion: null },
    ...{ traceparent: null, ahora: Temporal.Now.instant() },
  }
  const apunte = { evento: ActoDeOperador.crear(datos), clave: ordenDe(datos.sobre), version: 0, contexto }
  await tx.query(escribirEnBitacora(ActoDeOperador.topico, [apunte], ESCRITOR) as pg.QueryConfig)
}
