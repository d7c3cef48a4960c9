import type { Contexto, Hecho, Orden } from '#seedwork/aplicacion/contexto.ts'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import type { UnidadTrabajo } from '#seedwork/aplicacion/unidad-trabajo.ts'
import type { DatosDe } from '#seedwork/infraestructura/esquemas/definicion.ts'
import type { Registro } from '#seedwork/infraestructura/esquemas/registro.ts'
import type { TransaccionPostgres } from '#seedwork/infraestructura/uow/transaccion.ts'
import { type ComandoEncolable, comandosVuelos } from '../../aplicacion/comandos.ts'
import type { ReglasVuelos, TxVuelos } from '../../aplicacion/puertos.ts'
import { type DatosPasajero, TIPOS_PASAJERO } from '../../dominio/pasajeros.ts'
import type { ComandoReservaV1, CrearReserva } from '../schema/v1/comandos.ts'

type Creada = DatosDe<typeof CrearReserva>
type LegV1 = Creada['itinerarios'][number]['odos'][number]['segmentos'][number]['legs'][number]

const ausente = <T>(valor: T | null): T | undefined => valor ?? undefined

const legDe = (l: LegV1) => ({
  origen: { codigo: l.origen },
  destino: { codigo: l.destino },
  fechaSalida: l.fecha_salida,
  fechaLlegada: l.fecha_llegada,
})

/** Un tipo que este módulo no conoce es un mensaje que no se puede leer: lo aparta la suscripción. */
const tipoDe = (escrito: string): DatosPasajero['tipo'] => {
  const tipo = TIPOS_PASAJERO.find((t) => t === escrito)
  if (tipo) return tipo
  throw new Error(`no hay pasajeros de tipo ${escrito}`)
}

const crear = (d: Creada): ComandoEncolable => ({
  tipo: 'CrearReserva',
  id: d.id,
  itinerarios: d.itinerarios.map(({ odos }) => ({
    odos: odos.map((o) => ({ segmentos: o.segmentos.map((s) => ({ legs: s.legs.map(legDe) })) })),
  })),
  pasajeros: d.pasajeros.map((p) => ({
    tipo: tipoDe(p.tipo),
    nombre: ausente(p.nombre),
    nacimiento: ausente(p.nacimiento),
  })),
  idCliente: ausente(d.id_cliente),
  precio: ausente(d.precio),
})

const comandoDe = ({ tipo, datos }: ComandoReservaV1): ComandoEncolable => {
  switch (tipo) {
    case 'CrearReserva':
      return crear(datos)
    case 'AprobarReserva':
      return { tipo, id: datos.id, precio: ausente(datos.precio) }
    case 'PagarReserva': {
      const { id, monto, moneda, referencia } = datos
      return { tipo, id, monto, moneda, referencia }
    }
    case 'CancelarReserva':
      return { tipo, id: datos.id, motivo: datos.motivo }
  }
}

const versionEsperada = ({ datos }: ComandoReservaV1): Pick<Contexto, 'versionEsperada'> => {
  const version = 'version_esperada' in datos ? datos.version_esperada : null
  return version === null ? {} : { versionEsperada: { id: datos.id, version } }
}

/** El compilador no sabe que el caso elegido es el del tipo del comando. */
type Caso = (orden: Orden<ComandoEncolable>) => Promise<Hecho<unknown>>

/** Lo que el lector de `comandos-reserva` necesita de este módulo. */
export type ConsumidorComandos = Readonly<{
  topico: 'comandos-reserva'
  /** El mensaje como orden: su id es el del comando y su hora, la de cuando se aceptó. */
  orden(mensaje: Mensaje): Orden<ComandoEncolable>
  /** Corre la orden sobre una transacción ya abierta y devuelve lo que contestaría la API. */
  correr(orden: Orden<ComandoEncolable>, tx: TransaccionPostgres): Promise<unknown>
}>

type Medios = Readonly<{
  registro: Registro
  armar: (tx: TransaccionPostgres) => TxVuelos
  reglas: ReglasVuelos
}>

/**
 * Consumidor de `comandos-reserva`. Decodificar uno de otro esquema falla con `ErrorEsquema`: lo aparta la
 * suscripción. Correrlo dos veces da lo mismo: la unidad de trabajo reconoce el id del comando.
 */
export const crearConsumidor = ({ registro, armar, reglas }: Medios): ConsumidorComandos => ({
  topico: 'comandos-reserva',
  orden(mensaje) {
    const { tipo, datos } = registro.decodificar(mensaje.contenido)
    const recibido = { tipo, datos } as ComandoReservaV1
    const { actor, origen, correlacion, causacion, traceparent, id: idComando } = mensaje
    const ahora = Temporal.Instant.fromEpochMilliseconds(mensaje.ocurridoEn)
    const contexto = { tipo, idComando, actor, origen, correlacion, causacion, traceparent, ahora }
    return { comando: comandoDe(recibido), contexto: { ...contexto, ...versionEsperada(recibido) } }
  },
  correr: async ({ comando, contexto }, tx) => {
    const dentro: UnidadTrabajo<TxVuelos> = async (_, trabajo) => ({
      resultado: await trabajo(armar(tx)),
      posiciones: [],
      repetido: false,
    })
    const caso = comandosVuelos(dentro, reglas)[comando.tipo] as Caso
    return (await caso({ comando, contexto })).resultado
  },
})
