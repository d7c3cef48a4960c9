import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import Type from 'typebox'
import type { abrirBusqueda } from '#modulos/busqueda/modulo.ts'
import type { abrirPanel } from '#modulos/panel/modulo.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import { esperarEnProyeccion } from './espera.ts'
import { Fecha, Moneda, Monto, nulo, objeto, texto, Uuid } from './esquemas.ts'
import { POLITICA_DE_CONSULTAS } from './politicas.ts'
import { ruta } from './rutas.ts'

type Partes = Readonly<{
  pool: pg.Pool
  panel: Pick<ReturnType<typeof abrirPanel>, 'queries'>
  busqueda: Pick<ReturnType<typeof abrirBusqueda>, 'queries'>
}>

const entero = Type.Integer()
const cadena = Type.String()
const periodos = (omision: number) =>
  Type.Optional(Type.Integer({ minimum: 1, maximum: 120, default: omision }))

const ConsultaPanel = objeto({
  a_fecha: Type.Optional(Fecha),
  dias: periodos(30),
  meses: periodos(12),
})

const canon = Type.Array(objeto({ moneda: Moneda, monto: Monto, contratos: entero }))
const CUENTAS = { creados: entero, firmados: entero, procesados: entero }

const Panel = objeto({
  a_fecha: nulo(Fecha),
  posiciones: Type.Record(cadena, entero),
  contratos: objeto({
    total: entero,
    por_estado: Type.Record(cadena, entero),
    por_vigencia: objeto({ Futura: entero, Vigente: entero, PorVencer: entero, Finalizada: entero }),
  }),
  canon,
  ocupacion: objeto({
    inmuebles: entero,
    ocupados: entero,
    vacantes: entero,
    area_m2: cadena,
    area_ocupada_m2: cadena,
  }),
  dias: Type.Array(objeto({ dia: Fecha, ...CUENTAS })),
  meses: Type.Array(objeto({ mes: cadena, ...CUENTAS })),
  vencimientos: Type.Array(objeto({ mes: cadena, contratos: entero, canon })),
})

const montarTablero = (app: Aplicacion, { pool, panel }: Partes): void => {
  app.get(
    '/panel',
    ruta({
      operacion: 'VerPanel',
      resumen: 'Cifras y series del tablero',
      etiqueta: 'lecturas',
      politica: POLITICA_DE_CONSULTAS.VerPanel,
      entrada: { querystring: ConsultaPanel },
      exitos: { 200: { descripcion: 'El tablero', esquema: Panel } },
      problemas: ['FechaInvalida'],
    }),
    async (peticion) => {
      await esperarEnProyeccion(pool, 'panel', peticion as FastifyRequest)
      const { a_fecha: aFecha, dias = 30, meses = 12 } = peticion.query
      return panel.queries.VerPanel({
        tipo: 'VerPanel',
        dias,
        meses,
        ...(aFecha !== undefined && { aFecha }),
      })
    },
  )
}

const ConsultaBusqueda = objeto({
  q: texto(100, { description: 'Nombre, documento, número, propiedad o código, a medio escribir' }),
  limite: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
})

const Hallazgo = objeto({
  clase: Type.Enum(['contrato', 'inmueble', 'cliente'], { type: 'string' }),
  id: Uuid,
  titulo: cadena,
  detalle: cadena,
  estado: nulo(cadena),
})

const montarBuscador = (app: Aplicacion, { pool, busqueda }: Partes): void => {
  app.get(
    '/busqueda',
    ruta({
      operacion: 'Buscar',
      resumen: 'Busca en contratos, inmuebles y clientes, sin tildes y por prefijos',
      etiqueta: 'lecturas',
      politica: POLITICA_DE_CONSULTAS.Buscar,
      entrada: { querystring: ConsultaBusqueda },
      exitos: {
        200: {
          descripcion: 'Lo encontrado: primero el título exacto',
          esquema: objeto({ elementos: Type.Array(Hallazgo) }),
        },
      },
    }),
    async (peticion) => {
      await esperarEnProyeccion(pool, 'busqueda', peticion as FastifyRequest)
      const { q, limite = 20 } = peticion.query
      return { elementos: await busqueda.queries.Buscar({ tipo: 'Buscar', q, limite }) }
    },
  )
}

/** Las lecturas que salen de proyecciones: el tablero y la búsqueda global. */
export const montarPanel = (app: Aplicacion, partes: Partes): void => {
  montarTablero(app, partes)
  montarBuscador(app, partes)
}
