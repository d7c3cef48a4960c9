import swagger from '@fastify/swagger'
import Type from 'typebox'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import type { FichaError } from '#seedwork/presentacion/problemas.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
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

/** `/openapi.json` (y `/spec`), generado de las rutas que corren, y una página por problema. */
export const montarDocumentos = (app: Aplicacion): void => {
  const comun = { etiqueta: 'documentos', politica: 'documento', entrada: {} } as const
  const exitos = { 200: { descripcion: 'El documento OpenAPI 3.1', esquema: Type.Object({}) } }
  let hecho: object | undefined
  const unaVez = () => (hecho ??= documento(app))
  for (const [camino, operacion] of [
    ['/openapi.json', 'VerOpenApi'],
    ['/spec', 'VerSpec'],
  ] as const)
    app.get(camino, ruta({ ...comun, operacion, resumen: 'Esta descripción', exitos }), async () => unaVez())
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
