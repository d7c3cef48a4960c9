import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import { type Anillo, crearAnillo } from './anillo.ts'
import { TOPICO_RESULTADOS } from './protocolo.ts'
import { type Decodificar, type Trama, tramaComando, tramaEvento } from './tramas.ts'

/** Lo que llega de un tópico en una lectura. */
export type Llegada = Readonly<{ topico: string; tramas: readonly Trama[] }>

/** Un trozo leído de la bitácora para quien se quedó atrás del anillo. */
export type Trozo = Readonly<{ tramas: readonly Trama[]; inicio: number; cabeza: number }>

/** Lee cada tópico una sola vez y reparte a quien escuche. */
export type Difusor = AsyncDisposable & {
  /** False mientras algún tópico no se haya podido leer. */
  readonly listo: boolean
  anillo(topico: string): Anillo | undefined
  leer(topico: string, desde: number): Promise<Trozo>
  alLlegar(oyente: (llegada: Llegada) => void): void
  /** La bitácora retrocedió (es otra, o una copia restaurada): lo que se sabía del tópico no vale. */
  alReiniciar(oyente: (topico: string) => void): void
}

/** Lector efímero de un tópico, sin cursor guardado. */
export type Seguir = (opciones: {
  fuente: Fuente
  topico: string
  desde: number
  alRecibir: (mensajes: readonly Mensaje[]) => void
  /** La fuente está detrás de lo leído, o perdió el rango. */
  alPerder: () => void
  registro: Registro
}) => AsyncDisposable

type Opciones = Readonly<{
  fuente: Fuente
  topicos: readonly string[]
  decodificar: Decodificar
  seguir: Seguir
  registro: Registro
  cupo?: number
}>

const LOTE = 256
const CUPO = 4096
/** Mayor que cualquier posición: pide sólo la cabeza. */
const AL_FINAL = Number.MAX_SAFE_INTEGER

/**
 * Abre un lector por tópico desde la cabeza actual. Si la fuente aún no responde, reintenta sola y
 * `listo` lo dice.
 */
export const abrirDifusor = (o: Opciones): Difusor => {
  const anillos = new Map<string, Anillo>()
  const lectores = new Map<string, AsyncDisposable>()
  const oyentes: ((llegada: Llegada) => void)[] = []
  const alReinicio: ((topico: string) => void)[] = []
  const fin = new AbortController()

  const aTrama = (m: Mensaje): Trama =>
    m.topico === TOPICO_RESULTADOS ? tramaComando(m, o.decodificar) : tramaEvento(m, o.decodificar)

  const recibir = (topico: string, anillo: Anillo, mensajes: readonly Mensaje[]): void => {
    const tramas = mensajes.filter((m) => m.posicion > anillo.cabeza).map(aTrama)
    for (const trama of tramas) anillo.poner(trama)
    if (tramas.length > 0) for (const oyente of oyentes) oyente({ topico, tramas })
  }

  const empezar = async (topico: string): Promise<void> => {
    const { cabeza } = await o.fuente.leer(topico, AL_FINAL, 1)
    if (fin.signal.aborted) return
    const anillo = crearAnillo(o.cupo ?? CUPO, cabeza)
    anillos.set(topico, anillo)
    const alPerder = () => {
      anillos.delete(topico)
      void lectores.get(topico)?.[Symbol.asyncDispose]()
      for (const oyente of alReinicio) oyente(topico)
      arrancar(topico)
    }
    const alRecibir = (mensajes: readonly Mensaje[]) => recibir(topico, anillo, mensajes)
    lectores.set(
      topico,
      o.seguir({ fuente: o.fuente, topico, desde: cabeza, alRecibir, alPerder, registro: o.registro }),
    )
  }

  const arrancar = (topico: string, intento = 0): void => {
    if (fin.signal.aborted) return
    empezar(topico).catch((error) => {
      if (intento % 10 === 0) o.registro.warn({ error, topico }, 'la bitácora aún no responde')
      const espera = setTimeout(() => arrancar(topico, intento + 1), Math.min(200 * 2 ** intento, 2000))
      fin.signal.addEventListener('abort', () => clearTimeout(espera), { once: true })
    })
  }

  for (const topico of o.topicos) arrancar(topico)

  return {
    get listo() {
      return anillos.size === o.topicos.length
    },
    anillo: (topico) => anillos.get(topico),
    async leer(topico, desde) {
      const { mensajes, inicio, cabeza } = await o.fuente.leer(topico, desde, LOTE)
      return { tramas: mensajes.map(aTrama), inicio, cabeza }
    },
    alLlegar: (oyente) => void oyentes.push(oyente),
    alReiniciar: (oyente) => void alReinicio.push(oyente),
    async [Symbol.asyncDispose]() {
      fin.abort()
      await Promise.allSettled([...lectores.values()].map((l) => l[Symbol.asyncDispose]()))
    },
  }
}
