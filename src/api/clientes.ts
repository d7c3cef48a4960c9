import { randomUUIDv7 } from 'node:crypto'
import Type from 'typebox'
import type { abrirClientes } from '#modulos/clientes/modulo.ts'
import type { Cursores } from '#seedwork/presentacion/cursores.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import {
  Codigo,
  consultaDeLista,
  Instante,
  nulo,
  objeto,
  PorId,
  paginaDe,
  parcial,
  ref,
  texto,
  Uuid,
} from './esquemas.ts'
import { exigirClienteSuyo } from './lo-suyo.ts'
import { type Ejecutar, responder } from './ordenes.ts'
import { pagineoDe, responderPagina } from './paginas.ts'
import { POLITICA_DE_COMANDOS, POLITICA_DE_CONSULTAS } from './politicas.ts'
import { ruta } from './rutas.ts'

const Tipo = Type.Enum(['natural', 'empresa'], { type: 'string' })
const TipoDocumento = Type.Enum(['CC', 'CE', 'PASAPORTE', 'NIT', 'OTRO'], { type: 'string' })
const Idioma = Type.Enum(['es', 'en'], { type: 'string' })
const numero = texto(40, { examples: ['999.001.001-7'] })
const correo = Type.Optional(nulo(texto(254, { examples: ['gestion@losalpes.example'] })))

const ClienteNuevo = objeto({
  id: Type.Optional(Uuid),
  codigo: Type.Optional(Codigo),
  tipo: Tipo,
  nombre: texto(200),
  documento: objeto({ tipo: TipoDocumento, numero }),
  correo,
  idioma: Type.Optional(Idioma),
})

const CambiosCliente = parcial({
  tipo: Tipo,
  nombre: texto(200),
  documento: parcial({ tipo: TipoDocumento, numero }),
  correo,
  idioma: Idioma,
})

export const Cliente = objeto(
  {
    id: Uuid,
    codigo: Codigo,
    tipo: Tipo,
    nombre: Type.String(),
    documento: nulo(objeto({ tipo: TipoDocumento, numero: Type.String() })),
    correo: nulo(Type.String()),
    idioma: Idioma,
    provisional: Type.Boolean(),
    version: Type.Integer(),
    fecha_creacion: Instante,
    fecha_actualizacion: Instante,
  },
  { $id: 'Cliente' },
)

const ReservaDeCliente = objeto({
  id: Uuid,
  estado: Type.String(),
  ruta: Type.String({ examples: ['BOG–MDE'] }),
  fecha_salida: Instante,
})

const Consulta = consultaDeLista(['nombre', 'codigo', 'fecha_creacion'], {
  q: Type.Optional(texto(200)),
  tipo: Type.Optional(Tipo),
})

const etiqueta = 'clientes'
const uno = { descripcion: 'El cliente', esquema: ref('Cliente') }
const RECHAZOS = ['DocumentoInvalido', 'DocumentoDuplicado', 'CorreoInvalido'] as const

type Partes = Readonly<{
  clientes: Pick<ReturnType<typeof abrirClientes>, 'comandos' | 'queries'>
  ejecutar: Ejecutar
  cursores: Cursores
}>

const lecturas = (app: Aplicacion, { clientes: { queries }, cursores }: Partes): void => {
  app.get(
    '/clientes',
    ruta({
      operacion: 'ListarClientes',
      resumen: 'Lista compañías, inquilinos y codeudores',
      etiqueta,
      politica: POLITICA_DE_CONSULTAS.ListarClientes,
      entrada: { querystring: Consulta },
      exitos: { 200: { descripcion: 'Una página', esquema: paginaDe(ref('Cliente')) } },
      problemas: ['CursorInvalido'],
    }),
    async (peticion, respuesta) => {
      const { q, tipo } = peticion.query
      const pagineo = pagineoDe(peticion.query, cursores)
      const filtro = { ...(q !== undefined && { q }), ...(tipo !== undefined && { tipo }), pagineo }
      const pagina = await queries.ListarClientes({ tipo: 'ListarClientes', filtro })
      return responderPagina(peticion, respuesta, { pagina, cursores })
    },
  )
  app.get(
    '/clientes/:id',
    ruta({
      operacion: 'ObtenerCliente',
      resumen: 'Un cliente',
      etiqueta,
      politica: POLITICA_DE_CONSULTAS.ObtenerCliente,
      entrada: { params: PorId },
      exitos: { 200: uno },
      problemas: ['ClienteNoEncontrado'],
    }),
    async ({ params: { id }, principal }, respuesta) => {
      exigirClienteSuyo(principal, id)
      const cliente = await queries.ObtenerCliente({ tipo: 'ObtenerCliente', id })
      return respuesta.header('etag', `"${cliente.version}"`).send(cliente)
    },
  )
}

