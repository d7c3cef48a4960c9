import type { Fuente } from '../../aplicacion/fuente.ts'
import type { Mensaje } from '../../aplicacion/mensajes.ts'
import { crearAvisos } from './avisos.ts'

/** Una fuente que se llena con lo que trae un broker. */
export type FuenteBroker = Fuente & {
  /** Lo recibido, como llegue: repetido, desordenado o con huecos. */
  entregar(mensajes: readonly Mensaje[]): void
}

/**
 * Lee lo que trajo el broker y, de lo que falte, de la bitácora. No se le cree más que la posición: lo
 * que sigue al cursor sin hueco se usa; lo repetido no se vuelve a mirar; ante un hueco, o una cabeza
 * más allá de lo recibido, se pide el rango a `respaldo`. Así un broker que pierde sólo cuesta tiempo.
 * `capacidad` son los mensajes que se guardan por tópico, para entregas desordenadas.
 */
export const abrirFuenteBroker = ({
  respaldo,
  capacidad,
}: {
  respaldo: Fuente
  capacidad: number
}): FuenteBroker => {
  const avisos = crearAvisos()
  const topicos = new Map<string, { recibidos: Map<number, Mensaje>; cabeza: number }>()
  const abrir = (topico: string) => {
    const suyo = topicos.get(topico) ?? { recibidos: new Map<number, Mensaje>(), cabeza: 0 }
    topicos.set(topico, suyo)
    return suyo
  }
  return {
    async leer(topico, desde, limite) {
      const { recibidos, cabeza } = abrir(topico)
      const mensajes: Mensaje[] = []
      for (let p = desde + 1; mensajes.length < limite && recibidos.has(p); p++)
        mensajes.push(recibidos.get(p)!)
      return mensajes.length > 0 ? { mensajes, cabeza, inicio: 1 } : respaldo.leer(topico, desde, limite)
    },
    alLlegar: avisos.apuntar,
    entregar(mensajes) {
      for (const m of mensajes) {
        const suyo = abrir(m.topico)
        suyo.cabeza = Math.max(suyo.cabeza, m.posicion)
        suyo.recibidos.set(m.posicion, m)
        if (suyo.recibidos.size > capacidad) suyo.recibidos.delete(suyo.recibidos.keys().next().value!)
      }
      for (const topico of new Set(mensajes.map((m) => m.topico))) avisos.dar(topico)
    },
  }
}
