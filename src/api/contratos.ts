import { randomUUIDv7 } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import type { abrirContratos, ComandoContrato } from '#modulos/contratos/modulo.ts'
import type { Contexto } from '#seedwork/aplicacion/contexto.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { flujoCsv } from '#seedwork/presentacion/csv.ts'
import type { Cursores } from '#seedwork/presentacion/cursores.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import {
  Anulacion,
  CambiosContrato,
  Consulta,
  ConsultaContrato,
  ConsultaHistorial,
  Contrato,
  ContratoListado,
  ContratoNuevo,
  Firma,
  Historial,
  Procesamiento,
} from './contratos-esquemas.ts'
import { actualizarDe, COLUMNAS, crearDe, filtroDe } from './contratos-traduccion.ts'
import { PorId, paginaDe, ref } from './esquemas.ts'
import { type Ejecutar, responder } from './ordenes.ts'
import { ordenDe, pagineoDe, responderPagina } from './paginas.ts'
import { ruta } from './rutas.ts'

const LEEN = ['lector', 'gestor', 'firmante', 'operador'] as const
const GESTIONAN = ['gestor'] as const
const FIRMAN = ['gestor', 'firmante'] as const
const etiqueta = 'contratos'
const uno = { descripcion: 'El contrato', esquema: ref('Contrato') }
const aceptado = { descripcion: 'Aceptado: se ejecuta después', esquema: ref('ComandoAceptado') }
const ubicacion = ({ id }: { id: string }) => `/contratos/${id}`

/** Ms para descargar un CSV entero. */
const PLAZO_CSV = 300_000

const TERMINOS = [
  'FechaInvalida',
  'PeriodoInvalido',
  'MontoInvalido',
  'PrecisionExcedida',
  'MonedaNoSoportada',
  'PartesIguales',
  'IncrementoInvalido',
  'PropiedadDesconocida',
  'PropiedadRetirada',
  'ParteDesconocida',
] as const

type Modulo = ReturnType<typeof abrirContratos>

type Partes = Readonly<{
  contratos: Pick<Modulo, 'comandos' | 'queries' | 'mensajeDeComando'>
  ejecutar: Ejecutar
  cursores: Cursores
}>

const responderCsv = async (
  { queries }: Pick<Modulo, 'queries'>,
  consulta: Static<typeof Consulta>,
  respuesta: FastifyReply,
): Promise<FastifyReply> => {
  const { orden } = consulta
  const trozos = await queries.RecorrerContratos({
    tipo: 'RecorrerContratos',
    filtro: filtroDe(consulta),
    ...(orden && { orden: ordenDe(orden) }),
  })
  return respuesta
    .header('content-disposition', 'attachment; filename="contratos.csv"')
    .type('text/csv; charset=utf-8; header=present')
    .send(flujoCsv(COLUMNAS, trozos))
}

const prefiereCsv = ({ headers }: FastifyRequest): boolean =>
  headers.accept?.split(',').some((tipo) => tipo.trim().split(';', 1)[0] === 'text/csv') ?? false

const listas = (app: Aplicacion, { contratos, cursores }: Partes): void => {
  app.get(
    '/contratos',
    ruta({
      resumen: 'Lista contratos; con `Accept: text/csv`, todos los del filtro en CSV',
      etiqueta,
      politica: LEEN,
      entrada: { querystring: Consulta },
      exitos: {
        200: { descripcion: 'Una página', esquema: paginaDe(ref('ContratoListado')), ademas: ['text/csv'] },
      },
      problemas: [
        'CursorInvalido',
        'FechaInvalida',
        'MontoInvalido',
        'PrecisionExcedida',
        'MonedaNoSoportada',
      ],
      plazo: PLAZO_CSV,
    }),
    async (peticion, respuesta) => {
      if (prefiereCsv(peticion)) return responderCsv(contratos, peticion.query, respuesta)
      const filtro = filtroDe(peticion.query)
      const pagineo = pagineoDe(peticion.query, cursores)
      const pagina = await contratos.queries.ListarContratos({ tipo: 'ListarContratos', filtro, pagineo })
      return responderPagina(peticion, respuesta, { pagina, cursores })
    },
  )
}

