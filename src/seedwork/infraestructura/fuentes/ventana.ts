import type { Fuente, Tramo } from '../../aplicacion/fuente.ts'
import { Anillo } from './anillo.ts'

/** Mensajes que se recuerdan de cada tópico. */
const CAPACIDAD = 2_048

type Ventana = {
  anillo: Anillo
  cabeza: number
  inicio: number
  leyendo: Promise<Tramo> | null
  desde: number
}

const desmiente = ({ ancla }: Tramo, desde: number, { hasta, ultimo }: Anillo): boolean =>
  ancla !== undefined && desde === hasta && ultimo !== undefined && ultimo.id !== ancla

/** Lo que de `desde` en adelante se recuerda ya; `null` si hay que pedirlo. */
const recordado = ({ anillo, cabeza, inicio }: Ventana, desde: number, limite: number): Tramo | null => {
  const mensajes = anillo.desde(desde)
  if (mensajes === 'perdido' || mensajes.length === 0) return null
  return { mensajes: mensajes.slice(0, limite), cabeza, inicio }
}

/** Recuerda lo leído desde `desde`; lo que no sigue a lo recordado lo sustituye si va por delante. */
const anotar = (ventana: Ventana, desde: number, { mensajes, cabeza, inicio }: Tramo): void => {
  const { anillo } = ventana
  ventana.cabeza = cabeza
  ventana.inicio = inicio
  if (anillo.situado && mensajes.length === 0) return
  if (!anillo.situado || desde > anillo.hasta) anillo.vaciar(desde)
  for (const m of mensajes) if (m.posicion === anillo.hasta + 1) anillo.poner(m)
}

class FuenteConVentana implements Fuente {
  readonly #fuente: Fuente
  readonly #ventanas = new Map<string, Ventana>()

  constructor(fuente: Fuente) {
    this.#fuente = fuente
  }

  alLlegar(aviso: (topico: string) => void): () => void {
    return this.#fuente.alLlegar(aviso)
  }

  olvidar(): void {
    this.#ventanas.clear()
    this.#fuente.olvidar?.()
  }

  async leer(topico: string, desde: number, limite: number): Promise<Tramo> {
    const v = this.#ventanaDe(topico)
    const tramo = recordado(v, desde, limite)
    if (tramo) return tramo
    // Quien pide lo mismo que ya se está leyendo espera esa lectura y toma de ella lo que le cabe.
    if (v.leyendo && v.desde === desde) {
      const ajeno = await v.leyendo
      return { ...ajeno, mensajes: ajeno.mensajes.slice(0, limite) }
    }
    v.desde = desde
    const lectura = this.#pedir(v, topico, desde, limite).finally(() => {
      if (v.leyendo === lectura) v.leyendo = null
    })
    v.leyendo = lectura
    return lectura
  }

  #ventanaDe(topico: string): Ventana {
    const conocida = this.#ventanas.get(topico)
    if (conocida) return conocida
    const nueva: Ventana = { anillo: new Anillo(CAPACIDAD), cabeza: 0, inicio: 1, leyendo: null, desde: -1 }
    this.#ventanas.set(topico, nueva)
    return nueva
  }

  async #pedir(v: Ventana, topico: string, desde: number, limite: number): Promise<Tramo> {
    const tramo = await this.#fuente.leer(topico, desde, limite)
    // Una cabeza que retrocede, u otra cosa donde se recordaba una, es otra bitácora (restaurada): lo recordado no vale.
    if (tramo.cabeza < v.cabeza || desmiente(tramo, desde, v.anillo)) this.#ventanas.delete(topico)
    else anotar(v, desde, tramo)
    return tramo
  }
}

/**
 * Una fuente que recuerda lo último que leyó de cada tópico: los lectores de un mismo proceso van casi
 * a la par, y así cada mensaje se lee y se interpreta una vez y no una por lector. Los mensajes no
 * cambian nunca, de modo que lo recordado no puede estar equivocado mientras la bitácora sea la misma (`olvidar`);
 * lo que falta se pide a `fuente`.
 */
export const conVentana = (fuente: Fuente): Fuente => new FuenteConVentana(fuente)
