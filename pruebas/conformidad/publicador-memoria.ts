import { DependenciaCaida } from '#seedwork/aplicacion/errores-consumo.ts'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import type { PublicadorConMemoria } from '#seedwork/infraestructura/relevo.ts'

/** Un broker en memoria: guarda lo publicado y lo entrega a quien escuche. */
export type PublicadorMemoria = PublicadorConMemoria & {
  readonly recibidos: readonly Mensaje[]
  /** Mientras está caído, publicar falla. */
  caido: boolean
  alRecibir(oyente: (mensajes: readonly Mensaje[]) => void): void
  /** Pierde el disco, o sólo lo guardado después de los primeros `quedan`. */
  borrar(quedan?: number): void
}

export const crearPublicadorMemoria = (): PublicadorMemoria => {
  let recibidos: Mensaje[] = []
  const oyentes: ((mensajes: readonly Mensaje[]) => void)[] = []
  return {
    caido: false,
    get recibidos() {
      return recibidos
    },
    alRecibir: (oyente) => void oyentes.push(oyente),
    borrar(quedan = 0) {
      recibidos = recibidos.slice(0, quedan)
    },
    async publicar(mensajes) {
      if (this.caido) throw new DependenciaCaida('el broker no contesta')
      recibidos.push(...mensajes)
      for (const oyente of oyentes) oyente(mensajes)
    },
    async hasta(topico) {
      if (this.caido) throw new DependenciaCaida('el broker no contesta')
      return Math.max(0, ...recibidos.filter((m) => m.topico === topico).map((m) => m.posicion))
    },
    async ultimo(topico) {
      if (this.caido) throw new DependenciaCaida('el broker no contesta')
      return recibidos.findLast((m) => m.topico === topico) ?? null
    },
  }
}
