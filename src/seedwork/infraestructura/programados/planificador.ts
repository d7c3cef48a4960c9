import { setTimeout as dormir } from 'node:timers/promises'
import type pg from 'pg'
import type { Reloj } from '../../aplicacion/reloj.ts'
import { sinTropiezo, type Tropiezo } from '../../aplicacion/tropiezo.ts'
import type { Registro } from '../registro.ts'
import { describirError, esDelEntorno } from '../suscripciones/fallos.ts'
import { retroceso } from '../suscripciones/timbre.ts'
import { enTransaccion } from '../suscripciones/transaccion.ts'

/** Una cita que llegó su hora. `id` es estable: sirve de id del comando que se dé por ella. */
export type Programado = Readonly<{
  id: string
  clave: string
  cuando: Temporal.Instant
  tipo: string
  comando: unknown
  intentos: number
}>

/**
 * Hace lo que dice la cita escribiendo con `tx`, la misma transacción que la da por cumplida: exactamente
 * una vez. Si da un comando a otro (que confirma por su cuenta), que use `programado.id` como id del
 * comando; y que ese comando no espere a esta fila, que está tomada hasta el final.
 */
export type Disparar = (programado: Programado, tx: pg.PoolClient) => Promise<void>

/** Con qué corre un planificador, sea de quien sea. */
export type MediosPlanificador = Readonly<{
  pool: pg.Pool
  registro: Registro
  tropiezo?: Tropiezo
  /** Ms entre miradas a la agenda (1 000). */
  sondeo?: number
}>

type Opciones = MediosPlanificador &
  Readonly<{
    /** Reloj de negocio: el que dice si ya es hora. */
    reloj: Reloj
    disparar: Disparar
    /** Las citas que cumple éste; sin lista, todas. Cada módulo tiene las suyas en la misma agenda. */
    tipos?: readonly string[]
    /** Plazo de cada disparo, ms (30 000). */
    plazo?: number
  }>

/** El planificador en marcha. */
export type Planificador = AsyncDisposable & {
  /** Ms desde la última mirada a la agenda que salió bien: si crece, está muerto. */
  sinVuelta(): number
}

const REINTENTO = { base: 1_000, tope: 300_000 }
const PAUSA = { base: 200, tope: 30_000 }

// `skip locked`: varios planificadores se reparten las citas; la fila tomada es el arriendo, y se suelta
// sola si el proceso muere.
const SIGUIENTE = `select id, clave, (extract(epoch from cuando) * 1000)::float8 as cuando, tipo, comando, intentos
  from programados
  where estado = 'pendiente' and cuando <= $1::timestamptz
    and ($2::text[] is null or tipo = any($2))
    and (proximo_intento is null or proximo_intento <= clock_timestamp())
  order by cuando, id limit 1 for update skip locked`

/** Mira la agenda sin parar y cumple las citas a su hora: tarde mejor que nunca, y cada una una vez. */
export const abrirPlanificador = (o: Opciones): Planificador => {
  const fin = new AbortController()
  let vuelta = performance.now()
  const marchar = async (): Promise<void> => {
    let fallos = 0
    while (!fin.signal.aborted) {
      try {
        const hubo = await cumplirUna(o)
        vuelta = performance.now()
        fallos = 0
        if (!hubo) await dormir(o.sondeo ?? 1_000, undefined, { signal: fin.signal }).catch(() => {})
      } catch (error) {
        o.registro.warn({ err: error }, 'el planificador hace una pausa')
        await dormir(retroceso(PAUSA, ++fallos), undefined, { signal: fin.signal }).catch(() => {})
      }
    }
  }
  const marcha = marchar()
  return {
    sinVuelta: () => Math.round(performance.now() - vuelta),
    async [Symbol.asyncDispose]() {
      fin.abort()
      await marcha
    },
  }
}

type Fila = Omit<Programado, 'cuando'> & { cuando: number }

/** Cumple la cita más antigua que ya sea hora; devuelve si había alguna. Falla sólo por el entorno. */
const cumplirUna = async (o: Opciones): Promise<boolean> => {
  const { pool, plazo = 30_000, tropiezo = sinTropiezo } = o
  let cita: Fila | undefined
  try {
    await enTransaccion({ pool, plazo }, async (tx) => {
      cita = (await tx.query<Fila>(SIGUIENTE, [o.reloj.ahora().toString(), o.tipos ?? null])).rows[0]
      if (!cita) return
      await o.disparar({ ...cita, cuando: Temporal.Instant.fromEpochMilliseconds(cita.cuando) }, tx)
      await tropiezo('planificador:tras-efecto')
      await tx.query(
        `update programados set estado = 'disparado', cerrado_en = clock_timestamp(), error = null where id = $1`,
        [cita.id],
      )
    })
  } catch (error) {
    if (!cita || esDelEntorno(error)) throw error
    await aplazar(o, cita, error)
  }
  return cita !== undefined
}

/** Una cita que falla se vuelve a intentar siempre, cada vez más tarde; las demás siguen. */
const aplazar = async ({ pool, registro }: Opciones, cita: Fila, error: unknown): Promise<void> => {
  const { texto } = describirError(error)
  const espera = retroceso(REINTENTO, cita.intentos + 1)
  registro.error({ err: error, clave: cita.clave, intentos: cita.intentos + 1 }, 'una cita falló')
  await pool.query(
    `update programados set intentos = intentos + 1, error = $2,
       proximo_intento = clock_timestamp() + $3 * interval '1 millisecond'
     where id = $1 and estado = 'pendiente'`,
    [cita.id, texto, espera],
  )
}
