import Type from 'typebox'
import {
  ACCIONES_RESERVA,
  ESTADOS_RESERVA,
  ORDENES_RESERVAS,
  TIPOS_ITINERARIO,
  TIPOS_PASAJERO,
} from '#modulos/vuelos/modulo.ts'
import {
  consultaDeLista,
  enumerado,
  Fecha,
  Instante,
  Moneda,
  Monto,
  Motivo,
  nulo,
  objeto,
  texto,
  Uuid,
} from './esquemas.ts'

const Estado = enumerado(ESTADOS_RESERVA)

const HoraDeVuelo = Type.String({
  minLength: 16,
  maxLength: 40,
  description: 'Hora local del aeropuerto (AAAA-MM-DDThh:mm) o, con `Z` o desfase, un instante RFC 3339',
  examples: ['2026-12-10T06:15', '2026-12-10T11:15:00Z'],
})

const LugarPedido = objeto({
  codigo: texto(60, { description: 'IATA del aeropuerto, en mayúsculas o minúsculas', examples: ['BOG'] }),
  nombre: Type.Optional(
    Type.String({ maxLength: 400, description: 'Se admite y no se usa: el nombre lo da el catálogo' }),
  ),
})

const LegPedido = objeto({
  fecha_salida: HoraDeVuelo,
  fecha_llegada: HoraDeVuelo,
  origen: LugarPedido,
  destino: LugarPedido,
})

// Sin mínimos: que un nivel esté vacío es una regla del negocio (R1) y tiene su propio código.
const lista = <T extends Parameters<typeof Type.Array>[0]>(elemento: T, maximo: number) =>
  Type.Array(elemento, { maxItems: maximo })

const SegmentoPedido = objeto({ legs: lista(LegPedido, 8) })
const OdoPedido = objeto({ segmentos: lista(SegmentoPedido, 8) })
const ItinerarioPedido = objeto({ odos: lista(OdoPedido, 16) })
export const ItinerariosPedidos = lista(ItinerarioPedido, 8)

const PasajeroPedido = objeto({
  tipo: enumerado(TIPOS_PASAJERO),
  nombre: Type.Optional(texto(120)),
  nacimiento: Type.Optional(Fecha),
})

const Precio = objeto({ monto: Monto, moneda: Moneda })

export const ReservaNueva = objeto({
  id: Type.Optional(Uuid),
  itinerarios: ItinerariosPedidos,
  pasajeros: Type.Optional(lista(PasajeroPedido, 50)),
  id_cliente: Type.Optional(Uuid),
  precio: Type.Optional(Precio),
})

export const Aprobacion = objeto({
  precio: Type.Optional({ ...Precio, description: 'Si falta, vale el que trae la reserva' }),
})
export const Pago = objeto({
  monto: Monto,
  moneda: Moneda,
  referencia: texto(120, { description: 'La del pago; no se repite' }),
})
export const CancelacionPedida = objeto({ motivo: Motivo })

export const Lugar = objeto(
  {
    codigo: Type.String({ examples: ['BOG'] }),
    nombre: Type.String(),
    ciudad: Type.String(),
    codigo_ciudad: Type.String({ description: 'El mismo en los aeropuertos de una ciudad' }),
    pais: Type.String({ description: 'ISO 3166-1, dos letras' }),
    zona: Type.String({ description: 'Zona horaria IANA' }),
  },
  { $id: 'Lugar' },
)

const LugarRef = Type.Unsafe<unknown>({ $ref: 'Lugar#' })
const HoraLocal = Type.String({ description: 'Hora del aeropuerto, AAAA-MM-DDThh:mm:ss' })

const Leg = objeto({
  origen: LugarRef,
  destino: LugarRef,
  fecha_salida: Instante,
  fecha_llegada: Instante,
  salida_local: HoraLocal,
  llegada_local: HoraLocal,
  ocupacion: objeto({ adultos: Type.Integer(), menores: Type.Integer(), infantes: Type.Integer() }),
})

const Segmento = objeto({
  conexion: nulo(Type.Integer({ description: 'Minutos desde que llega el segmento anterior' })),
  cambio_de_aeropuerto: Type.Boolean(),
  legs: Type.Array(Leg),
})

const Itinerario = objeto({
  tipo: enumerado(TIPOS_ITINERARIO),
  odos: Type.Array(
    objeto({ origen: Type.String(), destino: Type.String(), segmentos: Type.Array(Segmento) }),
  ),
})

export const Reserva = objeto(
  {
    id: Uuid,
    version: Type.Integer(),
    estado: Estado,
    id_cliente: nulo(Uuid),
    itinerarios: Type.Array(Itinerario),
    pasajeros: Type.Array(
      objeto({ tipo: enumerado(TIPOS_PASAJERO), nombre: nulo(Type.String()), nacimiento: nulo(Fecha) }),
    ),
    precio: nulo(Precio),
    expira_en: { ...Instante, description: 'Hasta cuándo se puede pagar' },
    pago: nulo(objeto({ monto: Monto, moneda: Moneda, referencia: Type.String(), fecha: Instante })),
    cancelacion: nulo(objeto({ motivo: Type.String(), fecha: Instante, reembolso: nulo(Precio) })),
    catalogo: Type.String({ description: 'Versión del catálogo de aeropuertos con que se leyó' }),
    acciones: Type.Array(
      objeto({
        accion: enumerado(ACCIONES_RESERVA),
        permitida: Type.Boolean(),
        motivo: Type.Optional(Type.String()),
      }),
    ),
    fecha_creacion: Instante,
    fecha_actualizacion: Instante,
  },
  { $id: 'Reserva' },
)

const Codigo = Type.String({ pattern: '^[A-Za-z]{3}$', examples: ['BOG'] })

export const ConsultaReservas = consultaDeLista(ORDENES_RESERVAS, {
  estado: Type.Optional(Type.Array(Estado, { maxItems: 4 })),
  id_cliente: Type.Optional(Uuid),
  origen: Type.Optional({ ...Codigo, description: 'Primer aeropuerto del primer odo' }),
  destino: Type.Optional({ ...Codigo, description: 'Último aeropuerto del primer odo' }),
  salida_desde: Type.Optional(Fecha),
  salida_hasta: Type.Optional(Fecha),
  q: Type.Optional(texto(200)),
})