const lecturas = (app: Aplicacion, { contratos: { queries } }: Partes): void => {
  app.get(
    '/contratos/:id',
    ruta({
      resumen: 'Un contrato, con lo que se puede hacer hoy con él',
      etiqueta,
      politica: LEEN,
      entrada: { params: PorId, querystring: ConsultaContrato },
      exitos: { 200: { descripcion: 'El contrato', esquema: ref('ContratoListado') } },
      problemas: ['ContratoNoEncontrado', 'FechaInvalida'],
    }),
    async ({ params: { id }, query: { a_fecha: aFecha } }, respuesta) => {
      const contrato = await queries.ObtenerContrato({ tipo: 'ObtenerContrato', id, aFecha })
      return respuesta.header('etag', `"${contrato.version}"`).send(contrato)
    },
  )
  app.get(
    '/contratos/:id/historial',
    ruta({
      resumen: 'Quién hizo qué, cuándo, y qué cambió',
      etiqueta,
      politica: LEEN,
      entrada: { params: PorId, querystring: ConsultaHistorial },
      exitos: { 200: { descripcion: 'Las entradas, en orden', esquema: Historial } },
      problemas: ['ContratoNoEncontrado'],
    }),
    async ({ params: { id }, query }) => ({
      elementos: await queries.HistorialContrato({ tipo: 'HistorialContrato', id, ...query }),
    }),
  )
}

/**
 * Quien firma sólo por unas partes no puede pedir otra, tampoco para después: el mensaje de la cola no
 * lleva la credencial, así que se mira aquí además de en el dominio.
 */
const exigirParte = ({ principal }: FastifyRequest, idParte: string): void => {
  if (!principal?.partes || principal.partes.includes(idParte)) return
  throw new ErrorDominio('FirmanteNoAutorizado', 'la credencial no firma por esa parte', { parte: idParte })
}

/** El mensaje de un comando que se acepta para después, con la versión que quien llama cree vigente. */
const encolable = ({ mensajeDeComando }: Partes['contratos'], comando: ComandoContrato) => ({
  asincrono: ({ versionEsperada }: Contexto) => ({
    evento: mensajeDeComando(comando, versionEsperada?.version ?? null),
    clave: comando.id,
  }),
})

const redaccion = (app: Aplicacion, { contratos, ejecutar }: Partes): void => {
  app.post(
    '/contratos',
    ruta({
      resumen: 'Redacta un contrato',
      etiqueta,
      politica: GESTIONAN,
      clase: 'alta',
      asincrona: true,
      entrada: { body: ContratoNuevo },
      exitos: { 201: uno, 202: aceptado },
      problemas: ['IdRepetido', 'NumeroRepetido', ...TERMINOS],
    }),
    async (peticion, respuesta) => {
      const { id = randomUUIDv7(), ...datos } = peticion.body
      const comando = crearDe(id, datos)
      const manejador = contratos.comandos.CrearContrato
      const desenlace = await ejecutar(peticion, { comando, manejador, ...encolable(contratos, comando) })
      return responder(respuesta, desenlace, { estado: 201, ubicacion })
    },
  )
  app.patch(
    '/contratos/:id',
    ruta({
      resumen: 'Corrige un contrato que nadie ha terminado de firmar',
      etiqueta,
      politica: GESTIONAN,
      clase: 'version',
      asincrona: true,
      entrada: { params: PorId, body: CambiosContrato },
      exitos: { 200: uno, 202: aceptado },
      problemas: [
        'ContratoNoEncontrado',
        'ContratoInmutable',
        'TransicionInvalida',
        'NumeroRepetido',
        ...TERMINOS,
      ],
    }),
    async (peticion, respuesta) => {
      const { id } = peticion.params
      const comando = actualizarDe(id, peticion.body)
      const manejador = contratos.comandos.ActualizarContrato
      const pedido = {
        comando,
        manejador,
        agregado: id,
        exigeVersion: true,
        ...encolable(contratos, comando),
      }
      return responder(respuesta, await ejecutar(peticion, pedido), { estado: 200 })
    },
  )
}

