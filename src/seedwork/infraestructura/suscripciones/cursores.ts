import type pg from 'pg'
import type { Mensaje } from '../../aplicacion/mensajes.ts'
import type { Sentencia } from '../uow/sentencias.ts'

/** Quién lee: la suscripción, sus tópicos y el nombre único de este lector. */
export type Lector = Readonly<{ suscripcion: string; topicos: readonly string[]; dueno: string }>

/** El cursor de un tópico, en manos de este lector desde `epoca`. */
export type Cursor = {
  readonly suscripcion: string
  readonly topico: string
  readonly epoca: string
  posicion: number
  idMensaje: string | null
  /** Veces seguidas que un lector murió con el arriendo puesto sin que el cursor se moviera. */
  caidas: number
  estado: EstadoTopico
  /** Por qué no está `activa`. */
  motivo: string | null
}

export type EstadoTopico = 'activa' | 'pausada' | 'detenida'

/** Dónde empieza un tópico que la suscripción no conocía. */
export type Comienzo = Readonly<{ topico: string; posicion: number; idMensaje: string | null }>

/** Alta de los tópicos que falten; los que ya tienen cursor no se tocan. */
export const registrar = async (
  pool: Pick<pg.Pool, 'query'>,
  suscripcion: string,
  comienzos: readonly Comienzo[],
): Promise<void> => {
  await pool.query(
    `insert into suscripciones (suscripcion, topico, posicion, id_mensaje)
     select $1, c.topico, c.posicion, c."idMensaje"
     from jsonb_to_recordset($2::jsonb) as c(topico text, posicion int8, "idMensaje" uuid)
     on conflict do nothing`,
    [suscripcion, JSON.stringify(comienzos)],
  )
}

/** Tópicos de la suscripción que ya tienen cursor. */
export const registrados = async (pool: pg.Pool, { suscripcion, topicos }: Lector): Promise<Set<string>> => {
  const { rows } = await pool.query<{ topico: string }>(
    'select topico from suscripciones where suscripcion = $1 and topico = any($2)',
    [suscripcion, topicos],
  )
  return new Set(rows.map((f) => f.topico))
}

/** Por dónde va el cursor de cada tópico de una suscripción. */
export const posiciones = async (
  db: Pick<pg.Pool, 'query'>,
  suscripcion: string,
): Promise<Map<string, number>> => {
  const { rows } = await db.query<{ topico: string; posicion: number }>(
    'select topico, posicion::float8 as posicion from suscripciones where suscripcion = $1',
    [suscripcion],
  )
  return new Map(rows.map((f) => [f.topico, f.posicion]))
}

// Todo o nada: quien no consigue los cursores de todos sus tópicos no toma ninguno. `skip locked`: la
// fila de un lector detenido a mitad de su transacción no hace esperar, se vuelve a probar después.
// Un dueño que no soltó el arriendo es una caída, y cuenta contra el mensaje que viene.
const TOMAR = `with libres as (
    select topico from suscripciones
    where suscripcion = $1 and topico = any($2::text[])
      and (dueno is null or dueno = $3 or arrendado_hasta < clock_timestamp())
    for update skip locked
  )
  update suscripciones s set epoca = s.epoca + 1, dueno = $3,
    arrendado_hasta = clock_timestamp() + $4 * interval '1 millisecond',
    caidas = s.caidas + case when s.dueno is null or s.dueno = $3 then 0 else 1 end
  from libres
  where s.suscripcion = $1 and s.topico = libres.topico
    and (select count(*) from libres) = cardinality($2::text[])
  returning s.topico, s.posicion, s.id_mensaje, s.epoca::text as epoca, s.caidas, s.estado, s.motivo`

type FilaCursor = Omit<Cursor, 'suscripcion' | 'idMensaje'> & { id_mensaje: string | null }

/** Toma el arriendo de todos los cursores por `arriendo` ms (reloj de la base), o `null` si otro lo tiene. */
export const tomar = async (pool: pg.Pool, lector: Lector, arriendo: number): Promise<Cursor[] | null> => {
  const { suscripcion, topicos, dueno } = lector
  const { rows } = await pool.query<FilaCursor>(TOMAR, [suscripcion, topicos, dueno, arriendo])
  if (rows.length === 0) return null
  return rows.map((f) => ({
    suscripcion,
    topico: f.topico,
    epoca: f.epoca,
    posicion: Number(f.posicion),
    idMensaje: f.id_mensaje,
    caidas: f.caidas,
    estado: f.estado,
    motivo: f.motivo,
  }))
}

