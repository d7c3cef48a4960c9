import swagger from '@fastify/swagger'
import Type from 'typebox'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import type { Registro } from '#seedwork/infraestructura/esquemas/registro.ts'
import type { FichaError } from '#seedwork/presentacion/problemas.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import { documentoAsyncApi } from './catalogo/asyncapi.ts'
import { type Catalogo, leerCatalogo } from './catalogo/catalogo.ts'
import { ENCABEZADOS_PAGINA } from './catalogo/html.ts'
import { type Documento, paginaDeDocs } from './catalogo/pagina-docs.ts'
import { paginaDeEventos } from './catalogo/pagina-eventos.ts'
import { type Codigo, ERRORES } from './errores.ts'
import { objeto, Problema } from './esquemas.ts'
import { CUERPO_OPCIONAL, ruta } from './rutas.ts'

/** Prepara el documento OpenAPI: debe ir antes de las rutas, que lo alimentan. */
export const prepararDocumento = async (app: Aplicacion, version: string): Promise<void> => {
  app.addSchema(Problema)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Propiedades de los Alpes',
        version,
        description:
          'Contratos de arrendamiento comercial. Los errores son `application/problem+json` (RFC 9457).',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      components: { securitySchemes: { credencial: { type: 'http', scheme: 'bearer' } } },
      servers: [{ url: '/', description: 'Donde se sirve este documento' }],
      security: [{ credencial: [] }],
    },
    refResolver: { buildLocalReference: (json, _base, _fragmento, i) => String(json.$id ?? `def-${i}`) },
  })
}

const PaginaProblema = objeto({
  type: Type.String(),
  codigo: Type.String(),
  status: Type.Integer(),
  title: Type.String(),
})

const fichas: Readonly<Record<string, FichaError>> = ERRORES

const paginaDe = (codigo: string) => {
  const ficha = Object.hasOwn(ERRORES, codigo) ? fichas[codigo] : undefined
  if (ficha === undefined) throw new ErrorDominio('ProblemaNoEncontrado', 'no hay un problema con ese código')
  return { type: `/problemas/${codigo}`, codigo, status: ficha.estado, title: ficha.titulo }
}

type Operacion = Record<string, unknown> & { requestBody?: { required?: boolean } }

/** El documento, con lo que @fastify/swagger no sabe decir: qué cuerpos pueden faltar. */
const documento = (app: Aplicacion): object => {
  const crudo = structuredClone(app.swagger()) as unknown as {
    paths?: Record<string, Record<string, Operacion>>
  }
  for (const operaciones of Object.values(crudo.paths ?? {}))
    for (const operacion of Object.values(operaciones)) {
      if (operacion[CUERPO_OPCIONAL] && operacion.requestBody) operacion.requestBody.required = false
      delete operacion[CUERPO_OPCIONAL]
    }
  return crudo
}

const comun = { etiqueta: 'documentos', politica: 'documento', entrada: {} } as const

/** Lo que se calcula la primera vez que se pide: no cambia mientras el proceso viva. */
const unaVez = <T>(crear: () => T): (() => T) => {
  let hecho: T | undefined
  return () => {
    hecho ??= crear()
    return hecho
  }
}

const montarJson = (
  app: Aplicacion,
  camino: string,
  { operacion, resumen, crear }: Readonly<{ operacion: string; resumen: string; crear: () => object }>,
): void => {
  const exitos = { 200: { descripcion: 'El documento', esquema: Type.Object({}) } }
  app.get(camino, ruta({ ...comun, operacion, resumen, exitos }), async () => crear())
}

const montarPagina = (
  app: Aplicacion,
  camino: string,
  { operacion, resumen, crear }: Readonly<{ operacion: string; resumen: string; crear: () => string }>,
): void => {
  const exitos = { 200: { descripcion: 'La página', esquema: Type.String(), contenido: 'text/html' } }
  app.get(camino, ruta({ ...comun, operacion, resumen, exitos }), async (_, respuesta) =>
    respuesta.headers(ENCABEZADOS_PAGINA).serializer(String).send(crear()),
  )
}

/** Los documentos que describen la API y sus mensajes, para máquinas y para personas. */
const montarDescripciones = (app: Aplicacion, { catalogo, version }: Partes): void => {
  const openApi = unaVez(() => documento(app))
  const deAsyncApi = unaVez(() => documentoAsyncApi(catalogo(), version))
  const deDocs = unaVez(() => paginaDeDocs(openApi() as Documento))
  const deEventos = unaVez(() => paginaDeEventos(catalogo()))
  const resumen = 'Esta descripción'
  montarJson(app, '/openapi.json', { operacion: 'VerOpenApi', resumen, crear: openApi })
  montarJson(app, '/spec', { operacion: 'VerSpec', resumen, crear: openApi })
  const mensajes = 'Los mensajes públicos, quién los escribe y quién los lee, en AsyncAPI 3'
  montarJson(app, '/asyncapi.json', { operacion: 'VerAsyncApi', resumen: mensajes, crear: deAsyncApi })
  montarPagina(app, '/docs', {
    operacion: 'VerDocs',
    resumen: 'Esta descripción, para leerla',
    crear: deDocs,
  })
  montarPagina(app, '/eventos', {
    operacion: 'VerEventos',
    resumen: 'Los mensajes públicos, sus versiones y en qué se diferencian, para leerlos',
    crear: deEventos,
  })
}

const montarProblemas = (app: Aplicacion): void => {
  app.get(
    '/problemas',
    ruta({
      ...comun,
      operacion: 'ListarProblemas',
      resumen: 'Todos los problemas que puede contestar esta API',
      exitos: {
        200: { descripcion: 'El catálogo', esquema: objeto({ elementos: Type.Array(PaginaProblema) }) },
      },
    }),
    async () => ({ elementos: (Object.keys(ERRORES) as Codigo[]).sort().map(paginaDe) }),
  )
  app.get(
    '/problemas/:codigo',
    ruta({
      ...comun,
      operacion: 'ObtenerProblema',
      resumen: 'Qué significa un problema',
      entrada: { params: objeto({ codigo: Type.String({ pattern: '^[A-Za-z]{1,60}$' }) }) },
      exitos: { 200: { descripcion: 'El problema', esquema: PaginaProblema } },
      problemas: ['ProblemaNoEncontrado'],
    }),
    async ({ params: { codigo } }) => paginaDe(codigo),
  )
}

type Partes = Readonly<{ catalogo: () => Catalogo; version: string }>

/** Los documentos públicos, generados de lo que corre, y una página por problema. */
export const montarDocumentos = (
  app: Aplicacion,
  { esquemas, version }: Readonly<{ esquemas: Pick<Registro, 'definiciones' | 'ascensos'>; version: string }>,
): void => {
  montarDescripciones(app, {
    catalogo: unaVez(() => leerCatalogo(esquemas.definiciones, esquemas.ascensos)),
    version,
  })
  montarProblemas(app)
}
