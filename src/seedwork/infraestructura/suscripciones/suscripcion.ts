import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import pg from 'pg'
import type { Posicion } from '../../aplicacion/contexto.ts'
import type { Fuente } from '../../aplicacion/fuente.ts'
import { sinTrazas, type Trazas } from '../../aplicacion/trazas.ts'
import { sinTropiezo, type Tropiezo } from '../../aplicacion/tropiezo.ts'
import type { Registro } from '../registro.ts'
import type { Reintento } from './apartado.ts'
import { crearArriendo } from './arriendo.ts'
import { type Atender, type Efecto, efectoEnTransaccion } from './efecto.ts'
import type { Medios } from './medios.ts'
import { Retenidas } from './retenidas.ts'
import { type EstadoSuscripcion, Suscriptor } from './suscriptor.ts'
import { conPlazo } from './transaccion.ts'

/** Algo que hacer cada tanto (ms) cuando no hay nada que leer, con los cursores del momento. */
export type Ocio = Readonly<{ cada: number; hacer: (cursores: readonly Posicion[]) => Promise<void> }>

/** Cómo se lee, y qué se hace con lo leído: `atender` (corriente) o `efecto` (dueño de su transacción). */
export type OpcionesSuscripcion = Readonly<{
  /** Único y estable: es la identidad del cursor. */
  nombre: string
  topicos: readonly string[]
  fuente: Fuente
  /** Base del consumidor, con las tablas de `suscripciones/migraciones`. */
  pool: pg.Pool
  registro: Registro
  tropiezo?: Tropiezo | undefined
  /** Sus lapsos cambian el `traceparent` que ve el efecto: no se dan a quien guarda el sobre tal cual. */
  trazas?: Trazas | undefined
  /** Dónde empieza un tópico nuevo. Por omisión, lo primero que quede en la bitácora. */
  inicio?: 'principio' | 'cabeza' | undefined
  /** Mensajes por transacción como mucho (500). */
  lote?: number | undefined
  /** Milisegundos: arriendo (10 000), plazo del efecto (30 000), espera más larga entre sondeos (2 000). */
  arriendo?: number | undefined
  plazo?: number | undefined
  sondeo?: number | undefined
  /**
   * Milisegundos que descansa tras un lote no lleno (0). Quien no tiene prisa junta así más mensajes por
   * transacción y deja la máquina a los comandos.
   */
  reposo?: number | undefined
  reintento?: Partial<Reintento> | undefined
  /** Pausa cuando falla el entorno: la primera y la más larga, en ms (200 y 30 000). */
  pausa?: Readonly<{ base: number; tope: number }> | undefined
  /** Conexión de los latidos, que pueden compartir las suscripciones de un proceso; sin ella abre una. */
  latido?: pg.Pool | undefined
  ocio?: Ocio | undefined
}> &
  (Readonly<{ atender: Atender; efecto?: never }> | Readonly<{ efecto: Efecto; atender?: never }>)

/** Una suscripción en marcha. Cerrarla espera a que acabe el trozo en curso y devuelve el arriendo. */
export type Suscripcion = AsyncDisposable & {
  readonly nombre: string
  estado(): EstadoSuscripcion
  detener(): Promise<void>
}

/** Pool de una sola conexión hacia la misma base, para latidos que no hagan cola con el trabajo. */
export const abrirLatido = (pool: pg.Pool): pg.Pool => {
  const latido = new pg.Pool({ ...pool.options, password: pool.options.password, max: 1 } as pg.PoolConfig)
  latido.on('error', () => {})
  return latido
}

const efectoDe = (o: OpcionesSuscripcion, medios: { plazo: number; tropiezo: Tropiezo }): Efecto => {
  if (o.atender) return efectoEnTransaccion(o.atender, { pool: o.pool, ...medios })
  const { efecto } = o
  return { correr: (mensajes, mover) => conPlazo(medios.plazo, efecto.correr(mensajes, mover)) }
}

/**
 * Lee unos tópicos en orden y aplica cada mensaje exactamente una vez: el cursor se mueve en la
 * transacción del efecto, sólo por quien tiene el arriendo. Vuelve enseguida; si la base o la fuente
 * no contestan, insiste. Todo lo que no puede seguir se ve en `estado()` y en la tabla.
 */
export const abrirSuscripcion = (o: OpcionesSuscripcion): Suscripcion => {
  const { nombre, pool, registro, tropiezo = sinTropiezo, plazo = 30_000, sondeo = 2_000 } = o
  const topicos = [...new Set(o.topicos)]
  const lector = {
    suscripcion: nombre,
    topicos,
    dueno: `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`,
  }
  const latido = o.latido ?? abrirLatido(pool)
  const fin = new AbortController()
  const medios: Medios = {
    suscripcion: nombre,
    pool,
    registro,
    tropiezo,
    trazas: o.trazas ?? sinTrazas,
    efecto: efectoDe(o, { plazo, tropiezo }),
    reintento: { intentos: 5, base: 1_000, tope: 60_000, ...o.reintento },
    retenidas: new Retenidas(),
  }
  const duracion = o.arriendo ?? 10_000
  const arriendo = crearArriendo({ pool, latido, lector, duracion, alPerder: () => suscriptor.relevar() })
  const suscriptor: Suscriptor = new Suscriptor({
    ...{ medios, lector, arriendo, sondeo, fuente: o.fuente, ocio: o.ocio, senal: fin.signal },
    ...{ reposo: o.reposo ?? 0, lote: o.lote ?? 500, inicio: o.inicio ?? 'principio', espera: duracion / 4 },
    pausa: o.pausa ?? { base: 200, tope: 30_000 },
  })
  const marcha = suscriptor.correr()
  const detener = async (): Promise<void> => {
    fin.abort()
    await marcha
    await arriendo.soltar()
    if (!o.latido && !latido.ended) await latido.end()
  }
  return { nombre, estado: () => suscriptor.estado(), detener, [Symbol.asyncDispose]: detener }
}
