import { randomUUIDv7 } from 'node:crypto'
import Type, { type Static } from 'typebox'
import type { abrirInmuebles } from '#modulos/inmuebles/modulo.ts'
import type { Cursores } from '#seedwork/presentacion/cursores.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import {
  Codigo,
  consultaDeLista,
  Fecha,
  Instante,
  Motivo,
  nulo,
  objeto,
  PorId,
  paginaDe,
  parcial,
  ref,
  texto,
  Uuid,
} from './esquemas.ts'
import { type Ejecutar, responder } from './ordenes.ts'
import { pagineoDe, responderPagina } from './paginas.ts'
import { POLITICA_DE_COMANDOS, POLITICA_DE_CONSULTAS } from './politicas.ts'
import { ruta } from './rutas.ts'

const Tipo = Type.Enum(['local', 'oficina', 'bodega', 'consultorio', 'lote'], { type: 'string' })

const DATOS = {
  nombre: texto(200),
  tipo: Tipo,
  ciudad: texto(100),
  pais: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1; CO si no se dice' })),
  zona: Type.String({ minLength: 1, maxLength: 64, description: 'Zona IANA', examples: ['America/Bogota'] }),
  area_m2: Type.String({
    minLength: 1,
    maxLength: 20,
    description: 'Decimal como cadena',
    examples: ['85.5'],
  }),
}

const InmuebleNuevo = objeto({ id: Type.Optional(Uuid), codigo: Type.Optional(Codigo), ...DATOS })
const CambiosInmueble = parcial(DATOS)
const Retiro = objeto({ motivo: Type.Optional(Motivo) })

export const Inmueble = objeto(
  {
    id: Uuid,
    codigo: Codigo,
    nombre: Type.String(),
    tipo: Tipo,
    ciudad: Type.String(),
    pais: Type.String(),
    zona: Type.String(),
    area_m2: nulo(Type.String()),
    estado: Type.Enum(['Activo', 'Retirado'], { type: 'string' }),
    provisional: Type.Boolean(),
    ocupacion: nulo(objeto({ id_contrato: Uuid, numero: Type.String(), desde: Fecha, hasta: Fecha })),
    version: Type.Integer(),
    fecha_creacion: Instante,
    fecha_actualizacion: Instante,
  },
  { $id: 'Inmueble' },
)

const Ocupacion = objeto({
  id_propiedad: Uuid,
  codigo: Codigo,
  nombre: Type.String(),
  a_fecha: Fecha,
  ocupado: Type.Boolean(),
  proxima_disponibilidad: nulo(Fecha),
  tramos: Type.Array(
    objeto({
      ocupado: Type.Boolean(),
      id_contrato: nulo(Uuid),
      numero: nulo(Type.String()),
      desde: nulo(Fecha),
      hasta: nulo(Fecha),
      dias: nulo(Type.Integer()),
    }),
  ),
})

const Consulta = consultaDeLista(['nombre', 'codigo', 'ciudad', 'area_m2', 'fecha_creacion'], {
  q: Type.Optional(texto(200)),
  ciudad: Type.Optional(texto(100)),
  tipo: Type.Optional(Tipo),
  estado: Type.Optional(Type.Enum(['Activo', 'Retirado'], { type: 'string' })),
})

const ConsultaOcupacion = objeto({ a_fecha: Type.Optional(Fecha) })

const etiqueta = 'inmuebles'
const uno = { descripcion: 'El inmueble', esquema: ref('Inmueble') }
const ubicacion = ({ id }: { id: string }) => `/inmuebles/${id}`

type Partes = Readonly<{
  inmuebles: Pick<ReturnType<typeof abrirInmuebles>, 'comandos' | 'queries'>
  ejecutar: Ejecutar
  cursores: Cursores
}>

const filtroDe = ({ q, ciudad, tipo, estado }: Static<typeof Consulta>) => ({
  ...(q !== undefined && { q }),
  ...(ciudad !== undefined && { ciudad }),
  ...(tipo !== undefined && { tipo }),
  ...(estado !== undefined && { estado }),
})

const lecturas = (app: Aplicacion, { inmuebles: { queries }, cursores }: Partes): void => {
  app.get(
    '/inmuebles',
    ruta({
      operacion: 'ListarInmuebles',
      resumen: 'Lista la cartera',
      etiqueta,
      politica: POLITICA_DE_CONSULTAS.ListarInmuebles,
      entrada: { querystring: Consulta },
      exitos: { 200: { descripcion: 'Una página', esquema: paginaDe(ref('Inmueble')) } },
      problemas: ['CursorInvalido'],
    }),
    async (peticion, respuesta) => {
      const filtro = { ...filtroDe(peticion.query), pagineo: pagineoDe(peticion.query, cursores) }
      const pagina = await queries.ListarInmuebles({ tipo: 'ListarInmuebles', filtro })
      return responderPagina(peticion, respuesta, { pagina, cursores })
    },
  )
  app.get(
    '/inmuebles/:id',
    ruta({
      operacion: 'ObtenerInmueble',
      resumen: 'Un inmueble y quién lo ocupa hoy',
      etiqueta,
      politica: POLITICA_DE_CONSULTAS.ObtenerInmueble,
      entrada: { params: PorId },
      exitos: { 200: uno },
      problemas: ['InmuebleNoEncontrado'],
    }),
    async ({ params: { id } }, respuesta) => {
      const inmueble = await queries.ObtenerInmueble({ tipo: 'ObtenerInmueble', id })
      return respuesta.header('etag', `"${inmueble.version}"`).send(inmueble)
    },
  )
}

