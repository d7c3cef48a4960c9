import { randomUUIDv7 } from 'node:crypto'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import { PorId, paginaDe, ref } from './esquemas.ts'
import { encolable, responder } from './ordenes.ts'
import { pagineoDe, responderPagina } from './paginas.ts'
import { POLITICA_DE_COMANDOS, POLITICA_DE_CONSULTAS } from './politicas.ts'
import { montarCicloReservas } from './reservas-ciclo.ts'
import { aceptada, DINERO, etiqueta, type Partes, RESERVAR, ubicacion, una } from './reservas-comun.ts'
import { ConsultaReservas, Lugar, Reserva, ReservaNueva } from './reservas-esquemas.ts'
import { crearDe, filtroDe } from './reservas-traduccion.ts'
import { ruta } from './rutas.ts'

const lecturas = (app: Aplicacion, { vuelos: { queries }, cursores }: Partes): void => {
  app.get(
    '/reservas',
    ruta({
      operacion: 'ListarReservas',
      resumen: 'Lista reservas de vuelo',
      etiqueta,
      politica: POLITICA_DE_CONSULTAS.ListarReservas,
      entrada: { querystring: ConsultaReservas },
      exitos: { 200: { descripcion: 'Una página', esquema: paginaDe(ref('Reserva')) } },
      problemas: ['CursorInvalido', 'FechaInvalida'],
    }),
    async (peticion, respuesta) => {
      const filtro = filtroDe(peticion.query)
      const pagineo = pagineoDe(peticion.query, cursores)
      const pagina = await queries.ListarReservas({ tipo: 'ListarReservas', filtro, pagineo })
      return responderPagina(peticion, respuesta, { pagina, cursores })
    },
  )
  app.get(
    '/reservas/:id',
    ruta({
      operacion: 'ObtenerReserva',
      resumen: 'Una reserva, con lo que se puede hacer ahora con ella',
      etiqueta,
      politica: POLITICA_DE_CONSULTAS.ObtenerReserva,
      entrada: { params: PorId },
      exitos: { 200: una },
      problemas: ['ReservaNoEncontrada'],
    }),
    async ({ params: { id } }, respuesta) => {
      const reserva = await queries.ObtenerReserva({ tipo: 'ObtenerReserva', id })
      return respuesta.header('etag', `"${reserva.version}"`).send(reserva)
    },
  )
}

const alta = (app: Aplicacion, { vuelos, ejecutar }: Partes): void => {
  app.post(
    '/reservas',
    ruta({
      operacion: 'CrearReserva',
      resumen: 'Reserva vuelos; sin pasajeros, para un adulto',
      etiqueta,
      politica: POLITICA_DE_COMANDOS.CrearReserva,
      clase: 'alta',
      asincrona: true,
      entrada: { body: ReservaNueva },
      exitos: { 201: una, 202: aceptada },
      problemas: [...RESERVAR, 'ClienteDesconocido', ...DINERO],
    }),
    async (peticion, respuesta) => {
      const { id = randomUUIDv7(), ...datos } = peticion.body
      const comando = crearDe(id, datos)
      const manejador = vuelos.comandos.CrearReserva
      const desenlace = await ejecutar(peticion, { comando, manejador, ...encolable(vuelos, comando) })
      return responder(respuesta, desenlace, { estado: 201, ubicacion })
    },
  )
}

/** Rutas de reservas. */
export const montarReservas = (app: Aplicacion, partes: Partes): void => {
  app.addSchema(Lugar)
  app.addSchema(Reserva)
  lecturas(app, partes)
  alta(app, partes)
  montarCicloReservas(app, partes)
}
