import type { reservas as es } from '../es/reservas.ts'
import { s } from '../plural.ts'

export const reservas: typeof es = {
  reservas: {
    nueva: 'New booking',
    vacio: 'There are no bookings yet',
    ruta: 'Route',
    salida: 'Departure',
    llegada: 'Arrival',
    horas: 'Local times of each airport.',
    origen: 'Origin',
    destino: 'Destination',
    pasajeros: 'Passengers',
    para: 'Travelling client',
    precio: 'Price',
    tramo: (n) => `Journey ${n}`,
    anadir: 'Add journey',
    quitar: (n) => `Remove journey ${n}`,
    reservar: 'Book',
    hecha: 'The booking was made.',
    van: (n) => s(n, '1 passenger', `${n} passengers`),
    adultos: 'Adults',
    menores: 'Children (2 to 11)',
    infantes: 'Infants (under 2)',
    referencia: 'Payment reference',
    estados: { Pendiente: 'Pending', Aprobada: 'Approved', Pagada: 'Paid', Cancelada: 'Cancelled' },
    tipos: {
      'Solo ida': 'One way',
      'Ida y vuelta': 'Round trip',
      'Open jaw destino': 'Open jaw, destination',
      'Open jaw origen': 'Open jaw, origin',
      'Doble open jaw': 'Double open jaw',
      Circular: 'Circular',
      Multidestino: 'Multi-city',
    },
    acciones: { aprobar: 'Approve', pagar: 'Pay', cancelar: 'Cancel booking' },
  },
}
