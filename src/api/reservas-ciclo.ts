import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import { PorId } from './esquemas.ts'
import { responder } from './ordenes.ts'
import { aceptada, DINERO, encolable, etiqueta, GESTIONAN, type Partes, una } from './reservas-comun.ts'
import { Aprobacion, CancelacionPedida, Pago } from './reservas-esquemas.ts'
import { ruta } from './rutas.ts'

const aprobacion = (app: Aplicacion, { vuelos, ejecutar }: Partes): void => {
  app.post(
    '/reservas/:id/aprobacion',
    ruta({
      resumen: 'Aprueba una reserva y congela su precio',
      etiqueta,
      politica: GESTIONAN,
      clase: 'comando',
      asincrona: true,
      cuerpoOpcional: true,
      entrada: { params: PorId, body: Aprobacion },
      exitos: { 200: una, 202: aceptada },
      problemas: [
        'ReservaNoEncontrada',
        'TransicionInvalida',
        'ReservaExpirada',
        'SalidaPasada',
        'PrecioRequerido',
        ...DINERO,
      ],
    }),
    async (peticion, respuesta) => {
      const { id } = peticion.params
      const comando = { tipo: 'AprobarReserva', id, precio: peticion.body.precio } as const
      const pedido = {
        comando,
        manejador: vuelos.comandos.AprobarReserva,
        agregado: id,
        ...encolable(vuelos, comando),
      }
      return responder(respuesta, await ejecutar(peticion, pedido), { estado: 200 })
    },
  )
}

const pago = (app: Aplicacion, { vuelos, ejecutar }: Partes): void => {
  app.post(
    '/reservas/:id/pago',
    ruta({
      resumen: 'Paga el precio exacto de una reserva aprobada',
      etiqueta,
      politica: GESTIONAN,
      clase: 'comando',
      asincrona: true,
      entrada: { params: PorId, body: Pago },
      exitos: { 200: una, 202: aceptada },
      problemas: [
        'ReservaNoEncontrada',
        'TransicionInvalida',
        'ReservaExpirada',
        'MontoIncorrecto',
        'ReferenciaDuplicada',
        ...DINERO,
      ],
    }),
    async (peticion, respuesta) => {
      const { id } = peticion.params
      const comando = { tipo: 'PagarReserva', id, ...peticion.body } as const
      const pedido = {
        comando,
        manejador: vuelos.comandos.PagarReserva,
        agregado: id,
        ...encolable(vuelos, comando),
      }
      return responder(respuesta, await ejecutar(peticion, pedido), { estado: 200 })
    },
  )
}

const cancelacion = (app: Aplicacion, { vuelos, ejecutar }: Partes): void => {
  app.post(
    '/reservas/:id/cancelacion',
    ruta({
      resumen: 'Cancela una reserva antes de que salga; si estaba pagada, dice cuánto se devuelve',
      etiqueta,
      politica: GESTIONAN,
      clase: 'comando',
      asincrona: true,
      entrada: { params: PorId, body: CancelacionPedida },
      exitos: { 200: una, 202: aceptada },
      problemas: ['ReservaNoEncontrada', 'TransicionInvalida', 'SalidaPasada'],
    }),
    async (peticion, respuesta) => {
      const { id } = peticion.params
      const comando = { tipo: 'CancelarReserva', id, motivo: peticion.body.motivo } as const
      const pedido = {
        comando,
        manejador: vuelos.comandos.CancelarReserva,
        agregado: id,
        ...encolable(vuelos, comando),
      }
      return responder(respuesta, await ejecutar(peticion, pedido), { estado: 200 })
    },
  )
}

/** Aprobar, pagar y cancelar. */
export const montarCicloReservas = (app: Aplicacion, partes: Partes): void => {
  aprobacion(app, partes)
  pago(app, partes)
  cancelacion(app, partes)
}