const ocupacion = (app: Aplicacion, { inmuebles: { queries } }: Partes): void => {
  app.get(
    '/inmuebles/:id/ocupacion',
    ruta({
      operacion: 'OcupacionDeInmueble',
      resumen: 'Contratos y huecos de un inmueble, en orden',
      etiqueta,
      politica: POLITICA_DE_CONSULTAS.OcupacionDeInmueble,
      entrada: { params: PorId, querystring: ConsultaOcupacion },
      exitos: { 200: { descripcion: 'La línea de ocupación', esquema: Ocupacion } },
      problemas: ['InmuebleNoEncontrado', 'FechaInvalida'],
    }),
    async ({ params: { id }, query: { a_fecha: aFecha } }) =>
      queries.OcupacionDeInmueble({
        tipo: 'OcupacionDeInmueble',
        id,
        ...(aFecha !== undefined && { aFecha }),
      }),
  )
}

const alta = (app: Aplicacion, { inmuebles: { comandos }, ejecutar }: Partes): void => {
  app.post(
    '/inmuebles',
    ruta({
      ...{ operacion: 'CrearInmueble', resumen: 'Da de alta un inmueble' },
      etiqueta,
      politica: POLITICA_DE_COMANDOS.CrearInmueble,
      clase: 'alta',
      entrada: { body: InmuebleNuevo },
      exitos: { 201: uno },
      problemas: ['IdRepetido', 'CodigoDuplicado', 'AreaInvalida', 'ZonaInvalida'],
    }),
    async (peticion, respuesta) => {
      const { id = randomUUIDv7(), ...datos } = peticion.body
      const comando = { tipo: 'CrearInmueble', id, datos } as const
      const desenlace = await ejecutar(peticion, { comando, manejador: comandos.CrearInmueble })
      return responder(respuesta, desenlace, { estado: 201, ubicacion })
    },
  )
}

const cambios = (app: Aplicacion, { inmuebles: { comandos }, ejecutar }: Partes): void => {
  app.patch(
    '/inmuebles/:id',
    ruta({
      ...{ operacion: 'ActualizarInmueble', resumen: 'Cambia los datos de un inmueble' },
      etiqueta,
      politica: POLITICA_DE_COMANDOS.ActualizarInmueble,
      clase: 'version',
      entrada: { params: PorId, body: CambiosInmueble },
      exitos: { 200: uno },
      problemas: ['InmuebleNoEncontrado', 'InmuebleRetirado', 'AreaInvalida', 'ZonaInvalida'],
    }),
    async (peticion, respuesta) => {
      const { id } = peticion.params
      const comando = { tipo: 'ActualizarInmueble', id, cambios: peticion.body } as const
      const manejador = comandos.ActualizarInmueble
      const desenlace = await ejecutar(peticion, { comando, manejador, agregado: id, exigeVersion: true })
      return responder(respuesta, desenlace, { estado: 200 })
    },
  )
}

const retiro = (app: Aplicacion, { inmuebles: { comandos }, ejecutar }: Partes): void => {
  app.post(
    '/inmuebles/:id/retiro',
    ruta({
      ...{ operacion: 'RetirarInmueble', resumen: 'Saca un inmueble de la cartera' },
      etiqueta,
      politica: POLITICA_DE_COMANDOS.RetirarInmueble,
      clase: 'comando',
      entrada: { params: PorId, body: Retiro },
      cuerpoOpcional: true,
      exitos: { 200: uno },
      problemas: ['InmuebleNoEncontrado', 'InmuebleConContratoVivo'],
    }),
    async (peticion, respuesta) => {
      const { id } = peticion.params
      const comando = { tipo: 'RetirarInmueble', id, ...peticion.body } as const
      const desenlace = await ejecutar(peticion, {
        comando,
        manejador: comandos.RetirarInmueble,
        agregado: id,
      })
      return responder(respuesta, desenlace, { estado: 200 })
    },
  )
}

/** Rutas de inmuebles. */
export const montarInmuebles = (app: Aplicacion, partes: Partes): void => {
  app.addSchema(Inmueble)
  lecturas(app, partes)
  ocupacion(app, partes)
  alta(app, partes)
  cambios(app, partes)
  retiro(app, partes)
}