const ciclo = (app: Aplicacion, { contratos, ejecutar }: Partes): void => {
  app.post(
    '/contratos/:id/firmas',
    ruta({
      resumen: 'Firma una parte los términos de ese hash; la última firma ocupa el inmueble',
      etiqueta,
      politica: FIRMAN,
      clase: 'comando',
      asincrona: true,
      entrada: { params: PorId, body: Firma },
      exitos: { 201: uno, 202: aceptado },
      problemas: [
        'ContratoNoEncontrado',
        'FirmanteNoAutorizado',
        'FirmaDuplicada',
        'TransicionInvalida',
        'SolapeDeVigencia',
      ],
    }),
    async (peticion, respuesta) => {
      const { id } = peticion.params
      const { id_parte: idParte, hash } = peticion.body
      const comando = { tipo: 'FirmarContrato', id, idParte, hash } as const
      const manejador = contratos.comandos.FirmarContrato
      const pedido = { comando, manejador, agregado: id, ...encolable(contratos, comando) }
      exigirParte(peticion, idParte)
      return responder(respuesta, await ejecutar(peticion, pedido), { estado: 201, ubicacion })
    },
  )
  app.post(
    '/contratos/:id/procesamiento',
    ruta({
      resumen: 'Pone en ejecución un contrato firmado',
      etiqueta,
      politica: GESTIONAN,
      clase: 'comando',
      asincrona: true,
      entrada: { params: PorId, body: Procesamiento },
      exitos: { 200: uno, 202: aceptado },
      problemas: ['ContratoNoEncontrado', 'TransicionInvalida', 'VerificacionIncompleta'],
    }),
    async (peticion, respuesta) => {
      const { id } = peticion.params
      const comando = { tipo: 'ProcesarContrato', id, actaEntrega: peticion.body.acta_entrega } as const
      const manejador = contratos.comandos.ProcesarContrato
      const pedido = { comando, manejador, agregado: id, ...encolable(contratos, comando) }
      return responder(respuesta, await ejecutar(peticion, pedido), { estado: 200 })
    },
  )
}

const anulacion = (app: Aplicacion, { contratos, ejecutar }: Partes): void => {
  app.delete(
    '/contratos/:id',
    ruta({
      resumen: 'Anula un contrato pendiente; su historia queda',
      etiqueta,
      politica: GESTIONAN,
      clase: 'version',
      asincrona: true,
      cuerpoOpcional: true,
      entrada: { params: PorId, body: Anulacion },
      exitos: { 204: { descripcion: 'Anulado' }, 202: aceptado },
      problemas: ['ContratoNoEncontrado', 'ContratoInmutable', 'TransicionInvalida'],
    }),
    async (peticion, respuesta) => {
      const { id } = peticion.params
      const comando = { tipo: 'EliminarContrato', id, motivo: peticion.body.motivo } as const
      const manejador = contratos.comandos.EliminarContrato
      const pedido = {
        comando,
        manejador,
        agregado: id,
        exigeVersion: true,
        ...encolable(contratos, comando),
      }
      return responder(respuesta, await ejecutar(peticion, pedido), { estado: 204 })
    },
  )
}

/** Rutas de contratos. */
export const montarContratos = (app: Aplicacion, partes: Partes): void => {
  app.addSchema(Contrato)
  app.addSchema(ContratoListado)
  listas(app, partes)
  lecturas(app, partes)
  redaccion(app, partes)
  ciclo(app, partes)
  anulacion(app, partes)
}