/** Alarga el arriendo; `false` si ya es de otro. */
export const renovar = async (pool: pg.Pool, lector: Lector, arriendo: number): Promise<boolean> => {
  const { rowCount } = await pool.query(
    `update suscripciones set arrendado_hasta = clock_timestamp() + $4 * interval '1 millisecond'
     where suscripcion = $1 and topico = any($2::text[]) and dueno = $3`,
    [lector.suscripcion, lector.topicos, lector.dueno, arriendo],
  )
  return rowCount === lector.topicos.length
}

/** Devuelve el arriendo, para que otro no tenga que esperar a que venza. */
export const soltar = async (pool: pg.Pool, { suscripcion, topicos, dueno }: Lector): Promise<void> => {
  await pool.query(
    `update suscripciones set dueno = null, arrendado_hasta = null
     where suscripcion = $1 and topico = any($2::text[]) and dueno = $3`,
    [suscripcion, topicos, dueno],
  )
}

const MOVER = `with movido as (
    update suscripciones set posicion = $5, id_mensaje = $6, caidas = $7, id_intento = null, intentos = 0,
      movido_en = clock_timestamp()
    where suscripcion = $1 and topico = $2 and epoca = $3 and posicion = $4 returning 1
  ) select case when count(*) = 1 then 1 else cursor_ajeno() end as movido from movido`

/**
 * Mueve el cursor hasta `hasta`, y sólo desde donde este lector lo dejó y en su época: ni un lector
 * relevado ni un efecto rezagado pueden confirmar.
 */
export const sentenciaMover = (cursor: Cursor, hasta: Mensaje, caidas: number): Sentencia => ({
  name: 'suscripcion:mover',
  text: MOVER,
  values: [
    cursor.suscripcion,
    cursor.topico,
    cursor.epoca,
    cursor.posicion,
    hasta.posicion,
    hasta.id,
    caidas,
  ],
})

/** Cuenta, antes de intentarlo, el intento de un mensaje sospechoso; devuelve cuántos van con éste. */
export const contarIntento = async (pool: pg.Pool, cursor: Cursor, mensaje: Mensaje): Promise<number> => {
  const { rows } = await pool.query<{ intentos: number }>(
    `with contado as (
       update suscripciones set id_intento = $4, intentos = case when id_intento = $4 then intentos + 1 else 1 end
       where suscripcion = $1 and topico = $2 and epoca = $3 returning intentos
     ) select case when count(*) = 1 then max(intentos) else cursor_ajeno() end as intentos from contado`,
    [cursor.suscripcion, cursor.topico, cursor.epoca, mensaje.id],
  )
  return rows[0]!.intentos
}

/** Deshace la cuenta de un intento que no llegó a probar el mensaje. */
export const descontarIntento = async (pool: pg.Pool, cursor: Cursor, mensaje: Mensaje): Promise<void> => {
  await pool.query(
    `update suscripciones set intentos = intentos - 1
     where suscripcion = $1 and topico = $2 and epoca = $3 and id_intento = $4 and intentos > 0`,
    [cursor.suscripcion, cursor.topico, cursor.epoca, mensaje.id],
  )
}

/** Olvida las caídas: con el tópico al día, no las causó un mensaje. */
export const olvidarCaidas = async (pool: pg.Pool, cursor: Cursor): Promise<void> => {
  await pool.query(
    'update suscripciones set caidas = 0 where suscripcion = $1 and topico = $2 and epoca = $3',
    [cursor.suscripcion, cursor.topico, cursor.epoca],
  )
  cursor.caidas = 0
}

/** Deja escrito por qué un tópico no avanza, para quien mire desde otro proceso. */
export const anotarEstado = async (
  pool: pg.Pool,
  cursor: Cursor,
  { estado, motivo }: { estado: EstadoTopico; motivo: string | null },
): Promise<void> => {
  cursor.estado = estado
  cursor.motivo = motivo
  await pool.query(
    'update suscripciones set estado = $4, motivo = $5 where suscripcion = $1 and topico = $2 and epoca = $3',
    [cursor.suscripcion, cursor.topico, cursor.epoca, estado, motivo],
  )
}
