import type { Idioma } from '../fichas.ts'
import type { AvisoReserva } from '../reservas.ts'
import type { Texto } from './datos.ts'

/** Lo que un texto de reserva puede nombrar, ya escrito en el idioma de quien lo lee. */
export type DatosReserva = Readonly<{
  ruta: string
  importe: string
  limite: string
  referencia: string
  /** Vacío si la canceló la plataforma por no pagarse. */
  motivo: string
}>

type Textos = Readonly<{
  saludo(nombre: string | null): string
  avisos: Readonly<Record<AvisoReserva['tipo'], (d: DatosReserva) => Texto>>
  etiquetas: Readonly<Record<'vuelo' | 'precio' | 'reembolso' | 'limite' | 'referencia' | 'motivo', string>>
  boton: string
  pie: readonly string[]
}>

const ES: Textos = {
  saludo: (nombre) => (nombre ? `Hola, ${nombre}:` : 'Hola:'),
  avisos: {
    ReservaAprobada: (d) => ({
      asunto: `Reserva aprobada: ${d.ruta}`,
      titulo: 'Su reserva está aprobada',
      parrafos: [
        `Para conservarla, pague ${d.importe} antes del ${d.limite}. Las horas son las de cada aeropuerto.`,
      ],
    }),
    ReservaPagada: (d) => ({
      asunto: `Reserva pagada: ${d.ruta}`,
      titulo: 'Recibimos su pago',
      parrafos: ['Su reserva está pagada. Las horas son las de cada aeropuerto.'],
    }),
    ReservaCancelada: (d) => ({
      asunto: `Reserva cancelada: ${d.ruta}`,
      titulo: 'Su reserva se canceló',
      parrafos: [
        d.motivo === '' ? 'Pasó el plazo para pagarla y se liberó.' : 'La reserva ya no tiene validez.',
        ...(d.importe === '' ? [] : [`Le devolveremos ${d.importe}, lo que había pagado.`]),
      ],
    }),
    ReservaPorExpirar: (d) => ({
      asunto: `Su reserva está por expirar: ${d.ruta}`,
      titulo: 'Su reserva está por expirar',
      parrafos: [`Si no se paga antes del ${d.limite}, se cancelará.`],
    }),
  },
  etiquetas: {
    vuelo: 'Vuelo',
    precio: 'Precio',
    reembolso: 'Reembolso',
    limite: 'Plazo de pago',
    referencia: 'Referencia',
    motivo: 'Motivo',
  },
  boton: 'Ver la reserva',
  pie: ['Propiedades de los Alpes le escribe porque hay una reserva a su nombre.'],
}

const EN: Textos = {
  saludo: (nombre) => (nombre ? `Hello, ${nombre}:` : 'Hello:'),
  avisos: {
    ReservaAprobada: (d) => ({
      asunto: `Booking approved: ${d.ruta}`,
      titulo: 'Your booking is approved',
      parrafos: [`To keep it, pay ${d.importe} before ${d.limite}. Times are local to each airport.`],
    }),
    ReservaPagada: (d) => ({
      asunto: `Booking paid: ${d.ruta}`,
      titulo: 'We received your payment',
      parrafos: ['Your booking is paid. Times are local to each airport.'],
    }),
    ReservaCancelada: (d) => ({
      asunto: `Booking cancelled: ${d.ruta}`,
      titulo: 'Your booking was cancelled',
      parrafos: [
        d.motivo === ''
          ? 'It was not paid in time and has been released.'
          : 'The booking is no longer valid.',
        ...(d.importe === '' ? [] : [`We will refund ${d.importe}, the amount you paid.`]),
      ],
    }),
    ReservaPorExpirar: (d) => ({
      asunto: `Your booking is about to expire: ${d.ruta}`,
      titulo: 'Your booking is about to expire',
      parrafos: [`If it is not paid before ${d.limite}, it will be cancelled.`],
    }),
  },
  etiquetas: {
    vuelo: 'Flight',
    precio: 'Price',
    reembolso: 'Refund',
    limite: 'Pay before',
    referencia: 'Reference',
    motivo: 'Reason',
  },
  boton: 'See the booking',
  pie: ['Propiedades de los Alpes writes to you because there is a booking in your name.'],
}

/** Los textos de los avisos de reservas, por idioma: el compilador exige los mismos en los dos. */
export const TEXTOS_RESERVA: Readonly<Record<Idioma, Textos>> = { es: ES, en: EN }
