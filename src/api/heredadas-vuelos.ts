import { randomUUIDv7 } from 'node:crypto'
import Type, { type Static } from 'typebox'
import type { Marca } from '#seedwork/aplicacion/paginas.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import { PLAZO_CSV } from './csv.ts'
import { PorId, ref } from './esquemas.ts'
import { aceptado, comun, enFlujo } from './heredadas-comun.ts'
import { ReservaHeredada, ReservaPedida, reservaHeredada } from './heredadas-forma.ts'
import { encolable, hechoDe, situar } from './ordenes.ts'
import { POLITICA_DE_COMANDOS, POLITICA_DE_CONSULTAS } from './politicas.ts'
import { type Partes as DeReservas, RESERVAR } from './reservas-comun.ts'
import { crearDe } from './reservas-traduccion.ts'
import { ruta } from './rutas.ts'

export type Partes = Omit<DeReservas, 'cursores'>

const unaReserva = { descripcion: 'La reserva', esquema: ref('ReservaHeredada') }
const POR_TROZO = 200

async function* reservasHeredadas({ vuelos }: Partes): AsyncGenerator<readonly ReservaHeredada[]> {
  const orden = { campo: 'fecha_creacion', sentido: 'asc' } as const
  let despues: Marca | null = null
  do {
    const pagineo = { limite: POR_TROZO, orden, ...(despues && { despues }) }
    const pagina = await vuelos.queries.ListarReservas({ tipo: 'ListarReservas', filtro: {}, pagineo })
    yield pagina.elementos.map(reservaHeredada)
    despues = pagina.siguiente
  } while (despues !== null)
}

const lecturas = (app: Aplicacion, partes: Partes): void => {
  const { ObtenerReserva } = partes.vuelos.queries
  for (const [camino, operacion] of [
    ['/vuelos/reserva/:id', 'ObtenerReservaHeredada'],
    ['/vuelos/reserva-query/:id', 'ConsultarReservaHeredada'],
  ] as const)
    app.get(
      camino,
      ruta({
        ...comun,
        operacion,
        resumen: 'Una reserva',
        politica: POLITICA_DE_CONSULTAS.ObtenerReserva,
        entrada: { params: PorId },
        exitos: { 200: unaReserva },
        problemas: ['ReservaNoEncontrada'],
      }),
      async ({ params: { id } }) => reservaHeredada(await ObtenerReserva({ tipo: 'ObtenerReserva', id })),
    )
  app.get(
    '/vuelos/reserva-query',
    ruta({
      ...comun,
      operacion: 'ListarReservasHeredadas',
      resumen: 'Todas las reservas, por orden de creación',
      politica: POLITICA_DE_CONSULTAS.ListarReservas,
      entrada: {},
      exitos: { 200: { descripcion: 'Las reservas', esquema: Type.Array(ref('ReservaHeredada')) } },
      plazo: PLAZO_CSV,
    }),
    async (_, respuesta) => enFlujo(respuesta, reservasHeredadas(partes)),
  )
}

const altas = (app: Aplicacion, { vuelos, ejecutar }: Partes): void => {
  const manejador = vuelos.comandos.CrearReserva
  const politica = POLITICA_DE_COMANDOS.CrearReserva
  const entrada = { body: ReservaPedida }
  const deAlta = { ...comun, politica, entrada, clase: 'alta', problemas: RESERVAR } as const
  const comandoDe = ({ id = randomUUIDv7(), itinerarios }: Static<typeof ReservaPedida>) =>
    crearDe(id, { itinerarios })
  app.post(
    '/vuelos/reserva',
    ruta({
      ...deAlta,
      operacion: 'CrearReservaHeredada',
      resumen: 'Reserva vuelos para un adulto',
      exitos: { 200: unaReserva },
    }),
    async (peticion, respuesta) => {
      const desenlace = await ejecutar(peticion, { comando: comandoDe(peticion.body), manejador })
      return situar(respuesta, desenlace).send(reservaHeredada(hechoDe(desenlace)))
    },
  )
  app.post(
    '/vuelos/reserva-comando',
    ruta({
      ...deAlta,
      operacion: 'EncolarReservaHeredada',
      resumen: 'Reserva vuelos, después',
      exitos: { 202: aceptado },
    }),
    async (peticion, respuesta) => {
      const comando = comandoDe(peticion.body)
      const despues = { ...encolable(vuelos, comando), siempreDespues: true }
      return situar(respuesta, await ejecutar(peticion, { comando, manejador, ...despues }))
        .status(202)
        .send({})
    },
  )
}

/** Las reservas, como las conocen los clientes heredados. */
export const montarReservasHeredadas = (app: Aplicacion, partes: Partes): void => {
  app.addSchema(ReservaHeredada)
  lecturas(app, partes)
  altas(app, partes)
}
