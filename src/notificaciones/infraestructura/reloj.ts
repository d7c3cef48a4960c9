import { setTimeout as dormir } from 'node:timers/promises'
import type pg from 'pg'
import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import { leerDesfase, type RelojDeNegocio } from '#seedwork/infraestructura/reloj.ts'
import { retroceso } from '#seedwork/infraestructura/suscripciones/timbre.ts'

/** Ms entre preguntas a la API cuando contesta, y cuánto se la espera. */
const SONDEO = 30_000
const PLAZO = 5_000
const REINTENTO = { base: 500, tope: 10_000 }

/** Menos que esto (ms) es el viaje de la respuesta, no un cambio de hora. */
const MINIMO = 1_000

/** Un reloj puesto a la hora de otro. Cerrarlo deja de preguntar. */
export type RelojSeguido = AsyncDisposable & {
  /** ¿Se sabe ya la hora, por la API o por lo que dijo antes de la última parada? */
  sabido(): boolean
}

/** El desfase con la API: su hora contra la mitad del viaje, en ms. `/readyz` dice la hora también con 503. */
const preguntar = async (url: string, senal: AbortSignal): Promise<number> => {
  const salida = Date.now()
  const signal = AbortSignal.any([senal, AbortSignal.timeout(PLAZO)])
  const respuesta = await fetch(`${url}/readyz`, { redirect: 'error', signal })
  const cuerpo = (await respuesta.json()) as { reloj?: { ahora?: string } }
  const ahora = cuerpo.reloj?.ahora
  if (typeof ahora !== 'string') throw new Error('/readyz no dice la hora de negocio')
  return Temporal.Instant.from(ahora).epochMilliseconds - (salida + Date.now()) / 2
}

const GUARDAR = `insert into reloj (desfase_ms) values ($1)
  on conflict (unico) do update set desfase_ms = excluded.desfase_ms`

type Medios = Readonly<{
  pool: pg.Pool
  reloj: RelojDeNegocio
  /** De la API: `API_URL`. */
  url: string
  registro: Registro
  /** Ms entre preguntas. */
  sondeo?: number | undefined
}>

/**
 * Pone `reloj` a la hora de negocio de la API, que en una demo no es la de la pared, y la sigue. Recuerda
 * la última: tras reiniciar vale mientras la API no conteste.
 */
export const seguirReloj = async (o: Medios): Promise<RelojSeguido> => {
  const { pool, reloj, url, registro, sondeo = SONDEO } = o
  const recordado = await leerDesfase(pool)
  if (recordado !== null) reloj.desfasar(recordado)
  let sabido = recordado !== null
  const fin = new AbortController()
  const poner = async (): Promise<void> => {
    const desfase = Math.round(await preguntar(url, fin.signal))
    if (sabido && Math.abs(desfase - reloj.desfase) < MINIMO) return
    await pool.query(GUARDAR, [desfase])
    reloj.desfasar(desfase)
    sabido = true
    registro.info({ ahora: reloj.ahora().toString() }, 'reloj de negocio puesto a la hora de la API')
  }
  const marchar = async (): Promise<void> => {
    for (let fallos = 0; !fin.signal.aborted; ) {
      fallos = await poner().then(
        () => 0,
        (err: unknown) => {
          if (fallos === 0) registro.warn({ err }, 'la API no dice su hora: vale la última que se sabe')
          return fallos + 1
        },
      )
      const espera = fallos > 0 ? retroceso(REINTENTO, fallos) : sondeo
      await dormir(espera, undefined, { signal: fin.signal }).catch(() => {})
    }
  }
  const marcha = marchar()
  return {
    sabido: () => sabido,
    async [Symbol.asyncDispose]() {
      fin.abort()
      await marcha
    },
  }
}

/**
 * Nada se lee hasta saber la hora: con la de la pared, un aviso de la demo esperaría días a sus 08:00 y los
 * hitos saldrían en otra fecha. Quien lee lo toma por una fuente que aún no contesta, y vuelve a probar.
 */
export const conHora = (fuente: Fuente, seguido: RelojSeguido): Fuente => ({
  async leer(...pedido) {
    if (!seguido.sabido()) throw new Error('aún no se sabe la hora de negocio: la API no la ha dicho')
    return fuente.leer(...pedido)
  },
  alLlegar: (avisar) => fuente.alLlegar(avisar),
  olvidar: () => fuente.olvidar?.(),
})
