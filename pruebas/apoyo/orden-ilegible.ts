import { randomUUIDv7 } from 'node:crypto'
import type pg from 'pg'
import { escribirEnBitacora } from '#seedwork/infraestructura/bitacora/escritura.ts'
import { esperarQue } from './esperar.ts'

/** Lo que alguien estropeó por el camino: no hay esquema con que leerlo. */
const ILEGIBLE = Buffer.from('esto no es Avro')

/**
 * Pone en la bitácora una orden que su lector no puede leer, como la dejaría un productor roto, y espera a que
 * la aparte de verdad. `sql`: una conexión con el esquema de la API en su camino; `esquema`: el de su lector.
 * Contesta el id del apartado.
 */
export const apartarIlegible = async (
  sql: pg.Client,
  orden: Readonly<{ tipo: string; clave: string; topico?: string; esquema?: 'alpes' | 'notificaciones' }>,
): Promise<string> => {
  const idComando = randomUUIDv7()
  const contexto = {
    ...{ idComando, actor: 'externo', origen: 'externo' as const, correlacion: idComando, causacion: null },
    ...{ traceparent: null, ahora: Temporal.Now.instant() },
  }
  const evento = {
    topico: orden.topico ?? 'comandos-contrato',
    tipo: orden.tipo,
    versionEsquema: 1,
    datos: {},
  }
  const apunte = { evento, clave: orden.clave, version: 0, id: idComando, contexto }
  const escritor = { servicio: 'externo', codificar: () => ILEGIBLE }
  await sql.query(escribirEnBitacora(evento.topico, [apunte], escritor) as pg.QueryConfig)
  const { id } = await esperarQue('su lector la aparta', async () => {
    const suyos = `select id from ${orden.esquema ?? 'alpes'}.apartados where id_mensaje = $1`
    return (await sql.query<{ id: string }>(suyos, [idComando])).rows[0]
  })
  return id
}
