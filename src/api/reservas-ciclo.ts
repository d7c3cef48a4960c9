import type { TSchema } from 'typebox'
import type { ComandoEncolable } from '#modulos/vuelos/modulo.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import { type Acto, montarActo, type Recurso } from './actos.ts'
import { aceptada, DINERO, etiqueta, type Partes, ubicacion, una } from './reservas-comun.ts'
import { Aprobacion, CancelacionPedida, Pago } from './reservas-esquemas.ts'

type ComandoDeCiclo = Exclude<ComandoEncolable, { tipo: 'CrearReserva' }>

const acto = <C extends ComandoDeCiclo, B extends TSchema>(a: Acto<C, B>): Acto<C, B> => a

const aprobacion = acto({
  tipo: 'AprobarReserva',
  camino: 'aprobacion',
  resumen: 'Aprueba una reserva y congela su precio',
  cuerpo: Aprobacion,
  cuerpoOpcional: true,
  estado: 200,
  problemas: ['ReservaExpirada', 'SalidaPasada', 'PrecioRequerido', ...DINERO],
  comando: (id, { precio }) => ({ tipo: 'AprobarReserva', id, precio }),
})

const pago = acto({
  tipo: 'PagarReserva',
  camino: 'pago',
  resumen: 'Paga el precio exacto de una reserva aprobada',
  cuerpo: Pago,
  estado: 200,
  problemas: ['ReservaExpirada', 'MontoIncorrecto', 'ReferenciaDuplicada', ...DINERO],
  comando: (id, cuerpo) => ({ tipo: 'PagarReserva', id, ...cuerpo }),
})

const cancelacion = acto({
  tipo: 'CancelarReserva',
  camino: 'cancelacion',
  resumen: 'Cancela una reserva antes de que salga; si estaba pagada, dice cuánto se devuelve',
  cuerpo: CancelacionPedida,
  estado: 200,
  problemas: ['SalidaPasada'],
  comando: (id, { motivo }) => ({ tipo: 'CancelarReserva', id, motivo }),
})

/** Aprobar, pagar y cancelar. */
export const montarCicloReservas = (app: Aplicacion, { vuelos, ejecutar }: Partes): void => {
  const recurso: Recurso<ComandoDeCiclo> = {
    ...{ camino: '/reservas', etiqueta, exito: una, aceptado: aceptada, ubicacion, ejecutar },
    ...{ comandos: vuelos.comandos, mensajeDeComando: vuelos.mensajeDeComando },
    problemas: ['ReservaNoEncontrada', 'TransicionInvalida'],
  }
  montarActo(app, recurso, aprobacion)
  montarActo(app, recurso, pago)
  montarActo(app, recurso, cancelacion)
}
