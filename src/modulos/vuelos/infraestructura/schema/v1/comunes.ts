import type { Campo, EsquemaRegistro } from '#seedwork/infraestructura/esquemas/tipos.ts'

const namespace = 'co.alpes.vuelos'

const LUGAR = {
  type: 'record',
  name: 'Lugar',
  namespace,
  fields: [
    { name: 'codigo', type: 'string', doc: 'IATA del aeropuerto.' },
    { name: 'nombre', type: 'string' },
    { name: 'ciudad', type: 'string' },
    { name: 'pais', type: 'string', doc: 'ISO 3166-1, dos letras.' },
    { name: 'zona', type: 'string', doc: 'IANA.' },
  ],
} as const satisfies EsquemaRegistro

const LEG = {
  type: 'record',
  name: 'Leg',
  namespace,
  fields: [
    { name: 'origen', type: LUGAR },
    { name: 'destino', type: LUGAR },
    { name: 'salida', type: 'long', doc: 'ms desde la época.' },
    { name: 'llegada', type: 'long', doc: 'ms desde la época.' },
    { name: 'salida_local', type: 'string', doc: 'AAAA-MM-DDThh:mm:ss en el aeropuerto de origen.' },
    { name: 'llegada_local', type: 'string', doc: 'AAAA-MM-DDThh:mm:ss en el de destino.' },
  ],
} as const satisfies EsquemaRegistro

/** Los odos de un itinerario hasta sus legs. `sufijo` distingue los nombres de sus registros. */
export const campoOdos = <const L extends EsquemaRegistro, const S extends string>(leg: L, sufijo: S) => {
  const segmento = {
    type: 'record',
    name: `Segmento${sufijo}`,
    namespace,
    fields: [{ name: 'legs', type: { type: 'array', items: leg } }],
  } as const
  const odo = {
    type: 'record',
    name: `Odo${sufijo}`,
    namespace,
    fields: [{ name: 'segmentos', type: { type: 'array', items: segmento } }],
  } as const
  return { name: 'odos', type: { type: 'array', items: odo } } as const satisfies Campo
}

const ITINERARIO = {
  type: 'record',
  name: 'Itinerario',
  namespace,
  fields: [
    { name: 'tipo', type: 'string', doc: 'Solo ida, Ida y vuelta, Open jaw destino, …' },
    campoOdos(LEG, ''),
  ],
} as const satisfies EsquemaRegistro

/** Los vuelos, enteros en cada evento: quien avisa no tiene que haber guardado la reserva. */
export const CAMPO_ITINERARIOS = {
  name: 'itinerarios',
  type: { type: 'array', items: ITINERARIO },
  default: [],
  doc: 'Itinerario → odo → segmento → leg.',
} as const satisfies Campo

const PASAJERO = {
  type: 'record',
  name: 'Pasajero',
  namespace,
  fields: [
    { name: 'tipo', type: 'string', doc: 'Adulto, Menor o Infante, el día del primer vuelo.' },
    { name: 'nombre', type: ['null', 'string'], default: null },
    { name: 'nacimiento', type: ['null', 'string'], default: null, doc: 'AAAA-MM-DD.' },
  ],
} as const satisfies EsquemaRegistro

export const CAMPO_PASAJEROS = {
  name: 'pasajeros',
  type: { type: 'array', items: PASAJERO },
  default: [],
} as const satisfies Campo

export const PRECIO = {
  type: 'record',
  name: 'Precio',
  namespace,
  fields: [
    { name: 'monto', type: 'string', doc: 'Decimal exacto.' },
    { name: 'moneda', type: 'string', doc: 'ISO 4217.' },
  ],
} as const satisfies EsquemaRegistro

/** Los dos primeros campos de todo evento de reserva. */
export const CAMPOS_RESERVA = [
  { name: 'id_reserva', type: 'string', doc: 'Id del agregado.' },
  { name: 'id_cliente', type: 'string', doc: 'Vacío si la reserva no es de ningún cliente.' },
] as const satisfies readonly Campo[]
