import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Mensaje, MensajePorEscribir } from '#seedwork/aplicacion/mensajes.ts'
import { CANAL_BITACORA } from '#seedwork/infraestructura/avisador.ts'
import { abrirPool } from '#seedwork/infraestructura/conexion.ts'
import { migrar } from '#seedwork/infraestructura/migraciones.ts'
import { abrirBasePrueba } from './base.ts'
import { mensaje } from './mensaje.ts'

const CARPETAS = { bitacora: 'bitacora', suscripciones: 'suscripciones', programados: 'programados' }

/** Una base con bitácora, suscripciones, agenda y una tabla donde los lectores dejan su efecto. */
export type Taller = AsyncDisposable & {
  url: string
  pool: pg.Pool
  /** Escribe un mensaje por clave, en ese orden, con la versión que le toque, y avisa. */
  escribir(topico: string, claves: readonly string[]): Promise<void>
  /** Posiciones con efecto, en el orden en que se aplicaron. */
  aplicadas(suscripcion: string, topico?: string): Promise<number[]>
}

export const TOPICO = 'eventos-prueba'

/** Los agregados de {@link tanda}: varios, y ninguno divide a los tamaños de lote. */
export const CLAVES: readonly string[] = Array.from({ length: 7 }, () => randomUUID())

/** Las claves de `n` mensajes, una de cada agregado por turno. */
export const tanda = (n: number): string[] => Array.from({ length: n }, (_, i) => CLAVES[i % CLAVES.length]!)

/** Las posiciones del 1 al `n`. */
export const serie = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1)

/** Añade mensajes a sus tópicos como lo hace el escritor: posiciones densas bajo el candado de la cabeza. */
export const anotar = async (pool: pg.Pool, mensajes: readonly MensajePorEscribir[]): Promise<void> => {
  for (const [topico, suyos] of Map.groupBy(mensajes, (m) => m.topico)) {
    const filas = suyos.map((m) => ({ ...m, contenido: m.contenido.toString('hex') }))
    await pool.query('insert into cabezas (topico) values ($1) on conflict do nothing', [topico])
    await pool.query(
      `with c as (update cabezas set posicion = posicion + $2::int8 where topico = $1 returning posicion - $2::int8 as base)
       insert into bitacora select $1, base + n, (m->>'id')::uuid, m->>'tipo', (m->>'versionEsquema')::int4,
         (m->>'clave')::uuid, (m->>'versionAgregado')::int8, to_timestamp((m->>'ocurridoEn')::float8 / 1000), now(),
         m->>'actor', m->>'origen', m->>'correlacion', m->>'causacion', m->>'traceparent', m->>'servicio',
         decode(m->>'contenido', 'hex')
       from c, jsonb_array_elements($3::jsonb) with ordinality as j(m, n)`,
      [topico, suyos.length, JSON.stringify(filas)],
    )
  }
  await pool.query('select pg_notify($1, $2)', [
    CANAL_BITACORA,
    [...new Set(mensajes.map((m) => m.topico))].join(','),
  ])
}

const preparar = async (pool: pg.Pool): Promise<void> => {
  for (const [modulo, nombre] of Object.entries(CARPETAS)) {
    const carpeta = new URL(`../../src/seedwork/infraestructura/${nombre}/migraciones`, import.meta.url)
      .pathname
    await migrar({ pool, esquema: 'alpes', modulo, carpeta })
  }
  // Sin restricciones a propósito: lo que se aplique dos veces tiene que verse.
  await pool.query(
    `create table efectos (n bigserial, suscripcion text, topico text, posicion int8, id_mensaje uuid)`,
  )
}

/** El pool con que los lectores de prueba leen y escriben. */
export const abrirPoolTaller = (url: string, maximo = 6): pg.Pool =>
  abrirPool({ url, esquema: 'alpes', nombre: 'taller', maximo })

export const abrirTaller = async (): Promise<Taller> => {
  const base = await abrirBasePrueba()
  const pool = abrirPoolTaller(base.url)
  await preparar(pool)
  const versiones = new Map<string, number>()
  return {
    url: base.url,
    pool,
    async escribir(topico, claves) {
      const nuevos = claves.map((clave) => {
        const versionAgregado = (versiones.get(topico + clave) ?? 0) + 1
        versiones.set(topico + clave, versionAgregado)
        return mensaje({ topico, clave, versionAgregado })
      })
      await anotar(pool, nuevos)
    },
    async aplicadas(suscripcion, topico = TOPICO) {
      const { rows } = await pool.query<{ p: number }>(
        'select posicion::float8 as p from efectos where suscripcion = $1 and topico = $2 order by n',
        [suscripcion, topico],
      )
      return rows.map((f) => f.p)
    },
    async [Symbol.asyncDispose]() {
      await pool.end()
      await base[Symbol.asyncDispose]()
    },
  }
}

/** Un pool o una transacción. */
type Ejecutor = { query(texto: string, valores: unknown[]): Promise<unknown> }

/** El efecto corriente de un lector de prueba: una fila por mensaje, escrita con la transacción que recibe. */
export const dejarEfecto =
  (suscripcion: string) =>
  async (mensajes: readonly Mensaje[], tx: Ejecutor): Promise<void> => {
    const filas = mensajes.map(({ topico, posicion, id }) => ({ topico, posicion, id }))
    await tx.query(
      `insert into efectos (suscripcion, topico, posicion, id_mensaje)
       select $1, topico, posicion, id from jsonb_to_recordset($2::jsonb) as m(topico text, posicion int8, id uuid)`,
      [suscripcion, JSON.stringify(filas)],
    )
  }
