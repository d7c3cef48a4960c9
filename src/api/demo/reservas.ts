import { idDe, type ModulosDemo, type Paso } from './paso.ts'

type Comandos = ModulosDemo['vuelos']['comandos']
type Datos = Parameters<Comandos['CrearReserva']>[0]['comando']
type Pasajeros = NonNullable<Datos['pasajeros']>

/** Cada odo es una lista de vuelos: `BOG 2026-12-10T06:15 MDE 2026-12-10T07:15`, en hora local. */
type ReservaDemo = Readonly<{
  codigo: string
  cliente: string
  odos: readonly (readonly string[])[]
  pasajeros: Pasajeros
  monto: string
  moneda: string
  creada: string
  /** Lo que le pasó después de creada. */
  despues: readonly Readonly<{ que: 'aprobar' | 'pagar' | 'cancelar'; en: string }>[]
}>

const adulto = (nombre: string) => ({ tipo: 'Adulto', nombre }) as const

const RESERVAS: readonly ReservaDemo[] = [
  {
    codigo: 'RS-01',
    cliente: 'mariana',
    odos: [['BOG 2026-12-10T06:15 MDE 2026-12-10T07:15']],
    pasajeros: [adulto('Mariana Ríos Cano')],
    monto: '289000',
    moneda: 'COP',
    creada: '2026-12-01T15:00:00Z',
    despues: [],
  },
  {
    codigo: 'RS-02',
    cliente: 'guadua',
    odos: [['BOG 2026-12-18T08:00 MIA 2026-12-18T11:50'], ['MIA 2027-01-05T13:10 BOG 2027-01-05T17:00']],
    pasajeros: [
      adulto('Tomás Guarín Peña'),
      adulto('Elena Peña Soto'),
      { tipo: 'Menor', nombre: 'Lucía Guarín Peña', nacimiento: '2018-05-20' },
    ],
    monto: '1284.60',
    moneda: 'USD',
    creada: '2026-11-20T14:00:00Z',
    despues: [
      { que: 'aprobar', en: '2026-11-20T16:00:00Z' },
      { que: 'pagar', en: '2026-11-21T15:30:00Z' },
    ],
  },
  {
    codigo: 'RS-03',
    cliente: 'mariana',
    odos: [['BOG 2027-02-12T22:30 MAD 2027-02-13T14:20'], ['BCN 2027-02-26T12:40 BOG 2027-02-26T17:20']],
    pasajeros: [
      adulto('Mariana Ríos Cano'),
      { tipo: 'Infante', nombre: 'Simón Ríos Cano', nacimiento: '2025-09-03' },
    ],
    monto: '3950000',
    moneda: 'COP',
    creada: '2026-11-30T20:00:00Z',
    despues: [{ que: 'aprobar', en: '2026-12-01T14:00:00Z' }],
  },
  {
    codigo: 'RS-04',
    cliente: 'fintech',
    odos: [
      ['MDE 2027-01-14T06:00 BOG 2027-01-14T07:00', 'BOG 2027-01-14T09:45 SCL 2027-01-14T17:45'],
      ['SCL 2027-01-24T20:30 BOG 2027-01-25T00:30', 'BOG 2027-01-25T06:10 MDE 2027-01-25T07:10'],
    ],
    pasajeros: [adulto('Camilo Duarte Vélez')],
    monto: '2740000',
    moneda: 'COP',
    creada: '2026-11-30T15:00:00Z',
    despues: [{ que: 'aprobar', en: '2026-11-30T19:00:00Z' }],
  },
  {
    codigo: 'RS-05',
    cliente: 'istmo',
    odos: [['CTG 2026-12-20T08:10 PTY 2026-12-20T09:30', 'PTY 2026-12-20T11:05 MEX 2026-12-20T14:00']],
    pasajeros: [adulto('Ana Ibarra Lasso'), adulto('Julio Mena Ortiz')],
    monto: '918.40',
    moneda: 'USD',
    creada: '2026-11-16T15:00:00Z',
    despues: [
      { que: 'aprobar', en: '2026-11-16T18:00:00Z' },
      { que: 'pagar', en: '2026-11-17T15:00:00Z' },
      { que: 'cancelar', en: '2026-11-27T16:00:00Z' },
    ],
  },
]

const COMANDOS = { aprobar: 'AprobarReserva', pagar: 'PagarReserva', cancelar: 'CancelarReserva' } as const

const vuelo = (escrito: string) => {
  const [origen = '', fechaSalida = '', destino = '', fechaLlegada = ''] = escrito.split(' ')
  return { legs: [{ origen: { codigo: origen }, destino: { codigo: destino }, fechaSalida, fechaLlegada }] }
}

const crear = ({ CrearReserva }: Comandos, r: ReservaDemo): Paso => ({
  en: Temporal.Instant.from(r.creada),
  nombre: `CrearReserva ${r.codigo}`,
  dar: (contexto) =>
    CrearReserva({
      contexto,
      comando: {
        tipo: 'CrearReserva',
        id: idDe.reserva(r.codigo),
        itinerarios: [{ odos: r.odos.map((vuelos) => ({ segmentos: vuelos.map(vuelo) })) }],
        pasajeros: r.pasajeros,
        idCliente: idDe.cliente(r.cliente),
        precio: { monto: r.monto, moneda: r.moneda },
      },
    }),
})

const seguir = (
  comandos: Comandos,
  { codigo, monto, moneda }: ReservaDemo,
  { que, en }: ReservaDemo['despues'][number],
): Paso => {
  const id = idDe.reserva(codigo)
  const dar: Readonly<Record<typeof que, Paso['dar']>> = {
    aprobar: (contexto) => comandos.AprobarReserva({ comando: { tipo: 'AprobarReserva', id }, contexto }),
    pagar: (contexto) =>
      comandos.PagarReserva({
        comando: { tipo: 'PagarReserva', id, monto, moneda, referencia: `DEMO-${codigo}` },
        contexto,
      }),
    cancelar: (contexto) =>
      comandos.CancelarReserva({
        comando: { tipo: 'CancelarReserva', id, motivo: 'Se aplazó la feria a la que viajaban' },
        contexto,
      }),
  }
  return { en: Temporal.Instant.from(en), nombre: `${COMANDOS[que]} ${codigo}`, dar: dar[que] }
}

/** Las reservas de la demo (`dominio.md` §6), en orden de fecha. */
export const pasosDeReservas = ({ vuelos: { comandos } }: ModulosDemo): Paso[] =>
  RESERVAS.flatMap((r) => [crear(comandos, r), ...r.despues.map((d) => seguir(comandos, r, d))]).sort(
    (a, b) => Temporal.Instant.compare(a.en, b.en),
  )
