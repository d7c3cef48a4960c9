import { setTimeout as dormir } from 'node:timers/promises'
import type { Fuente, Tramo } from '../../aplicacion/fuente.ts'
import type { Mensaje } from '../../aplicacion/mensajes.ts'
import type { Registro } from '../registro.ts'
import { crearTimbre } from '../suscripciones/timbre.ts'
import { Anillo } from './anillo.ts'

/** Sigue la bitácora desde su final y recuerda lo último, sin cursor: para empujar a quien esté mirando. */
export type LectorEfimero = AsyncDisposable & {
  /** Última posición vista de un tópico; 0 si está vacío o aún no se ha leído. */
  hasta(topico: string): number
  /** Lo que sigue a `posicion` (exclusiva), o `'perdido'` si ya no se recuerda o nunca existió. */
  desde(topico: string, posicion: number): readonly Mensaje[] | 'perdido'
  /** Cada mensaje nuevo, en orden dentro de su tópico. Devuelve cómo dejar de oírlos. */
  alMensaje(oyente: (mensaje: Mensaje) => void): () => void
  /** Un tópico cuya bitácora se perdió o se restauró: lo recordado ya no vale. */
  alReiniciar(oyente: (topico: string) => void): () => void
  /** Ms desde la última lectura que salió bien. */
  sinVuelta(): number
}

type Opciones = Readonly<{
  fuente: Fuente
  topicos: readonly string[]
  /** Mensajes que se recuerdan por tópico. */
  capacidad: number
  registro: Registro
  /** Ms entre sondeos cuando nada avisa (2 000). */
  sondeo?: number
}>

const LOTE = 500
/** Ms de pausa cuando la fuente no contesta. */
const PAUSA = 1_000

/**
 * Abre el lector y vuelve enseguida. La primera lectura de cada tópico trae los últimos `capacidad`
 * mensajes, sin anunciarlos: así quien vuelve tras reiniciar este proceso no pierde el hilo.
 */
export const abrirLectorEfimero = (opciones: Opciones): LectorEfimero => {
  const { fuente, topicos, capacidad, registro, sondeo = 2_000 } = opciones
  const anillos = new Map(topicos.map((t) => [t, new Anillo(capacidad)]))
  const oyentes = new Set<(mensaje: Mensaje) => void>()
  const alReinicio = new Set<(topico: string) => void>()
  const fin = new AbortController()
  const timbre = crearTimbre()
  let vuelta = performance.now()

  const seguir = async (topico: string, anillo: Anillo): Promise<void> => {
    if (!anillo.situado) await situar(fuente, topico, anillo)
    for (;;) {
      const tramo = await fuente.leer(topico, anillo.hasta, LOTE)
      const { mensajes, cabeza } = tramo
      if (esOtra(anillo, tramo)) {
        await situar(fuente, topico, anillo)
        for (const avisar of alReinicio) avisar(topico)
        continue
      }
      for (const m of mensajes) {
        anillo.poner(m)
        for (const oir of oyentes) oir(m)
      }
      if (mensajes.length === 0 || anillo.hasta >= cabeza) return
    }
  }
  const marchar = async (): Promise<void> => {
    while (!fin.signal.aborted) {
      try {
        for (const [topico, anillo] of anillos) await seguir(topico, anillo)
        vuelta = performance.now()
        await timbre.esperar(sondeo, fin.signal)
      } catch (error) {
        if (fin.signal.aborted) return
        registro.warn({ err: error }, 'el lector efímero no puede leer')
        await dormir(PAUSA, undefined, { signal: fin.signal }).catch(() => {})
      }
    }
  }

  const callar = fuente.alLlegar((topico) => void (anillos.has(topico) && timbre.tocar()))
  const marcha = marchar()
  return {
    hasta: (topico) => anillos.get(topico)?.hasta ?? 0,
    desde: (topico, posicion) => anillos.get(topico)?.desde(posicion) ?? 'perdido',
    alMensaje: (oyente) => apuntar(oyentes, oyente),
    alReiniciar: (oyente) => apuntar(alReinicio, oyente),
    sinVuelta: () => Math.round(performance.now() - vuelta),
    async [Symbol.asyncDispose]() {
      callar()
      fin.abort()
      await marcha
    },
  }
}

const apuntar = <F>(conjunto: Set<F>, oyente: F): (() => void) => {
  conjunto.add(oyente)
  return () => void conjunto.delete(oyente)
}

/** La bitácora acaba antes, empieza después o tiene otra cosa donde este lector va: es otra, se restauró o se podó. */
const esOtra = ({ hasta, ultimo }: Anillo, { cabeza, inicio, ancla }: Tramo): boolean =>
  cabeza < hasta || hasta + 1 < inicio || (ancla !== undefined && ultimo !== undefined && ultimo.id !== ancla)

/** Lleva el anillo al final del tópico, con lo último ya recordado. */
const situar = async (fuente: Fuente, topico: string, anillo: Anillo): Promise<void> => {
  const { cabeza, inicio } = await fuente.leer(topico, 0, 0)
  anillo.vaciar(Math.max(inicio - 1, cabeza - anillo.capacidad))
  while (anillo.hasta < cabeza) {
    const { mensajes } = await fuente.leer(topico, anillo.hasta, LOTE)
    if (mensajes.length === 0) return
    for (const m of mensajes) anillo.poner(m)
  }
}
