import { randomUUIDv7 } from 'node:crypto'
import type pg from 'pg'
import type { EventoIntegracion } from '#seedwork/aplicacion/mensajes.ts'
import { escribirEnBitacora } from '#seedwork/infraestructura/bitacora/escritura.ts'
import type { DefinicionMensaje } from '#seedwork/infraestructura/esquemas/definicion.ts'
import { crearRegistro } from '#seedwork/infraestructura/esquemas/registro.ts'

/** Un acto por apuntar. `clave`: el UUID que lo ordena; `version`: en la que deja a lo suyo, 0 si no tiene. */
export type Apunte = Readonly<{ evento: EventoIntegracion; clave: string; version: number; actor: string }>

/** Apunta un acto en la bitácora dentro de la transacción que lo hace. */
export type Apuntar = (tx: pg.PoolClient, apunte: Apunte) => Promise<void>

/**
 * Cómo se apuntan los actos que no son de ningún agregado (claves, operación). Van en la transacción que los hace:
 * así entran en la cadena de auditoría, y no hay acto sin su efecto ni efecto sin su acto.
 */
export const crearApuntar = (definiciones: readonly DefinicionMensaje[]): Apuntar => {
  const escritor = { servicio: 'api', codificar: crearRegistro(definiciones).codificar }
  return async (tx, { evento, clave, version, actor }) => {
    const idComando = randomUUIDv7()
    const contexto = {
      ...{ idComando, actor, origen: 'api' as const, correlacion: idComando, causacion: null },
      ...{ traceparent: null, ahora: Temporal.Now.instant() },
    }
    const apunte = { evento, clave, version, contexto }
    await tx.query(escribirEnBitacora(evento.topico, [apunte], escritor) as pg.QueryConfig)
  }
}
