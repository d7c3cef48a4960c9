import type { Fuente } from '../../aplicacion/fuente.ts'
import type { Mensaje, MensajePorEscribir } from '../../aplicacion/mensajes.ts'
import { crearAvisos } from './avisos.ts'

/** Una bitácora en memoria, para probar sin base lo que lee de una `Fuente`. */
export type FuenteMemoria = Fuente & {
  /** Añade mensajes al final de sus tópicos y avisa. Devuelve lo escrito, con su posición. */
  escribir(mensajes: readonly MensajePorEscribir[]): Mensaje[]
  /** Quita lo anterior a `inicio`. */
  podar(topico: string, inicio: number): void
}

export const abrirFuenteMemoria = (ahora: () => number = Date.now): FuenteMemoria => {
  const topicos = new Map<string, { mensajes: Mensaje[]; cabeza: number; inicio: number }>()
  const avisos = crearAvisos()
  const abrir = (topico: string) => {
    const hallado = topicos.get(topico) ?? { mensajes: [], cabeza: 0, inicio: 1 }
    topicos.set(topico, hallado)
    return hallado
  }
  return {
    async leer(topico, desde, limite) {
      const { mensajes, cabeza, inicio } = abrir(topico)
      const primero = Math.max(0, desde + 1 - inicio)
      const ancla = mensajes[desde - inicio]?.id
      return {
        ...{ mensajes: mensajes.slice(primero, primero + limite), cabeza, inicio },
        ...(ancla !== undefined && { ancla }),
      }
    },
    alLlegar: avisos.apuntar,
    escribir(nuevos) {
      const escritos = nuevos.map((m) => {
        const { mensajes, cabeza } = abrir(m.topico)
        const mensaje = { ...m, posicion: cabeza + 1, guardadoEn: ahora() }
        mensajes.push(mensaje)
        abrir(m.topico).cabeza = mensaje.posicion
        return mensaje
      })
      for (const topico of new Set(escritos.map((m) => m.topico))) avisos.dar(topico)
      return escritos
    },
    podar(topico, inicio) {
      const abierto = abrir(topico)
      abierto.mensajes = abierto.mensajes.filter((m) => m.posicion >= inicio)
      abierto.inicio = inicio
    },
  }
}
