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
  /** Se llama en el mismo turno en que se escribe lo último del anillo: nada cabe entre medias. */
  enVivo: (posicion: number) => void
}>

/**
 * Lleva una conexión desde `desde` hasta el presente: primero la bitácora, a trozos y al paso del
 * cliente; al final, lo que quede en el anillo.
 */
export const ponerAlDia = async (salida: Salida, o: Opciones): Promise<Desenlace> => {
  let posicion = o.desde
  while (salida.abierta) {
    const anillo = o.difusor.anillo(o.topico)
    if (!anillo) return 'perdido'
    const cercanas = posicion <= anillo.cabeza ? anillo.despuesDe(posicion) : null
    if (cercanas) {
      const escrito = salida.escribir(cercanas)
      o.enVivo(anillo.cabeza)
      await escrito
      return 'al-dia'
    }
    const trozo = await o.difusor.leer(o.topico, posicion)
    if (posicion > trozo.cabeza || posicion + 1 < trozo.inicio) return 'perdido'
    const ultima = trozo.tramas.at(-1)
    if (ultima) {
      await salida.escribir(trozo.tramas)
      posicion = ultima.posicion
    } else if (anillo.cabeza <= posicion) {
      // el cliente ya tiene lo que este lector aún no ha leído: se une y el filtro por posición hace el resto
      o.enVivo(posicion)
      return 'al-dia'
    }
  }
  return 'cerrada'
}
