import type pg from 'pg'
import Type from 'typebox'
import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import { actuarSobreApartado, contenidoEditado } from '#seedwork/infraestructura/suscripciones/actos.ts'
import { ESTADOS_APARTADO } from '#seedwork/infraestructura/suscripciones/apartado.ts'
import { listarApartados, verApartado } from '#seedwork/infraestructura/suscripciones/operador.ts'
import { listarSuscripciones } from '#seedwork/infraestructura/suscripciones/vista.ts'
import type { Cursores } from '#seedwork/presentacion/cursores.ts'
import { enlaceSiguiente } from '#seedwork/presentacion/encabezados.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import { crearEsquemas } from '../infraestructura/consumidores/suscripcion.ts'

type Partes = Readonly<{ pool: pg.Pool; fuente: Fuente; cursores: Cursores }>

const OPERA = { politica: ['operador'] as const }
const CON_ID = Type.Object({ id: Type.String({ format: 'uuid' }) })
const ACTO = Type.Object(
  { motivo: Type.String({ minLength: 1, maxLength: 500 }) },
  { additionalProperties: false },
)
const EDICION = Type.Object(
  { ...ACTO.properties, datos: Type.Record(Type.String(), Type.Unknown()) },
  { additionalProperties: false },
)
/** `ensayo=si`: dice qué haría y no lo hace. */
const ENSAYO = Type.Object(
  { ensayo: Type.Optional(Type.Enum(['si', 'no'])) },
  { additionalProperties: false },
)
const CONSULTA = Type.Object(
  {
    suscripcion: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    estado: Type.Optional(Type.Enum([...ESTADOS_APARTADO])),
    limite: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 1024 })),
  },
  { additionalProperties: false },
)

const ponerLista = (app: Aplicacion, { pool, cursores }: Partes): void => {
  app.get('/apartados', { config: OPERA, schema: { querystring: CONSULTA } }, async (peticion, respuesta) => {
    const { limite = 25, cursor, ...filtro } = peticion.query
    const sello = ['apartados', filtro]
    const despues = cursor === undefined ? {} : { despues: String(cursores.abrir(cursor, sello)) }
    const leidos = await listarApartados(pool, { ...filtro, ...despues, limite: limite + 1 })
    const elementos = leidos.slice(0, limite)
    const ultimo = leidos.length > limite ? elementos.at(-1) : undefined
    const siguiente = ultimo ? cursores.sellar(ultimo.id, sello) : null
    if (siguiente !== null) respuesta.header('link', enlaceSiguiente(peticion.url, siguiente))
    return { elementos, siguiente }
  })
}

const ponerActos = (app: Aplicacion, partes: Partes): void => {
  const { pool } = partes
  const esquemas = crearEsquemas()
  for (const acto of ['reintento', 'descarte'] as const)
    app.post(
      `/apartados/:id/${acto}`,
      { config: OPERA, schema: { params: CON_ID, body: ACTO, querystring: ENSAYO } },
      async ({ params: { id }, body: { motivo }, query: { ensayo }, principal }) =>
        actuarSobreApartado(pool, { id, acto, motivo, actor: principal?.nombre ?? '' }, ensayo === 'si'),
    )
  app.post(
    '/apartados/:id/edicion',
    { config: OPERA, schema: { params: CON_ID, body: EDICION, querystring: ENSAYO } },
    async ({ params: { id }, body: { motivo, datos }, query: { ensayo }, principal }) => {
      const contenido = await contenidoEditado({ pool, esquemas }, id, datos)
      const acto = { id, acto: 'edicion', motivo, actor: principal?.nombre ?? '', contenido } as const
      return actuarSobreApartado(pool, acto, ensayo === 'si')
    },
  )
}

/**
 * Lo que un operador mira y marca de la suscripción de este servicio, con las mismas rutas que la API
 * tiene para las suyas: así `alpes apartados` sirve para las dos, según `API_URL`.
 */
export const ponerOperacion = (app: Aplicacion, partes: Partes): void => {
  const { pool, fuente } = partes
  app.get('/suscripciones', { config: OPERA }, async () => ({
    elementos: await listarSuscripciones(pool, fuente),
  }))
  ponerLista(app, partes)
  app.get('/apartados/:id', { config: OPERA, schema: { params: CON_ID } }, async ({ params: { id } }) =>
    verApartado(pool, id),
  )
  ponerActos(app, partes)
}
