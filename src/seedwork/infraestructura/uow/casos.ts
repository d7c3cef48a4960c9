import type { Canal } from './canal.ts'
import { type Corrida, correrOrden, type Reaccion } from './corrida.ts'
import { Lecturas } from './lecturas.ts'
import type { Memoria } from './memoria.ts'
import type { OrdenEnCola } from './orden.ts'
import { BuscadorDeRegistros } from './registro-comandos.ts'
import type { Secuencias } from './secuencias.ts'
import type { Tomas } from './tomas.ts'

/** Sobre qué corren los casos de uso de un lote. `plazoCaso`, en ms. */
type Entorno = Readonly<{
  memoria: Memoria
  secuencias: Pick<Secuencias, 'siguiente'>
  reacciones: ReadonlyMap<string, readonly Reaccion[]>
  plazoCaso: number
}>

/**
 * Los casos de uso de un lote. Cada uno corre al admitirse, lado a lado con los demás, aunque el lote
 * anterior esté confirmando: lo que lea de la base espera a que acabe, y lo que él tenga tomado no se toca.
 */
export class Casos {
  readonly #corridas = new Map<OrdenEnCola, Promise<Corrida>>()
  readonly #tropezadas = new Set<OrdenEnCola>()
  readonly #delLote: Parameters<typeof correrOrden>[1] & { lecturas: Lecturas }
  readonly #plazo: number

  constructor(canal: Canal, tomas: Tomas, { memoria, secuencias, reacciones, plazoCaso }: Entorno) {
    const registros = new BuscadorDeRegistros(canal)
    const lecturas = new Lecturas(canal)
    const buscarRegistro = (id: string) => registros.buscar(id)
    this.#delLote = { lecturas, tomas, memoria, secuencias, reacciones, buscarRegistro }
    this.#plazo = plazoCaso
  }

  /** Empieza a correr una orden. */
  admitir(orden: OrdenEnCola): void {
    const corrida = correrOrden(orden, this.#delLote)
    this.#corridas.set(orden, corrida)
    corrida.then(
      (r) => {
        if ('desenlace' in r && r.desenlace.tipo === 'aplazado') this.#tropezadas.add(orden)
      },
      // Si la base falla lo dirá `terminar`; y si este lote se abandona, ya no le importa a nadie.
      () => {},
    )
  }

  /**
   * Espera a que todas terminen. Las que ya habían tropezado corren otra vez, en su orden: lo que tenía el
   * lote anterior quedó suelto. `null`: no terminó en su plazo.
   */
  async terminar(): Promise<readonly (readonly [OrdenEnCola, Corrida | null])[]> {
    for (const orden of this.#corridas.keys())
      if (this.#tropezadas.has(orden)) this.#corridas.set(orden, correrOrden(orden, this.#delLote))
    const plazo = Promise.withResolvers<null>()
    const reloj = setTimeout(() => plazo.resolve(null), this.#plazo)
    try {
      return await Promise.all(
        [...this.#corridas].map(
          async ([orden, corrida]) => [orden, await Promise.race([corrida, plazo.promise])] as const,
        ),
      )
    } finally {
      clearTimeout(reloj)
      this.#delLote.lecturas.cerrar()
    }
  }
}
