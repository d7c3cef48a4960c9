import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import { abrirLectorEfimero } from '#seedwork/infraestructura/fuentes/lector-efimero.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import { TOPICO_RESULTADOS } from './protocolo.ts'
import { type Decodificar, type Trama, tramaComando, tramaEvento } from './tramas.ts'
import { crearTrozos } from './trozos.ts'

/** Lo que llega de un tópico de una vez. */
export type Llegada = Readonly<{ topico: string; tramas: readonly Trama[] }>

/** Un trozo leído de la bitácora para quien se quedó más atrás de lo que se recuerda. */
export type Trozo = Readonly<{ tramas: readonly Trama[]; inicio: number; cabeza: number }>

/** Lee cada tópico una sola vez y reparte a quien escuche. */
export type Difusor = AsyncDisposable & {
  /** False mientras algún tópico no se haya podido leer por primera vez. */
  readonly listo: boolean
  /** Ms desde la última lectura que salió bien. */
  sinVuelta(): number
  /** Última posición leída, o null si aún no se sabe. */
  cabeza(topico: string): number | null
  /** Lo que sigue a `desde` si se recuerda entero. */
  recordadas(topico: string, desde: number): readonly Trama[] | null
  leer(topico: string, desde: number): Promise<Trozo>
  alLlegar(oyente: (llegada: Llegada) => void): void
  /** La bitácora se perdió o se restauró: lo que se sabía del tópico no vale. */
  alReiniciar(oyente: (topico: string) => void): void
}

type Opciones = Readonly<{
  fuente: Fuente
  topicos: readonly string[]
  decodificar: Decodificar
  registro: Registro
  /** Mensajes que se recuerdan por tópico. */
  capacidad?: number
  sondeo?: number
}>

const CAPACIDAD = 1024

/** La trama de un mensaje: mientras el lector lo recuerde, no se vuelve a escribir. */
const crearATrama = (decodificar: Decodificar) => {
  const escritas = new WeakMap<Mensaje, Trama>()
  return (m: Mensaje): Trama => {
    const hecha = escritas.get(m)
    if (hecha) return hecha
    const nueva = (m.topico === TOPICO_RESULTADOS ? tramaComando : tramaEvento)(m, decodificar)
    escritas.set(m, nueva)
    return nueva
  }
}

/** Junta los mensajes que el lector da seguidos: una llegada, un bloque, una escritura por conexión. */
const juntar = (aTrama: (m: Mensaje) => Trama, repartir: (llegada: Llegada) => void) => {
  const juntas = new Map<string, Trama[]>()
  const soltar = (): void => {
    const llegadas = [...juntas]
    juntas.clear()
    for (const [topico, tramas] of llegadas) repartir({ topico, tramas })
  }
  return (mensaje: Mensaje): void => {
    if (juntas.size === 0) queueMicrotask(soltar)
    const suyas = juntas.get(mensaje.topico) ?? []
    suyas.push(aTrama(mensaje))
    juntas.set(mensaje.topico, suyas)
  }
}

/** Abre el lector de la página. La fuente puede no responder aún: `listo` lo dice y el lector insiste. */
export const abrirDifusor = (o: Opciones): Difusor => {
  const { fuente, topicos, registro, sondeo } = o
  const lector = abrirLectorEfimero({
    ...{ fuente, topicos, registro, capacidad: o.capacidad ?? CAPACIDAD },
    ...(sondeo === undefined ? {} : { sondeo }),
  })
  const trozos = crearTrozos(fuente)
  lector.alReiniciar(trozos.olvidar)
  const oyentes: ((llegada: Llegada) => void)[] = []
  const aTrama = crearATrama(o.decodificar)
  lector.alMensaje(
    juntar(aTrama, (llegada) => {
      for (const oyente of oyentes) oyente(llegada)
    }),
  )
  const cabeza = (topico: string): number | null => {
    const hasta = lector.hasta(topico)
    return lector.desde(topico, hasta) === 'perdido' ? null : hasta
  }
  return {
    get listo() {
      return topicos.every((t) => cabeza(t) !== null)
    },
    sinVuelta: () => lector.sinVuelta(),
    cabeza,
    recordadas(topico, desde) {
      const mensajes = lector.desde(topico, desde)
      return mensajes === 'perdido' ? null : mensajes.map(aTrama)
    },
    async leer(topico, desde) {
      const { mensajes, inicio, cabeza: ultima } = await trozos.leer(topico, desde)
      return { tramas: mensajes.map(aTrama), inicio, cabeza: ultima }
    },
    alLlegar: (oyente) => void oyentes.push(oyente),
    alReiniciar: (oyente) => void lector.alReiniciar(oyente),
    [Symbol.asyncDispose]: () => lector[Symbol.asyncDispose](),
  }
}
