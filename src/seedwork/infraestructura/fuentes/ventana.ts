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

/**
 * Una fuente que recuerda lo último que leyó de cada tópico: los lectores de un mismo proceso van casi
 * a la par, y así cada mensaje se lee y se interpreta una vez y no una por lector. Los mensajes no
 * cambian nunca, de modo que lo recordado no puede estar equivocado mientras la bitácora sea la misma (`olvidar`);
 * lo que falta se pide a `fuente`.
 */
export const conVentana = (fuente: Fuente): Fuente => {
  const ventanas = new Map<string, Ventana>()
  const ventanaDe = (topico: string): Ventana => {
    const conocida = ventanas.get(topico)
    if (conocida) return conocida
    const nueva: Ventana = { anillo: new Anillo(CAPACIDAD), cabeza: 0, inicio: 1, leyendo: null, desde: -1 }
    ventanas.set(topico, nueva)
    return nueva
  }
  const recordado = (v: Ventana, desde: number, limite: number): Tramo | null => {
    const mensajes = v.anillo.desde(desde)
    if (mensajes === 'perdido' || mensajes.length === 0) return null
    return { mensajes: mensajes.slice(0, limite), cabeza: v.cabeza, inicio: v.inicio }
  }
  const pedir = async (v: Ventana, topico: string, desde: number, limite: number): Promise<Tramo> => {
    const tramo = await fuente.leer(topico, desde, limite)
    // Una cabeza que retrocede, u otra cosa donde se recordaba una, es otra bitácora (restaurada): lo recordado no vale.
    if (tramo.cabeza < v.cabeza || desmiente(tramo, desde, v.anillo)) {
      ventanas.delete(topico)
      return tramo
    }
    v.cabeza = tramo.cabeza
    v.inicio = tramo.inicio
    if (!v.anillo.situado || tramo.mensajes.length > 0) {
      if (v.anillo.hasta !== desde && desde > v.anillo.hasta) v.anillo.vaciar(desde)
      if (!v.anillo.situado) v.anillo.vaciar(desde)
      for (const m of tramo.mensajes) if (m.posicion === v.anillo.hasta + 1) v.anillo.poner(m)
    }
    return tramo
  }
  return {
    alLlegar: (aviso) => fuente.alLlegar(aviso),
    olvidar() {
      ventanas.clear()
      fuente.olvidar?.()
    },
    async leer(topico, desde, limite) {
      const v = ventanaDe(topico)
      const tramo = recordado(v, desde, limite)
      if (tramo) return tramo
      // Quien pide lo mismo que ya se está leyendo espera esa lectura y toma de ella lo que le cabe.
      if (v.leyendo && v.desde === desde) {
        const ajeno = await v.leyendo
        return { ...ajeno, mensajes: ajeno.mensajes.slice(0, limite) }
      }
      v.desde = desde
      const lectura = pedir(v, topico, desde, limite).finally(() => {
        if (v.leyendo === lectura) v.leyendo = null
      })
      v.leyendo = lectura
      return lectura
    },
  }
}
