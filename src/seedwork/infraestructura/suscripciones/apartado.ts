import type pg from 'pg'
import type { Posicion } from '../../aplicacion/contexto.ts'
import { ReferenciaPendiente } from '../../aplicacion/errores-consumo.ts'
import type { Mensaje } from '../../aplicacion/mensajes.ts'
import { aJson, deJson, type MensajeJson } from '../fuentes/mensaje-json.ts'
import type { Sentencia } from '../uow/sentencias.ts'
import type { Cursor } from './cursores.ts'
import { describirError } from './fallos.ts'
import { pilaDe } from './pila.ts'
import { retroceso } from './timbre.ts'

/** Cuándo se vuelve a intentar un mensaje apartado; agotados los `intentos`, espera a un operador. */
export type Reintento = Readonly<{ intentos: number; base: number; tope: number }>

export const ESTADOS_APARTADO = [
  'esperando-reintento',
  'esperando-referencia',
  'en-cola',
  'espera-operador',
  'marcado-reintento',
  'marcado-edicion',
  'marcado-descarte',
  'resuelto',
  'descartado',
] as const
export type EstadoApartado = (typeof ESTADOS_APARTADO)[number]

/** El primero de su clave: el único que se puede intentar. */
export type Cabeza = Readonly<{
  id: string
  topico: string
  clave: string
  estado: EstadoApartado
  intentos: number
  mensaje: Mensaje
}>

type Entrada = Readonly<{ estado: EstadoApartado; intentos: number; error: unknown; espera: number | null }>

// El cursor se mueve en la misma sentencia que guarda el apartado: o las dos cosas o ninguna. Uno que volvió atrás
// (el broker perdió lo publicado) pasa otra vez por lo que ya apartó: lo abierto sigue como está, lo resuelto se abre
// otra vez y lo que un operador descartó, descartado queda.
const APARTAR = `with apartado as (
    insert into apartados (suscripcion, topico, posicion, clave, id_mensaje, tipo, mensaje, estado, intentos,
      error, error_clase, pila, primer_fallo, ultimo_fallo, proximo_intento)
    select $1, $2, (m->>'sequence')::int8, m->>'subject', (m->>'id')::uuid, m->>'type', m, $4, $5::int4, $6, $7, $14,
      case when $7::text is not null then clock_timestamp() end,
      case when $7::text is not null then clock_timestamp() end,
      clock_timestamp() + $8 * interval '1 millisecond'
    from jsonb_array_elements($3::jsonb) as m
    on conflict (suscripcion, topico, posicion) do update set estado = excluded.estado, cerrado_en = null,
      intentos = excluded.intentos, error = excluded.error, error_clase = excluded.error_clase, pila = excluded.pila,
      ultimo_fallo = excluded.ultimo_fallo, proximo_intento = excluded.proximo_intento
      where apartados.estado = 'resuelto'
    returning 1
  ), movido as (
    update suscripciones set posicion = $11, id_mensaje = $12, caidas = $13, id_intento = null, intentos = 0,
      movido_en = clock_timestamp()
    where suscripcion = $1 and topico = $2 and epoca = $9 and posicion = $10 returning 1
  ) select case when count(*) = 1 then 1 else cursor_ajeno() end as movido from movido`

/** Guarda `mensajes` (una sola clave si fallaron; varias si sólo se encolan) y mueve el cursor tras ellos. */
const guardar = async (
  pool: pg.Pool,
  { cursor, mensajes, caidas }: { cursor: Cursor; mensajes: readonly Mensaje[]; caidas: number },
  { estado, intentos, error, espera }: Entrada,
): Promise<void> => {
  const ultimo = mensajes.at(-1)!
  const fallo = error === null ? null : describirError(error)
  const valores = [
    ...[cursor.suscripcion, cursor.topico, JSON.stringify(mensajes.map(aJson)), estado, intentos],
    ...[fallo?.texto ?? null, fallo?.clase ?? null, espera],
    ...[cursor.epoca, cursor.posicion, ultimo.posicion, ultimo.id, caidas],
    error === null ? null : pilaDe(error),
  ]
  await pool.query(APARTAR, valores)
}