const alta = (app: Aplicacion, { clientes: { comandos }, ejecutar }: Partes): void => {
  app.post(
    '/clientes',
    ruta({
      operacion: 'CrearCliente',
      resumen: 'Da de alta un cliente',
      etiqueta,
      politica: POLITICA_DE_COMANDOS.CrearCliente,
      clase: 'alta',
      entrada: { body: ClienteNuevo },
      exitos: { 201: uno },
      problemas: ['IdRepetido', 'CodigoDuplicado', ...RECHAZOS],
    }),
    async (peticion, respuesta) => {
      const { id = randomUUIDv7(), ...datos } = peticion.body
      const comando = { tipo: 'CrearCliente', id, datos } as const
      const desenlace = await ejecutar(peticion, { comando, manejador: comandos.CrearCliente })
      return responder(respuesta, desenlace, { estado: 201, ubicacion: (c) => `/clientes/${c.id}` })
    },
  )
}

const cambios = (app: Aplicacion, { clientes: { comandos }, ejecutar }: Partes): void => {
  app.patch(
    '/clientes/:id',
    ruta({
      operacion: 'ActualizarCliente',
      resumen: 'Cambia los datos de un cliente',
      etiqueta,
      politica: POLITICA_DE_COMANDOS.ActualizarCliente,
      clase: 'version',
      entrada: { params: PorId, body: CambiosCliente },
      exitos: { 200: uno },
      problemas: ['ClienteNoEncontrado', ...RECHAZOS],
    }),
    async (peticion, respuesta) => {
      const { id } = peticion.params
      const comando = { tipo: 'ActualizarCliente', id, cambios: peticion.body } as const
      const manejador = comandos.ActualizarCliente
      const desenlace = await ejecutar(peticion, { comando, manejador, agregado: id, exigeVersion: true })
      return responder(respuesta, desenlace, { estado: 200 })
    },
  )
}

const ConsultaReservas = consultaDeLista(['fecha_salida'], {})

/** La copia que clientes guarda de sus reservas: existe en cuanto la reserva existe. */
const reservas = (app: Aplicacion, { clientes: { queries }, cursores }: Partes): void => {
  app.get(
    '/clientes/:id/reservas',
    ruta({
      operacion: 'ListarReservasDeCliente',
      resumen: 'Las reservas de vuelo de un cliente',
      etiqueta,
      politica: POLITICA_DE_CONSULTAS.ListarReservasDeCliente,
      entrada: { params: PorId, querystring: ConsultaReservas },
      exitos: { 200: { descripcion: 'Una página', esquema: paginaDe(ReservaDeCliente) } },
      problemas: ['ClienteNoEncontrado', 'CursorInvalido'],
    }),
    async (peticion, respuesta) => {
      const filtro = { idCliente: peticion.params.id, pagineo: pagineoDe(peticion.query, cursores) }
      const pagina = await queries.ListarReservasDeCliente({ tipo: 'ListarReservasDeCliente', filtro })
      return responderPagina(peticion, respuesta, { pagina, cursores })
    },
  )
}

/** Rutas de clientes. */
export const montarClientes = (app: Aplicacion, partes: Partes): void => {
  app.addSchema(Cliente)
  lecturas(app, partes)
  reservas(app, partes)
  alta(app, partes)
  cambios(app, partes)
}
