import type { Fuente, Tramo } from '#seedwork/aplicacion/fuente.ts'

/** Lecturas de la bitácora compartidas por todas las conexiones. */
export type Trozos = Readonly<{
  /** Lo que sigue a `desde`, a lo sumo un trozo. */
  leer(topico: string, desde: number): Promise<Tramo>
  /** La bitácora del tópico ya no es la que se leyó. */
  olvidar(topico: string): void
}>

/** Mensajes de un trozo, y trozos que se recuerdan. */
const LOTE = 256
const RECORDADOS = 16

/**
 * Al caerse la página vuelven todos a la vez: cada trozo de la bitácora se lee una vez para todos, no una
 * por conexión. Los trozos empiezan en múltiplos de `LOTE`, así que dos que van por sitios cercanos piden
 * el mismo; uno lleno no cambia nunca y se recuerda, el último sólo se comparte mientras se lee.
 */
export const crearTrozos = (fuente: Pick<Fuente, 'leer'>): Trozos => {
  const leidos = new Map<string, Promise<Tramo>>()
  const leer = async (topico: string, base: number, llave: string): Promise<Tramo> => {
    let lleno = false
    try {
      const tramo = await fuente.leer(topico, base, LOTE)
      lleno = tramo.mensajes.length === LOTE
      return tramo
    } finally {
      if (!lleno) leidos.delete(llave)
    }
  }
  const recordar = (topico: string, base: number): Promise<Tramo> => {
    const llave = `${topico} ${base}`
    const previo = leidos.get(llave)
    const promesa = previo ?? leer(topico, base, llave)
    leidos.delete(llave)
    leidos.set(llave, promesa)
    const [masViejo] = leidos.keys()
    if (leidos.size > RECORDADOS && masViejo !== undefined) leidos.delete(masViejo)
    return promesa
  }
  return {
    async leer(topico, desde) {
      const tramo = await recordar(topico, desde - (desde % LOTE))
      return { ...tramo, mensajes: tramo.mensajes.filter((m) => m.posicion > desde) }
    },
    olvidar(topico) {
      for (const llave of leidos.keys()) if (llave.startsWith(`${topico} `)) leidos.delete(llave)
    },
  }
}
