import type { UnidadTrabajo } from '#seedwork/aplicacion/unidad-trabajo.ts'
import type { DatosDe } from '#seedwork/infraestructura/esquemas/definicion.ts'
import type { Registro } from '#seedwork/infraestructura/esquemas/registro.ts'
import {
  type ConsumidorComandos,
  crearConsumidorComandos,
} from '#seedwork/infraestructura/uow/consumidor-comandos.ts'
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

/** Avro no distingue «ninguno» de «no se dijo»: sin pasajeros es para un adulto, como por HTTP. */
const pasajerosDe = ({ pasajeros }: Creada): readonly DatosPasajero[] | undefined =>
  pasajeros.length === 0
    ? undefined
    : pasajeros.map((p) => ({
        tipo: tipoDe(p.tipo),
        nombre: ausente(p.nombre),
        nacimiento: ausente(p.nacimiento),
      }))

const crear = (d: Creada): ComandoEncolable => ({
  tipo: 'CrearReserva',
  id: d.id,
  itinerarios: d.itinerarios.map(({ odos }) => ({
    odos: odos.map((o) => ({ segmentos: o.segmentos.map((s) => ({ legs: s.legs.map(legDe) })) })),
  })),
  pasajeros: pasajerosDe(d),
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

type Medios = Readonly<{
  registro: Registro
  armar: (tx: TransaccionPostgres) => TxVuelos
  reglas: ReglasVuelos
}>

/** Consumidor de `comandos-reserva`. */
export const crearConsumidor = ({ reglas, ...medios }: Medios): ConsumidorComandos<ComandoEncolable> =>
  crearConsumidorComandos({
    ...medios,
    topico: 'comandos-reserva',
    comandoDe,
    casos: (unidad: UnidadTrabajo<TxVuelos>) => comandosVuelos(unidad, reglas),
  })
