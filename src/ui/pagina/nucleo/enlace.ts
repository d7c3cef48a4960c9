import { signal } from '@preact/signals'
import { sinSesion } from './api.ts'
import type { Comando, Evento } from './tipos.ts'

/** Cómo está la conexión en vivo. `desde`: cuándo llegó la última señal (reloj del navegador). */
export type EstadoEnlace = Readonly<{
  fase: 'conectando' | 'conectado' | 'reconectando'
  ultima: number
  intento: number
}>

export const enlace = signal<EstadoEnlace>({ fase: 'conectando', ultima: Date.now(), intento: 0 })

type Oyentes = {
  evento: Set<(evento: Evento) => void>
  comando: Set<(comando: Comando) => void>
  /** Lo que se tenía de un tópico ya no es de fiar: hay que volver a leer. */
  reinicio: Set<(topico: string) => void>
}
const oyentes: Oyentes = { evento: new Set(), comando: new Set(), reinicio: new Set() }

/** Escucha un tipo de trama; devuelve cómo dejar de hacerlo. */
export const escuchar = <K extends keyof Oyentes>(
  clase: K,
  oyente: Oyentes[K] extends Set<infer F> ? F : never,
) => {
  const grupo = oyentes[clase] as Set<unknown>
  grupo.add(oyente)
  return () => void grupo.delete(oyente)
}

export const TOPICOS = ['eventos-contrato', 'eventos-inmueble', 'eventos-cliente', 'eventos-reserva'] as const

/** Última posición recibida de cada tópico: desde ahí se retoma. */
const posiciones: Record<string, number> = {}
/** Hasta dónde se ha visto un tópico, para pedir a otro servicio que llegue ahí (`Alpes-Esperar`). */
export const posicionVista = (topico: string): number | undefined => posiciones[topico]

const LATIDO_MS = 10_000
const PACIENCIA_MS = 6_000
const ESPERA_MAXIMA_MS = 15_000

let toma: WebSocket | null = null
let reloj: ReturnType<typeof setTimeout> | undefined
let guardia: ReturnType<typeof setTimeout> | undefined
let primera = true

const marcar = (cambio: Partial<EstadoEnlace>): void => {
  enlace.value = { ...enlace.peek(), ...cambio }
}

const suscribir = (topicos: readonly string[]): void => {
  const desde = Object.fromEntries(Object.entries(posiciones).filter(([t]) => topicos.includes(t)))
  toma?.send(JSON.stringify({ op: 'suscribir', topicos, desde }))
}

/** El navegador no ve los `ping`: una suscripción vacía hace de pregunta, y su respuesta de latido. */
const latir = (): void => {
  clearTimeout(reloj)
  reloj = setTimeout(() => {
    if (toma?.readyState !== WebSocket.OPEN) return
    suscribir([])
    clearTimeout(guardia)
    guardia = setTimeout(() => caer(), PACIENCIA_MS)
  }, LATIDO_MS)
}

type Trama =
  | Evento
  | (Comando & { op: 'comando' })
  | { op: 'suscrito'; hasta: Record<string, number> }
  | { op: 'reinicio'; topico: string }
  | { op: 'error'; codigo: string }

/** La primera vez, lo que se leyó antes de conectar pudo cambiar entre tanto: se avisa para releer. */
const alSuscribirse = (hasta: Readonly<Record<string, number>>): void => {
  for (const [topico, cabeza] of Object.entries(hasta)) posiciones[topico] ??= cabeza
  if (!primera) return
  primera = false
  for (const oyente of oyentes.reinicio) for (const topico of Object.keys(hasta)) oyente(topico)
}

const recibir = (trama: Trama): void => {
  clearTimeout(guardia)
  marcar({ fase: 'conectado', ultima: Date.now(), intento: 0 })
  latir()
  if (trama.op === 'evento') {
    if (trama.posicion <= (posiciones[trama.topico] ?? 0)) return
    posiciones[trama.topico] = trama.posicion
    for (const oyente of oyentes.evento) oyente(trama)
  } else if (trama.op === 'comando') {
    for (const oyente of oyentes.comando) oyente(trama)
  } else if (trama.op === 'suscrito') {
    alSuscribirse(trama.hasta)
  } else if (trama.op === 'reinicio') {
    delete posiciones[trama.topico]
    suscribir([trama.topico])
    for (const oyente of oyentes.reinicio) oyente(trama.topico)
  }
}

function caer(): void {
  clearTimeout(reloj)
  clearTimeout(guardia)
  const vieja = toma
  toma = null
  if (vieja) {
    vieja.onclose = null
    vieja.onmessage = null
    vieja.close()
  }
  if (sinSesion.peek()) return
  const intento = enlace.peek().intento + 1
  marcar({ fase: 'reconectando', intento })
  const tope = Math.min(500 * 2 ** Math.min(intento - 1, 6), ESPERA_MAXIMA_MS)
  // espera al azar: mil páginas que pierden el servicio a la vez no deben volver a la vez
  reloj = setTimeout(conectar, tope / 2 + Math.random() * (tope / 2))
}

/** Abre la conexión en vivo; si se cae, vuelve sola y retoma donde iba. */
export function conectar(): void {
  clearTimeout(reloj)
  if (toma || sinSesion.peek()) return
  const nueva = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/ws`, 'alpes.v1')
  toma = nueva
  nueva.onopen = () => suscribir(TOPICOS)
  nueva.onmessage = (suceso) => recibir(JSON.parse(String(suceso.data)) as Trama)
  nueva.onclose = (suceso) => {
    if (suceso.code === 4401) sinSesion.value = true
    caer()
  }
}

/** Al volver la red o la pestaña no se espera al turno. */
export const vigilarRed = (): void => {
  const ya = () => {
    if (!toma) conectar()
  }
  addEventListener('online', ya)
  addEventListener('offline', () => caer())
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && ya())
}