type Lote = Readonly<{ cursor: Cursor; mensajes: readonly Mensaje[]; caidas: number }>

/** Deja los mensajes en cola, detrás del que ya está apartado de su clave. */
export const encolar = (pool: pg.Pool, lote: Lote): Promise<void> =>
  guardar(pool, lote, { estado: 'en-cola', intentos: 0, error: null, espera: null })

/** Estado de un mensaje tras fallar su intento n-ésimo. */
export const trasFallar = (error: unknown, intento: number, { intentos }: Reintento): EstadoApartado => {
  if (error instanceof ReferenciaPendiente) return 'esperando-referencia'
  return intento >= intentos ? 'espera-operador' : 'esperando-reintento'
}

/** Aparta un mensaje que falló por primera vez. Esperar una referencia no gasta intentos. */
export const apartar = (
  pool: pg.Pool,
  lote: Lote,
  { error, reintento }: { error: unknown; reintento: Reintento },
) => {
  const estado = trasFallar(error, 1, reintento)
  const intentos = estado === 'esperando-referencia' ? 0 : 1
  return guardar(pool, lote, { estado, intentos, error, espera: retroceso(reintento, 1) })
}

/** Aparta sin intentarlo un mensaje que mató o atascó al proceso `intentos` veces. */
export const apartarPorCaidas = (pool: pg.Pool, lote: Lote, intentos: number): Promise<void> =>
  guardar(pool, lote, {
    estado: 'espera-operador',
    intentos,
    error: new Error(`el proceso murió o se atascó ${intentos} veces al intentarlo`),
    espera: null,
  })

const SIN_APARTAR = `select coalesce(min(posicion) filter (where posicion + n = $3 + 1) - 1, $3)::float8 as ultima
  from (select posicion, row_number() over (order by posicion desc) as n from apartados
    where suscripcion = $1 and topico = $2 and posicion <= $3::int8 and estado <> 'resuelto') a`

/** La última posición hasta `posicion` que no está apartada ni descartada: 0 si no hay ninguna. */
export const ultimaSinApartar = async (
  pool: pg.Pool,
  suscripcion: string,
  { topico, posicion }: Posicion,
): Promise<number> => {
  const { rows } = await pool.query<{ ultima: number }>(SIN_APARTAR, [suscripcion, topico, posicion])
  return rows[0]?.ultima ?? posicion
}

/** Claves con algo apartado, por tópico. */
export const clavesRetenidas = async (
  pool: pg.Pool,
  suscripcion: string,
): Promise<Map<string, Set<string>>> => {
  const { rows } = await pool.query<{ topico: string; claves: string[] }>(
    `select topico, array_agg(distinct clave) as claves from apartados
     where suscripcion = $1 and cerrado_en is null group by topico`,
    [suscripcion],
  )
  return new Map(rows.map((f) => [f.topico, new Set(f.claves)]))
}

const LISTAS = `select c.id, c.topico, c.clave, c.estado, c.intentos, coalesce(c.copia, c.mensaje) as mensaje
  from unnest($2::text[], $3::text[]) as k(topico, clave) cross join lateral (
    select * from apartados a
    where a.suscripcion = $1 and a.topico = k.topico and a.clave = k.clave and a.cerrado_en is null
    order by posicion limit 1
  ) c
  where c.estado in ('en-cola', 'marcado-reintento', 'marcado-edicion', 'marcado-descarte')
     or (c.estado in ('esperando-reintento', 'esperando-referencia') and c.proximo_intento <= clock_timestamp())
  order by c.topico, c.posicion`

