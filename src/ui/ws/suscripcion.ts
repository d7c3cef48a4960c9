import type { Difusor } from './difusor.ts'
import type { Trama } from './tramas.ts'

/** Lo que hace falta de una conexión para ponerla al día. */
export type Salida = {
  readonly abierta: boolean
  /** Escribe las tramas y resuelve cuando el sistema las aceptó: nunca hay más de un trozo en camino. */
  escribir(tramas: readonly Trama[]): Promise<void>
}

/** `al-dia`: ya recibe en vivo; `perdido`: el rango no está y hace falta una foto nueva; `cerrada`: se fue. */
export type Desenlace = 'al-dia' | 'perdido' | 'cerrada'

type Opciones = Readonly<{
  difusor: Difusor
  topico: string
  desde: number
  /** Se llama en el mismo turno en que se escribe lo último: nada cabe entre medias. */
  enVivo: (posicion: number) => void
}>

/**
 * Lleva una conexión desde `desde` hasta el presente: primero la bitácora, a trozos y al paso del
 * cliente; al final, lo que el lector recuerda.
 */
export const ponerAlDia = async (salida: Salida, o: Opciones): Promise<Desenlace> => {
  let posicion = o.desde
  while (salida.abierta) {
    const cercanas = o.difusor.recordadas(o.topico, posicion)
    if (cercanas) {
      const escrito = salida.escribir(cercanas)
      o.enVivo(cercanas.at(-1)?.posicion ?? posicion)
      await escrito
      return 'al-dia'
    }
    const trozo = await o.difusor.leer(o.topico, posicion)
    if (posicion > trozo.cabeza || posicion + 1 < trozo.inicio) return 'perdido'
    const ultima = trozo.tramas.at(-1)
    if (!ultima) {
      // el cliente tiene lo que este lector aún no ha leído: se une, y el filtro por posición hace el resto
      o.enVivo(posicion)
      return 'al-dia'
    }
    await salida.escribir(trozo.tramas)
    posicion = ultima.posicion
  }
  return 'cerrada'
}
