import type pg from 'pg'
import { idMensajeDe } from '../../src/notificaciones/infraestructura/cola.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import type { Historia } from './historia.ts'

const TABLAS = { contrato: 'contratos', inmueble: 'inmuebles', cliente: 'clientes' } as const
const LECTORES_DE_TODO = `select distinct topico from bitacora where topico like 'eventos-%'`

// Por su nombre: a mitad de una actualización, una de las dos tablas puede tener una columna más.
const CURSOR = 'suscripcion, topico, posicion, estado, motivo, arrendado_hasta'
/** Todo lo escrito ya tuvo sus efectos: cursores en la cabeza, comandos resueltos, correo fuera. */
const PENDIENTE = `select jsonb_build_object('suscripcion', suscripcion, 'topico', topico, 'posicion', s.posicion,
    'cabeza', c.posicion, 'estado', s.estado, 'motivo', s.motivo, 'arriendo', s.arrendado_hasta - clock_timestamp()) as que
  from (select ${CURSOR} from alpes.suscripciones union all select ${CURSOR} from notificaciones.suscripciones) as s
  join alpes.cabezas c using (topico) where s.posicion < c.posicion
  union all select jsonb_build_object('comandos', count(*)) from alpes.comandos where estado = 'pendiente' having count(*) > 0
  union all select jsonb_build_object('correos', count(*), 'estado', estado, 'error', ultimo_error) from notificaciones.entregas
    where estado in ('pendiente', 'enviando', 'reintento') group by estado, ultimo_error`

const loPendiente = (pool: pg.Pool): Promise<unknown[]> =>
  pool.query<{ que: unknown }>(PENDIENTE).then(
    ({ rows }) => rows.map((f) => f.que),
    (error: Error) => [error.message],
  )

/**
 * Espera a que el sistema no tenga nada por hacer; si no llega, dice qué le falta. El plazo es holgado: tras muchas
 * muertes se va de uno en uno, y lo que aquí se juzga es qué pasa, no cuánto tarda.
 */
export const esperarReposo = async (pool: pg.Pool, limite = 150_000): Promise<void> => {
  let pendiente: unknown[] = []
  const enReposo = async () => {
    pendiente = await loPendiente(pool)
    return pendiente.length === 0
  }
  await esperarQue('el sistema se pone al día', enReposo, limite).catch((error: Error) => {
    throw new Error(`${error.message}; falta ${JSON.stringify(pendiente).slice(0, 2_000)}`)
  })
}

const BAJO_SOSPECHA = `select suscripcion, topico, intentos from alpes.suscripciones where intentos >= $1
  union all select suscripcion, topico, intentos from notificaciones.suscripciones where intentos >= $1`

/**
 * Mensajes que ya vieron morir al proceso `muertes` veces. Un lector aparta, y hace bien, al que lo ve morir
 * tres veces seguidas; muertes de fuera tan seguidas que caigan siempre sobre el mismo lo culparían.
 */
export const bajoSospecha = async (pool: pg.Pool, muertes: number): Promise<unknown[]> =>
  (await pool.query(BAJO_SOSPECHA, [muertes])).rows

const filas = async <T>(pool: pg.Pool, texto: string): Promise<T[]> => (await pool.query(texto)).rows as T[]

const agregadosDe = async (pool: pg.Pool): Promise<Historia['agregados']> => {
  const porTabla = await Promise.all(
    Object.entries(TABLAS).map(([agregado, tabla]) =>
      filas<{ topico: string; id: string; version: number }>(
        pool,
        `select 'eventos-${agregado}' as topico, id::text as id, version::float8 as version from alpes.${tabla}`,
      ),
    ),
  )
  return porTabla.flat()
}

const BITACORA = `select topico, posicion::float8 as posicion, id::text as id, clave::text as clave,
  version_agregado::float8 as version, causacion from alpes.bitacora`
// Una cadena no se puede escribir en otro orden: el de sus posiciones es el de sus efectos.
const EFECTOS = `select 'auditoria' as suscripcion, topico, posicion::float8 as posicion, id_mensaje::text as "idMensaje"
  from alpes.auditoria order by topico, posicion`
const APARTADOS = `select suscripcion, id_mensaje::text as id from alpes.apartados where cerrado_en is null
  union all select suscripcion, id_mensaje::text from notificaciones.apartados where cerrado_en is null`
const ENTREGAS = `select id::text as id from notificaciones.entregas where estado = 'enviada'`

/** Los mensajes de un lector que ya empezó; `causacion` de un comando en cola es él mismo. */
const conCausa = (a: Historia['bitacora'][number]): Historia['bitacora'][number] =>
  a.topico.startsWith('comandos-') ? { ...a, causacion: a.id } : a

type DeFuera = Pick<Historia, 'aceptados' | 'correos' | 'caidas'>

/** Arma la historia: lo que vieron los de fuera y lo que quedó en la base. */
export const leerHistoria = async (pool: pg.Pool, deFuera: DeFuera): Promise<Historia> => {
  const [bitacora, cabezas, comandos, efectos, apartados, entregas, topicos] = await Promise.all([
    filas<Historia['bitacora'][number]>(pool, BITACORA),
    filas<{ topico: string; posicion: number }>(
      pool,
      'select topico, posicion::float8 as posicion from alpes.cabezas',
    ),
    filas<{ id: string }>(pool, 'select id::text as id from alpes.comandos'),
    filas<Historia['efectos'][number]>(pool, EFECTOS),
    filas<Historia['apartados'][number]>(pool, APARTADOS),
    filas<{ id: string }>(pool, ENTREGAS),
    filas<{ topico: string }>(pool, LECTORES_DE_TODO),
  ])
  return {
    ...deFuera,
    bitacora: bitacora.map(conCausa),
    cabezas: Object.fromEntries(cabezas.map((c) => [c.topico, c.posicion])),
    agregados: await agregadosDe(pool),
    comandos: comandos.map((c) => c.id),
    efectos,
    suscripciones: { auditoria: topicos.map((t) => t.topico) },
    apartados,
    apartadosEsperados: [],
    correosEsperados: entregas.map((e) => idMensajeDe(e.id)),
  }
}
