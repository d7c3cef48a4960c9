import { PRECIO, RS_01 } from '../reservas.ts'
import type { Azar } from './azar.ts'
import { conocido, type Mundo, type Reserva } from './mundo.ts'

type Busqueda = Readonly<{ nombre: string; objetivo: number; mundo: Mundo; azar: Azar }>

const estadoPara = (nombre: string, objetivo: number): ((r: Reserva) => boolean) => {
  const choca = objetivo === 409
  if (nombre.endsWith('/aprobacion')) return (r) => (r.estado === 'Pendiente') !== choca
  if (nombre.endsWith('/pago')) return (r) => (r.estado === 'Aprobada') !== choca
  if (nombre.endsWith('/cancelacion')) return (r) => (r.estado !== 'Cancelada') !== choca
  return () => true
}

/** Qué reserva sirve para lo que se busca. */
export const reservaPara = ({ nombre, objetivo, mundo, azar }: Busqueda): string | null =>
  conocido(azar, [...mundo.reservas.values()].filter(estadoPara(nombre, objetivo)))?.id ?? null

type Cuerpo = Record<string, unknown>
type Medios = Readonly<{ objetivo: number; mundo: Mundo; azar: Azar }>

/** Lo que un cuerpo necesita para tener el efecto que se busca: el azar solo no escribe un itinerario. */
export const ARREGLOS_RESERVAS: Readonly<Record<string, (cuerpo: Cuerpo, m: Medios) => object>> = {
  'POST /reservas': ({ id }, { objetivo, mundo, azar }) => {
    const repetido = objetivo === 409 ? conocido(azar, mundo.reservas.keys()) : null
    return {
      ...((repetido ?? id) === undefined ? {} : { id: repetido ?? id }),
      itinerarios: [RS_01],
      precio: PRECIO,
    }
  },
  'POST /reservas/{id}/aprobacion': () => ({}),
  'POST /reservas/{id}/pago': (_, { azar }) => ({ ...PRECIO, referencia: azar.uuid() }),
}
