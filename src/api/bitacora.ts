import avro from 'avsc'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import type { Fuente, Tramo } from '#seedwork/aplicacion/fuente.ts'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { conReferencias } from '#seedwork/infraestructura/esquemas/canonica.ts'
import { aJsonSeguro } from '#seedwork/infraestructura/esquemas/json.ts'
import type { Registro as Esquemas } from '#seedwork/infraestructura/esquemas/registro.ts'
import { aJson } from '#seedwork/infraestructura/fuentes/mensaje-json.ts'
import { type Principal, puede } from '#seedwork/presentacion/autenticacion.ts'
import { prefiereTipo } from '#seedwork/presentacion/encabezados.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import { nulo, objeto, Uuid } from './esquemas.ts'
import { ruta } from './rutas.ts'
import { TOPICO_CLAVES, TOPICOS } from './topicos.ts'

/** Segundos que una lectura puede esperar a que llegue algo. */
const ESPERA_MAXIMA = 25
const LIMITE = 100

const PorTopico = objeto({ topico: Type.String({ pattern: '^[a-z][a-z-]{0,63}$', examples: [...TOPICOS] }) })

const Consulta = objeto({
  desde: Type.Optional(Type.Integer({ minimum: 0, default: 0, description: 'Exclusiva' })),
  limite: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: LIMITE })),
  esperar: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: ESPERA_MAXIMA,
      description: 'Segundos que se espera si no hay nada',
    }),
  ),
})

export const MensajeBitacora = objeto(
  {
    topico: Type.String(),
    sequence: Type.Integer(),
    id: Uuid,
    time: Type.Integer(),
    ingestion: Type.Integer(),
    specversion: Type.String(),
    type: Type.String(),
    version_esquema: Type.Integer(),
    versiones: Type.Optional(
      Type.Array(Type.Integer(), { description: 'Versiones en que salió el mismo hecho, si fueron varias' }),
    ),
    datacontenttype: Type.String(),
    service_name: Type.String(),
    subject: Type.String(),
    version_agregado: Type.Integer(),
    actor: Type.String(),
    origen: Type.String(),
    correlationid: Type.String(),
    causationid: nulo(Type.String()),
    traceparent: nulo(Type.String()),
    contenido: Type.String({ description: 'Avro (single-object encoding) en base64' }),
    datos: Type.Optional(Type.Unknown({ description: 'Lo mismo, decodificado' })),
  },
  { $id: 'MensajeBitacora' },
)

const Lectura = objeto({
  mensajes: Type.Array(Type.Unsafe<unknown>({ $ref: 'MensajeBitacora#' })),
  cabeza: Type.Integer(),
  inicio: Type.Integer({ description: 'La menor posición que queda' }),
  ancla: Type.Optional(
    Type.String({
      format: 'uuid',
      description: 'Id del mensaje que está en `desde`: si leyó otro, la bitácora es otra',
    }),
  ),
})

/** El sobre y su contenido en un archivo Avro (object container): lo que baja `Accept: application/avro`. */
const SOBRE = avro.Type.forSchema({
  type: 'record',
  name: 'Mensaje',
  namespace: 'co.alpes.bitacora',
  fields: [
    ...['topico', 'id', 'type', 'subject', 'actor', 'origen', 'correlationid', 'service_name'].map(
      (name) => ({
        name,
        type: 'string' as const,
      }),
    ),
    ...['sequence', 'time', 'ingestion', 'version_agregado'].map((name) => ({ name, type: 'long' as const })),
    { name: 'version_esquema', type: 'int' },
    { name: 'versiones', type: { type: 'array', items: 'int' }, default: [] },
    { name: 'causationid', type: ['null', 'string'] },
    { name: 'traceparent', type: ['null', 'string'] },
    { name: 'contenido', type: 'bytes' },
  ],
})

const enAvro = async (mensajes: readonly Mensaje[]): Promise<Buffer> => {
  const codificador = new avro.streams.BlockEncoder(SOBRE)
  const trozos = codificador.toArray()
  for (const m of mensajes) codificador.write({ versiones: [], ...aJson(m), contenido: m.contenido })
  codificador.end()
  return Buffer.concat(await trozos)
}

export type PartesBitacora = Readonly<{
  fuente: Fuente
  esquemas: Esquemas
  /** Se aborta al detener el servicio: quien espera, deja de esperar. */
  fin: AbortSignal
}>

const leerDatos = (esquemas: Esquemas, contenido: Buffer): { datos?: unknown } => {
  try {
    return { datos: aJsonSeguro(esquemas.escrito(contenido).datos) }
  } catch {
    // Un esquema que este proceso no conoce: el contenido va igual, y quien lea sabrá.
    return {}
  }
}

/** Espera a que se avise de algo en el tópico, o a que pase el plazo (ms), o a que se aborte. */
const esperarAviso = (fuente: Fuente, topico: string, senal: AbortSignal): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const dejar = fuente.alLlegar((t) => t === topico && resolve())
  senal.addEventListener('abort', () => resolve(), { once: true })
  return promise.finally(dejar)
}

