import type pg from 'pg'

/** Algo que hacer más adelante. `clave` es única: programarla otra vez mueve la cita, no la repite. */
export type Cita = Readonly<{
  clave: string
  /** Cuándo, en el reloj de negocio. */
  cuando: Temporal.Instant
  tipo: string
  /** Lo que hará falta para hacerlo; JSON. */
  comando: unknown
}>

/** Una transacción o un pool: la cita vale lo que valga la transacción en que se escribe. */
export type Ejecutor = Pick<pg.ClientBase, 'query'>

/** Apunta la cita, o la mueve si aún no se cumplió. Una ya cumplida no vuelve a programarse. */
export const programar = async (tx: Ejecutor, citas: readonly Cita[]): Promise<void> => {
  if (citas.length === 0) return
  const filas = citas.map((c) => ({ ...c, cuando: c.cuando.toString() }))
  await tx.query(
    `insert into programados (clave, cuando, tipo, comando)
     select c.clave, c.cuando, c.tipo, c.comando
     from jsonb_to_recordset($1::jsonb) as c(clave text, cuando timestamptz, tipo text, comando jsonb)
     order by c.clave
     on conflict (clave) do update set cuando = excluded.cuando, tipo = excluded.tipo, comando = excluded.comando,
       estado = 'pendiente', cerrado_en = null, intentos = 0, proximo_intento = null, error = null
     where programados.estado <> 'disparado'`,
    [JSON.stringify(filas)],
  )
}

/** Cancela las citas pendientes de esas claves; las cumplidas y las que no existen no cambian. */
export const cancelar = async (tx: Ejecutor, claves: readonly string[]): Promise<void> => {
  await tx.query(
    `update programados set estado = 'cancelado', cerrado_en = clock_timestamp()
     where clave = any($1::text[]) and estado = 'pendiente'`,
    [claves],
  )
}
