import { setTimeout as dormir } from 'node:timers/promises'
import type pg from 'pg'
import type { Posicion } from '../../aplicacion/contexto.ts'
import type { Fuente } from '../../aplicacion/fuente.ts'
import type { EstadoTopico } from './cursores.ts'

/** Una suscripción y un tópico, como se enseñan. Edades en segundos. */
export type FilaSuscripcion = Readonly<{
  suscripcion: string
  topico: string
  posicion: number
  /** Última posición de la bitácora, y lo que falta hasta ella; `null` si la bitácora no contesta. */
  cabeza: number | null
  atraso: number | null
  /** Edad del pendiente más antiguo; 0 si está al día. */
  edad_pendiente: number | null
  estado: EstadoTopico | 'sin-dueno'
  motivo: string | null
  dueno: string | null
  caidas: number
  /** Mensajes apartados, en cola o a la espera. */
  apartados: number
  /** Intentos gastados en ellos, y el texto del último fallo. */
  intentos: number
  ultimo_error: string | null
}>

type Fila = Omit<FilaSuscripcion, 'cabeza' | 'atraso' | 'edad_pendiente'> & { viva: boolean }

const LISTAR = `select s.suscripcion, s.topico, s.posicion::float8 as posicion, s.estado, s.motivo, s.dueno, s.caidas,
    coalesce(s.arrendado_hasta > clock_timestamp(), false) as viva,
    (select count(*)::float8 from apartados a
      where a.suscripcion = s.suscripcion and a.topico = s.topico and a.cerrado_en is null) as apartados,
    (select coalesce(sum(a.intentos), 0)::float8 from apartados a
      where a.suscripcion = s.suscripcion and a.topico = s.topico and a.cerrado_en is null) as intentos,
    (select a.error from apartados a
      where a.suscripcion = s.suscripcion and a.topico = s.topico and a.cerrado_en is null and a.error is not null
      order by a.ultimo_fallo desc nulls last limit 1) as ultimo_error
  from suscripciones s order by s.suscripcion, s.topico`

/** Todas las suscripciones de esta base con su atraso, que se mide contra `fuente`. */
export const listarSuscripciones = async (pool: pg.Pool, fuente: Fuente): Promise<FilaSuscripcion[]> => {
  const { rows } = await pool.query<Fila>(LISTAR)
  return Promise.all(
    rows.map(async ({ viva, ...fila }) => ({
      ...fila,
      estado: viva ? fila.estado : 'sin-dueno',
      ...(await atrasoDe(fuente, fila)),
    })),
  )
}

const atrasoDe = async (fuente: Fuente, { topico, posicion }: Posicion) => {
  const tramo = await fuente.leer(topico, posicion, 1).catch(() => null)
  if (tramo === null) return { cabeza: null, atraso: null, edad_pendiente: null }
  const pendiente = tramo.mensajes[0]
  return {
    cabeza: tramo.cabeza,
    atraso: tramo.cabeza - posicion,
    edad_pendiente: pendiente ? Math.max(0, Math.round((Date.now() - pendiente.guardadoEn) / 1_000)) : 0,
  }
}

/** Si una suscripción ya aplicó unas posiciones, o si alguna quedó apartada en el camino. */
export type Alcance = 'aplicado' | 'apartado' | 'pendiente'

const ALCANZAR = `with p as (select * from unnest($2::text[], $3::int8[]) as p(topico, posicion))
  select
    not exists (select from p join suscripciones s on s.suscripcion = $1 and s.topico = p.topico
      where s.posicion < p.posicion) as aplicado,
    exists (select from p join apartados a on a.suscripcion = $1 and a.topico = p.topico and a.posicion = p.posicion
      where a.cerrado_en is null) as apartado`

/** Mira una vez si `suscripcion` aplicó `posiciones`; las de tópicos que no lee no le tocan. */
export const alcance = async (
  pool: pg.Pool,
  suscripcion: string,
  posiciones: readonly Posicion[],
): Promise<Alcance> => {
  const { rows } = await pool.query<{ aplicado: boolean; apartado: boolean }>(ALCANZAR, [
    suscripcion,
    posiciones.map((p) => p.topico),
    posiciones.map((p) => p.posicion),
  ])
  const { aplicado, apartado } = rows[0]!
  return apartado ? 'apartado' : aplicado ? 'aplicado' : 'pendiente'
}

/** Espera hasta `plazo` ms a que `suscripcion` aplique `posiciones`; `'pendiente'` si no llegó. */
export const esperarAlcance = async (
  pool: pg.Pool,
  { suscripcion, posiciones, plazo }: { suscripcion: string; posiciones: readonly Posicion[]; plazo: number },
): Promise<Alcance> => {
  const limite = performance.now() + plazo
  for (;;) {
    const logrado = await alcance(pool, suscripcion, posiciones)
    if (logrado !== 'pendiente' || performance.now() >= limite) return logrado
    await dormir(10)
  }
}
