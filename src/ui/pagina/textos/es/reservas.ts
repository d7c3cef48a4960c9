import { s } from '../plural.ts'

export const reservas = {
  reservas: {
    nueva: 'Nueva reserva',
    vacio: 'Todavía no hay reservas',
    ruta: 'Ruta',
    salida: 'Salida',
    llegada: 'Llegada',
    horas: 'Horas locales de cada aeropuerto.',
    origen: 'Origen',
    destino: 'Destino',
    pasajeros: 'Pasajeros',
    precio: 'Precio',
    tramo: (n: number) => `Trayecto ${n}`,
    anadir: 'Añadir trayecto',
    quitar: (n: number) => `Quitar el trayecto ${n}`,
    reservar: 'Reservar',
    hecha: 'La reserva quedó hecha.',
    van: (n: number) => s(n, '1 pasajero', `${n} pasajeros`),
    adultos: 'Adultos',
    menores: 'Menores (2 a 11 años)',
    infantes: 'Infantes (menos de 2)',
    referencia: 'Referencia del pago',
    estados: { Pendiente: 'Pendiente', Aprobada: 'Aprobada', Pagada: 'Pagada', Cancelada: 'Cancelada' },
    tipos: {} as Readonly<Record<string, string>>,
    acciones: { aprobar: 'Aprobar', pagar: 'Pagar', cancelar: 'Cancelar reserva' },
  },
}
