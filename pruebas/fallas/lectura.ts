import type pg from 'pg'
import { idMensajeDe } from '../../src/notificaciones/infraestructura/cola.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import type { Historia } from './historia.ts'

const TABLAS = { contrato: 'contratos', inmueble: 'inmuebles', cliente: 'clientes' } as const
const LECTORES_DE_TODO = `select distinct topico from bitacora where topico like 'eventos-%'`

/** Todo lo escrito ya tuvo sus efectos: cursores en la cabeza, comandos resueltos, correo fuera. */
const PENDIENTE = `select
  (select count(*) from (
     select s.posicion, c.posicion as cabeza from alpes.suscripciones s join alpes.cabezas c using (topico)
     union all
     select s.posicion, c.posicion from notificaciones.suscripciones s join alpes.cabezas c using (topico)
   ) as x where x.posicion < x.cabeza)
  + (select count(*) from alpes.comandos where estado = 'pendiente')
  + (select count(*) from notificaciones.entregas where estado in ('pendiente', 'enviando', 'reintento'))
  as n`

/** Espera a que el sistema no tenga nada por hacer. */
export const esperarReposo = (pool: pg.Pool, limite = 45_000): Promise<unknown> =>
  esperarQue(
    'el sistema se pone al día',
    async () => {
      const { rows } = await pool.query<{ n: string }>(PENDIENTE).catch(() => ({ rows: [{ n: '1' }] }))
      return Number(rows[0]?.n) === 0
    },
    limite,
  )

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
