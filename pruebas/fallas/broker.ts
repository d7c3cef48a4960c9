import path from 'node:path'
import type pg from 'pg'
import { TOPICOS_EVENTOS } from '../../src/api/topicos.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { abrirServidorNats, type ServidorNats } from '../apoyo/nats.ts'
import { leerFlujo, type Publicado } from '../apoyo/nats-relevo.ts'
import { lanzar, type ProcesoHijo } from '../apoyo/proceso-hijo.ts'
import type { Efecto, Historia } from './historia.ts'
import { abrirProxy, type Intermediario } from './proxy.ts'
import { TOKEN } from './sistema.ts'

/** Lo más que el relevo de la API repite por cada vez que no sabe si publicó: su lote. */
const LOTE_RELEVO_API = 2_000
const LIMITE = 90_000

/** El broker de una escena: un nats-server, y el intermediario por el que todos le hablan. */
export type BrokerDeEscena = AsyncDisposable & Readonly<{ servidor: ServidorNats; red: Intermediario }>

export const abrirBroker = async (): Promise<BrokerDeEscena> => {
  await using pila = new AsyncDisposableStack()
  const servidor = pila.use(await abrirServidorNats())
  const red = pila.use(await abrirProxy(servidor.url))
  const cierre = pila.move()
  return { servidor, red, [Symbol.asyncDispose]: () => cierre.disposeAsync() }
}

/** Lanza el consumidor que sólo oye por el broker. */
export const lanzarRemoto = (base: string, api: string, { red }: BrokerDeEscena): ProcesoHijo =>
  lanzar(path.join(import.meta.dirname, 'remoto-hijo.ts'), {
    entorno: {
      ...{ BASE_URL: base, API_URL: api, NATS_URL: red.url, TOKEN },
      TOPICOS: TOPICOS_EVENTOS.join(','),
    },
  })

const ATRASADOS = `select s.suscripcion, c.topico, s.posicion::float8 as posicion, c.posicion::float8 as cabeza
  from alpes.cabezas c
  join (select * from alpes.suscripciones where suscripcion = 'relevo'
    union all select * from remoto.suscripciones) as s using (topico)
  where c.topico like 'eventos-%'`

type Atraso = Readonly<{ suscripcion: string; topico: string; posicion: number; cabeza: number }>

/** Espera a que el relevo y el consumidor remoto pasen por donde acababa la bitácora al llamar. */
export const esperarRemoto = async (pool: pg.Pool): Promise<void> => {
  const leer = async (): Promise<Atraso[]> => (await pool.query<Atraso>(ATRASADOS)).rows
  const meta = await pool.query<{ topico: string; p: number }>(
    `select topico, posicion::float8 as p from alpes.cabezas where topico like 'eventos-%' and posicion > 0`,
  )
  const metas = new Map(meta.rows.map((f) => [f.topico, f.p]))
  let faltan: unknown[] = []
  const alcanzado = async (): Promise<boolean> => {
    const cursores = await leer()
    faltan = ['relevo', 'remoto'].flatMap((quien) =>
      [...metas].filter(
        ([topico, p]) =>
          !cursores.some((c) => c.suscripcion === quien && c.topico === topico && c.posicion >= p),
      ),
    )
    return faltan.length === 0
  }
  await esperarQue(
    'el relevo y el remoto alcanzan la bitácora',
    () => alcanzado().catch(() => false),
    LIMITE,
  ).catch((error: Error) => {
    throw new Error(`${error.message}; falta ${JSON.stringify(faltan)}`)
  })
}

const EFECTOS = `select suscripcion, topico, posicion::float8 as posicion, id_mensaje::text as "idMensaje"
  from remoto.efectos order by n`

/** Sin las repeticiones de la cabeza, que el relevo hace a propósito cuando está ocioso. */
const sinCabezas = (mensajes: readonly Publicado[]): Publicado[] =>
  mensajes.filter((m, i) => m.posicion !== mensajes[i - 1]?.posicion)

/** Lo que el remoto aplicó y lo que el flujo guarda, para el verificador. */
export const leerDelBroker = async (
  pool: pg.Pool,
  { servidor }: BrokerDeEscena,
  caidas: number,
): Promise<Pick<Historia, 'efectos' | 'publicados'>> => {
  const efectos = (await pool.query<Efecto>(EFECTOS)).rows
  const mensajes: Publicado[] = []
  for (const topico of TOPICOS_EVENTOS) mensajes.push(...sinCabezas(await leerFlujo(servidor.url, topico)))
  return { efectos, publicados: { mensajes, repetibles: caidas * LOTE_RELEVO_API } }
}