/** Entre avisos también se mira: un aviso es una pista, y puede perderse. */
const SONDEO = 1_000

const leerEsperando = async (
  { fuente, fin }: PartesBitacora,
  p: Readonly<{ topico: string; desde: number; limite: number; esperar: number; cliente: AbortSignal }>,
): Promise<Tramo> => {
  const limite = performance.now() + p.esperar * 1_000
  for (;;) {
    const resta = limite - performance.now()
    const plazo = AbortSignal.timeout(Math.max(1, Math.min(SONDEO, Math.ceil(resta))))
    const aviso =
      resta > 0 ? esperarAviso(fuente, p.topico, AbortSignal.any([fin, plazo, p.cliente])) : undefined
    const tramo = await fuente.leer(p.topico, p.desde, p.limite)
    const termina = tramo.mensajes.length > 0 || resta <= 0 || fin.aborted || p.cliente.aborted
    if (termina || aviso === undefined) return tramo
    await aviso
  }
}

const responderTramo = async (
  { esquemas }: PartesBitacora,
  peticion: FastifyRequest,
  { respuesta, tramo }: Readonly<{ respuesta: FastifyReply; tramo: Tramo }>,
): Promise<FastifyReply> => {
  const { mensajes, ...posiciones } = tramo
  const { cabeza, inicio } = posiciones
  respuesta.headers({ 'alpes-cabeza': String(cabeza), 'alpes-inicio': String(inicio) })
  if (prefiereTipo(peticion.headers, 'application/avro'))
    return respuesta.type('application/avro').send(await enAvro(mensajes))
  const enJson = mensajes.map((m) => ({ ...aJson(m), ...leerDatos(esquemas, m.contenido) }))
  return respuesta.send({ mensajes: enJson, ...posiciones })
}

/** Las claves las lee quien las hace, aquí y en `GET /claves`; el resto, también quien opera. */
const exigirTopico = (topico: string, principal: Principal | null): void => {
  if (!(TOPICOS as readonly string[]).includes(topico))
    throw new ErrorDominio('TopicoNoEncontrado', 'no hay un tópico con ese nombre')
  if (topico === TOPICO_CLAVES && !puede(principal ?? { roles: [] }, []))
    throw new ErrorDominio('NoAutorizado', 'ese tópico lo lee quien administra')
}

const parametrosDe = (topico: string, c: Static<typeof Consulta>, cliente: AbortSignal) => ({
  topico,
  desde: c.desde ?? 0,
  limite: c.limite ?? LIMITE,
  esperar: c.esperar ?? 0,
  cliente,
})

const lectura = (app: Aplicacion, partes: PartesBitacora): void => {
  app.get(
    '/bitacora/:topico',
    ruta({
      operacion: 'LeerBitacora',
      resumen: 'Mensajes de un tópico después de una posición',
      etiqueta: 'bitácora',
      politica: ['operador'],
      entrada: { params: PorTopico, querystring: Consulta },
      exitos: {
        200: { descripcion: 'Los mensajes, en orden', esquema: Lectura, ademas: ['application/avro'] },
      },
      problemas: ['TopicoNoEncontrado'],
      plazo: (ESPERA_MAXIMA + 10) * 1_000,
    }),
    async (peticion, respuesta) => {
      const { topico } = peticion.params
      exigirTopico(topico, peticion.principal)
      const cliente = new AbortController()
      respuesta.raw.once('close', () => cliente.abort())
      const tramo = await leerEsperando(partes, parametrosDe(topico, peticion.query, cliente.signal))
      return responderTramo(partes, peticion, { respuesta, tramo })
    },
  )
}

const esquema = (app: Aplicacion, { esquemas }: PartesBitacora): void => {
  app.get(
    '/esquemas/:huella',
    ruta({
      operacion: 'ObtenerEsquema',
      resumen: 'Un esquema Avro por su huella CRC-64',
      etiqueta: 'bitácora',
      politica: ['lector', 'gestor', 'firmante', 'operador'],
      entrada: { params: objeto({ huella: Type.String({ pattern: '^[0-9a-f]{16}$' }) }) },
      exitos: { 200: { descripcion: 'El esquema', esquema: Type.Object({}) } },
      problemas: ['EsquemaNoEncontrado'],
    }),
    async ({ params: { huella } }) => {
      const hallado = esquemas.esquemaDe(huella)
      // tal cual repite entero cada tipo con nombre, y eso ningún lector de Avro lo admite
      if (hallado) return conReferencias(hallado) as object
      throw new ErrorDominio('EsquemaNoEncontrado', 'no se conoce un esquema con esa huella', { huella })
    },
  )
}

/** Lectura de la bitácora y de los esquemas: lo que usan los servicios que corren en otro proceso. */
export const montarBitacora = (app: Aplicacion, partes: PartesBitacora): void => {
  app.addSchema(MensajeBitacora)
  lectura(app, partes)
  esquema(app, partes)
}
