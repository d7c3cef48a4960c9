import type { Registro } from '#seedwork/infraestructura/registro.ts'
import type { Sesion } from '../sesion.ts'
import type { Difusor, Llegada } from './difusor.ts'
import { CIERRES, permisoDeTopico, type Suscribir, TOPICO_RESULTADOS } from './protocolo.ts'
import type { SalidaWs } from './salida.ts'
import { ponerAlDia, type Salida } from './suscripcion.ts'

type Medios = Readonly<{ salida: SalidaWs; sesion: Sesion; difusor: Difusor; registro: Registro }>

/** Los tópicos que sigue una conexión, y hasta dónde le llegó cada uno. */
export class Seguimiento {
  readonly #m: Medios
  /** Última posición entregada de cada tópico que ya va en vivo. */
  readonly #enVivo = new Map<string, number>([[TOPICO_RESULTADOS, 0]])
  readonly #poniendose = new Map<string, symbol>()

  constructor(medios: Medios) {
    this.#m = medios
  }

  /** Contesta hasta dónde llega cada tópico que puede ver y empieza a ponerlo al día. */
  suscribir(pedido: Suscribir): void {
    const { salida, sesion, difusor } = this.#m
    const hasta: Record<string, number> = {}
    const aceptados: [string, number][] = []
    for (const topico of pedido.topicos) {
      const permiso = permisoDeTopico(sesion.roles, topico)
      const cabeza = difusor.cabeza(topico)
      if (permiso !== 'si') salida.enviar({ op: 'error', codigo: permiso, topico })
      else if (cabeza !== null) {
        hasta[topico] = cabeza
        aceptados.push([topico, pedido.desde[topico] ?? cabeza])
      } else this.reiniciar(topico)
    }
    salida.enviar({ op: 'suscrito', hasta })
    for (const [topico, desde] of aceptados) this.#empezar(topico, desde)
  }

  /** Entrega lo que de una llegada no tiene; `bloque` son todas sus tramas seguidas. */
  repartir({ topico, tramas }: Llegada, bloque: Buffer): void {
    const { salida, sesion } = this.#m
    const ultima = this.#enVivo.get(topico)
    if (ultima === undefined) return
    const cabeza = tramas.at(-1)?.posicion ?? ultima
    const resultados = topico === TOPICO_RESULTADOS
    const faltan =
      resultados || ultima >= (tramas[0]?.posicion ?? 0)
        ? tramas.filter((t) => t.posicion > ultima && (!resultados || t.actor === sesion.actor))
        : tramas
    this.#enVivo.set(topico, Math.max(cabeza, ultima))
    if (faltan.length === tramas.length) salida.escribirBytes(bloque)
    else if (faltan.length > 0) void salida.escribir(faltan)
  }

  /** Lo que se le dio de un tópico ya no vale: hace falta una foto nueva. */
  reiniciar(topico: string): void {
    this.#enVivo.delete(topico)
    this.#poniendose.delete(topico)
    this.#m.salida.enviar({ op: 'reinicio', topico })
  }

  #empezar(topico: string, desde: number): void {
    this.#enVivo.delete(topico)
    this.#seguir(topico, desde).catch((fallo) => {
      this.#m.registro.warn({ fallo, topico }, 'no se pudo poner al día a una conexión')
      this.#m.salida.cerrar(CIERRES.defecto, 'vuelva a conectar')
    })
  }

  async #seguir(topico: string, desde: number): Promise<void> {
    const { difusor } = this.#m
    const turno = Symbol(topico)
    this.#poniendose.set(topico, turno)
    const vigente = (): boolean => this.#poniendose.get(topico) === turno
    const enVivo = (posicion: number): void => {
      this.#poniendose.delete(topico)
      this.#enVivo.set(topico, posicion)
    }
    const desenlace = await ponerAlDia(this.#mientras(vigente), { difusor, topico, desde, enVivo })
    if (desenlace !== 'perdido' || !vigente()) return
    this.reiniciar(topico)
    const cabeza = difusor.cabeza(topico)
    if (cabeza !== null) this.#enVivo.set(topico, cabeza)
  }

  /** La salida, cerrada para quien ya no es el último que pidió su tópico. */
  #mientras(vigente: () => boolean): Salida {
    const { salida } = this.#m
    return {
      get abierta() {
        return salida.abierta && vigente()
      },
      escribir: (tramas) => salida.escribir(tramas),
    }
  }
}
