import type { ErrorDominio } from '#seedwork/dominio/errores.ts'
import type { Instante } from '#seedwork/dominio/instante.ts'
import { type CodigoVuelos, errorVuelo } from './errores.ts'
import { ventana } from './itinerario.ts'
import type { EstadoReserva, Reserva } from './reserva.ts'

export const ACCIONES_RESERVA = ['aprobar', 'pagar', 'cancelar'] as const
export type AccionReserva = (typeof ACCIONES_RESERVA)[number]

/** Una acción con su respuesta: la API la muestra y la página apaga el botón con el motivo. */
export type AccionPermitida = Readonly<
  { accion: AccionReserva; permitida: true } | { accion: AccionReserva; permitida: false; motivo: string }
>

type Rechazo = Readonly<{ codigo: CodigoVuelos; motivo: string }>

const SI = null
const transicion = (motivo: string): Rechazo => ({ codigo: 'TransicionInvalida', motivo })
const cancelada = transicion('La reserva está cancelada')
const pagada = transicion('La reserva ya está pagada')

/** La única tabla de qué se puede en cada estado: de aquí salen los rechazos, las `acciones` y los botones. */
const TABLA: Readonly<Record<AccionReserva, Readonly<Record<EstadoReserva, Rechazo | null>>>> = {
  aprobar: {
    Pendiente: SI,
    Aprobada: transicion('La reserva ya está aprobada'),
    Pagada: pagada,
    Cancelada: cancelada,
  },
  pagar: {
    Pendiente: transicion('La reserva todavía no está aprobada'),
    Aprobada: SI,
    Pagada: pagada,
    Cancelada: cancelada,
  },
  cancelar: { Pendiente: SI, Aprobada: SI, Pagada: SI, Cancelada: cancelada },
}

/** ¿Pasó el plazo para pagarla? En el instante justo, todavía no. */
export const expirada = (r: Reserva, ahora: Instante): boolean => ahora > r.expiraEn

const conPlazo = (r: Reserva, ahora: Instante): Rechazo | null =>
  expirada(r, ahora) ? { codigo: 'ReservaExpirada', motivo: 'Pasó el plazo para pagar la reserva' } : SI

const antesDeSalir = (r: Reserva, ahora: Instante): Rechazo | null =>
  ahora < ventana(r.itinerarios).salida
    ? SI
    : { codigo: 'SalidaPasada', motivo: 'El primer vuelo de la reserva ya salió' }

/** Lo que depende de la hora además del estado. */
const porHora: Readonly<Record<AccionReserva, (r: Reserva, ahora: Instante) => Rechazo | null>> = {
  aprobar: (r, ahora) => antesDeSalir(r, ahora) ?? conPlazo(r, ahora),
  pagar: conPlazo,
  cancelar: antesDeSalir,
}

const rechazo = (accion: AccionReserva, r: Reserva, ahora: Instante): Rechazo | null =>
  TABLA[accion][r.estado] ?? porHora[accion](r, ahora)

const errorDe = (no: Rechazo, accion: AccionReserva, r: Reserva): ErrorDominio =>
  errorVuelo(no.codigo, no.motivo, { accion, estado: r.estado })

/** Falla con `TransicionInvalida`, `ReservaExpirada` o `SalidaPasada` si no se puede. */
export const exigir = (accion: AccionReserva, r: Reserva, ahora: Instante): void => {
  const no = rechazo(accion, r, ahora)
  if (no) throw errorDe(no, accion, r)
}

/** Todas las acciones con su respuesta, en el orden de la tabla. */
export const accionesDe = (r: Reserva, ahora: Instante): readonly AccionPermitida[] =>
  ACCIONES_RESERVA.map((accion) => {
    const no = rechazo(accion, r, ahora)
    return no ? { accion, permitida: false, motivo: no.motivo } : { accion, permitida: true }
  })