/** Las cabezas que se pueden atender ya: marcadas, con la espera cumplida, o en cola y sin nadie delante. */
export const cabezasListas = async (
  pool: pg.Pool,
  suscripcion: string,
  retenidas: readonly (readonly [topico: string, clave: string])[],
): Promise<Cabeza[]> => {
  const { rows } = await pool.query<Omit<Cabeza, 'mensaje'> & { mensaje: MensajeJson }>(LISTAS, [
    suscripcion,
    retenidas.map(([topico]) => topico),
    retenidas.map(([, clave]) => clave),
  ])
  return rows.map((f) => ({ ...f, mensaje: deJson(f.mensaje) }))
}

/** ¿Queda algo abierto de esa clave? */
export const sigueRetenida = async (
  pool: pg.Pool,
  suscripcion: string,
  { topico, clave }: Cabeza,
): Promise<boolean> => {
  const { rowCount } = await pool.query(
    'select 1 from apartados where suscripcion = $1 and topico = $2 and clave = $3 and cerrado_en is null limit 1',
    [suscripcion, topico, clave],
  )
  return rowCount === 1
}

// Sólo el dueño de la suscripción toca un apartado más allá de marcarlo: la fila del cursor queda
// compartida hasta el commit, de modo que nadie puede relevarlo a mitad.
const comoDueno = (cambio: string): string => `with dueno as (
    select 1 from suscripciones where suscripcion = $1 and topico = $2 and epoca = $3 for share
  ), cambiado as (
    update apartados set ${cambio} from dueno where id = $4 and cerrado_en is null returning 1
  ) select case when count(*) = 1 then 1 else cursor_ajeno() end as cambiado from cambiado`

const RESOLVER = comoDueno(`estado = 'resuelto', cerrado_en = clock_timestamp()`)
const DESCARTAR = comoDueno(`estado = 'descartado', cerrado_en = clock_timestamp()`)
const INTENTAR =
  comoDueno(`estado = case when estado = 'esperando-referencia' then estado else 'esperando-reintento' end,
  intentos = intentos + case when estado = 'esperando-referencia' then 0 else 1 end,
  proximo_intento = clock_timestamp() + $5 * interval '1 millisecond'`)
// Una marca puesta mientras se intentaba no se pierde.
const FALLAR = comoDueno(`estado = case when estado like 'marcado-%' then estado else $5 end,
  error = $6, error_clase = $7, pila = $8, ultimo_fallo = clock_timestamp(),
  primer_fallo = coalesce(primer_fallo, clock_timestamp())`)
const DESCONTAR = comoDueno('estado = $5, intentos = $6::int4, proximo_intento = clock_timestamp()')

const sentencia = (text: string, { cursor, cabeza }: Repeticion, ...resto: unknown[]): Sentencia => ({
  text,
  values: [cursor.suscripcion, cursor.topico, cursor.epoca, cabeza.id, ...resto],
})

/** Un apartado y el cursor de su tópico, que prueba que este lector es el dueño. */
export type Repeticion = Readonly<{ cursor: Cursor; cabeza: Cabeza }>

/** Da por atendido el apartado; va en la transacción del efecto, en el lugar del cursor. */
export const sentenciaResolver = (r: Repeticion): Sentencia => sentencia(RESOLVER, r)
export const sentenciaDescartar = (r: Repeticion): Sentencia => sentencia(DESCARTAR, r)

/** Cuenta el intento antes de hacerlo y deja prevista la espera: si el proceso muere, ya está contado. */
export const sentenciaIntentar = (r: Repeticion, espera: number): Sentencia => sentencia(INTENTAR, r, espera)

/** Anota el fallo de un intento ya contado. */
export const sentenciaFallar = (r: Repeticion, estado: EstadoApartado, error: unknown): Sentencia => {
  const { clase, texto } = describirError(error)
  return sentencia(FALLAR, r, estado, texto, clase, pilaDe(error))
}

/** Deshace la cuenta de un intento que no llegó a probar el mensaje, porque falló el entorno. */
export const sentenciaDescontar = (r: Repeticion): Sentencia =>
  sentencia(DESCONTAR, r, r.cabeza.estado, r.cabeza.intentos)
