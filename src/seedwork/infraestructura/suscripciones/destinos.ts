import type pg from 'pg'
import type { Posicion } from '../../aplicacion/contexto.ts'
import { CURSOR_AJENO } from './fallos.ts'

/** Un broker: quién es (si se rehace, es otro) y el último número que dio a un mensaje. */
export type Destino = Readonly<{ identidad: string; secuencia: number }>

/** Los cursores se movieron hacia atrás a propósito: quien lee debe volver a tomarlos. */
export class CursoresMovidos extends Error {
  readonly code = CURSOR_AJENO

  constructor() {
    super('los cursores volvieron atrás: hay que publicar otra vez')
    this.name = 'CursoresMovidos'
  }
}

/** Lo último que se anotó del broker de una suscripción, o `null`. */
export const destinoAnotado = async (pool: pg.Pool, suscripcion: string): Promise<Destino | null> => {
  const { rows } = await pool.query<Destino>(
    'select identidad, secuencia::float8 as secuencia from destinos where suscripcion = $1',
    [suscripcion],
  )
  return rows[0] ?? null
}

/** Anota hasta dónde confirmó el broker; de otro broker no se dice nada. */
export const anotarConfirmado = async (
  pool: pg.Pool,
  suscripcion: string,
  secuencia: number,
): Promise<void> => {
  await pool.query('update destinos set secuencia = $2 where suscripcion = $1 and secuencia < $2', [
    suscripcion,
    secuencia,
  ])
}

const RETROCEDER = `with anotado as (
    insert into destinos (suscripcion, identidad, secuencia) values ($1, $2, $3)
    on conflict (suscripcion) do update set identidad = excluded.identidad, secuencia = excluded.secuencia
  )
  update suscripciones s set posicion = a.posicion, id_mensaje = null, epoca = s.epoca + 1
  from jsonb_to_recordset($4::jsonb) as a(topico text, posicion int8)
  where s.suscripcion = $1 and s.topico = a.topico and s.posicion > a.posicion
  returning 1`

/**
 * Anota el broker y lleva atrás, en la misma sentencia, los cursores que vayan por delante de `hasta`.
 * La época nueva deja sin efecto lo que el lector tenga a medias. Devuelve si movió alguno.
 */
export const retroceder = async (
  pool: pg.Pool,
  { suscripcion, destino, hasta }: { suscripcion: string; destino: Destino; hasta: readonly Posicion[] },
): Promise<boolean> => {
  const { rowCount } = await pool.query(RETROCEDER, [
    suscripcion,
    destino.identidad,
    destino.secuencia,
    JSON.stringify(hasta),
  ])
  return (rowCount ?? 0) > 0
}
