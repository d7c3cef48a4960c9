import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import type {
  FilaOcupacion,
  FilaPendiente,
  FilaRentRoll,
  FilaVencimiento,
  FiltroInforme,
  OrdenPendientes,
  OrdenRentRoll,
  OrdenVencimientos,
} from '#modulos/contratos/modulo.ts'
import type { Pagina, Sentido } from '#seedwork/aplicacion/paginas.ts'
import type { Cursores } from '#seedwork/presentacion/cursores.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import type { Modulo } from './contratos-comun.ts'
import { type Columnas, PLAZO_CSV, prefiereCsv, responderCsv } from './csv.ts'
import type { Codigo } from './errores.ts'
import {
  COLUMNAS_OCUPACION,
  COLUMNAS_PENDIENTES,
  COLUMNAS_RENT_ROLL,
  COLUMNAS_RESUMEN,
  COLUMNAS_VENCIMIENTOS,
  cifrasDe,
} from './informes-columnas.ts'
import {
  ConsultaOcupacion,
  ConsultaPendientes,
  ConsultaRentRoll,
  ConsultaResumen,
  ConsultaVencimientos,
  Ocupacion,
  Pendientes,
  RentRoll,
  Resumen,
  Vencimientos,
} from './informes-esquemas.ts'
import { ordenDe, pagineoDe, responderPagina } from './paginas.ts'
import { POLITICA_DE_CONSULTAS } from './politicas.ts'
import { ruta } from './rutas.ts'

type Partes = Readonly<{ contratos: Pick<Modulo, 'queries'>; cursores: Cursores }>

const etiqueta = 'informes'
const PROBLEMAS = ['FechaInvalida', 'MonedaNoSoportada'] as const satisfies readonly Codigo[]

type Nombre = 'RentRoll' | 'Ocupacion' | 'Vencimientos' | 'Pendientes'

const opciones = <const S extends TSchema>(
  informe: Nombre,
  resumen: string,
  { consulta: querystring, esquema }: Readonly<{ consulta: S; esquema: TSchema }>,
) =>
  ruta({
    operacion: informe,
    resumen: `${resumen}; con \`Accept: text/csv\`, todo el filtro en CSV`,
    etiqueta,
    politica: POLITICA_DE_CONSULTAS[informe],
    entrada: { querystring },
    exitos: {
      200: { descripcion: 'El informe, con lo que suma todo el filtro', esquema, ademas: ['text/csv'] },
    },
    problemas: [...PROBLEMAS, 'CursorInvalido'],
    plazo: PLAZO_CSV,
  })

/** La consulta de un informe, ya validada; cada uno entiende además lo suyo. */
type Consulta<O extends string> = Readonly<{
  id_compania?: string
  id_inquilino?: string
  id_propiedad?: string
  ciudad?: string
  moneda?: string
  vence_en?: number
  q?: string
  a_fecha?: string
  limite?: number
  cursor?: string
  orden?: `${O}:${Sentido}`
  totales?: 'si' | 'no'
  separador?: ';' | ','
}> &
  Pick<FiltroInforme, 'tramo' | 'tipo'>

const filtroDe = (c: Consulta<string>): FiltroInforme => ({
  idCompania: c.id_compania,
  idInquilino: c.id_inquilino,
  idPropiedad: c.id_propiedad,
  ciudad: c.ciudad,
  moneda: c.moneda,
  venceEn: c.vence_en,
  q: c.q,
  aFecha: c.a_fecha,
  tramo: c.tramo,
  tipo: c.tipo,
})

type Pedido<O extends string> = Readonly<{
  filtro: FiltroInforme
  pagineo: ReturnType<typeof pagineoDe<O>>
  orden?: ReturnType<typeof ordenDe<O>>
}>

type Informe<F, O extends string> = Readonly<{
  archivo: string
  columnas: Columnas<F>
  ver: (pedido: Pick<Pedido<O>, 'filtro' | 'pagineo'>) => Promise<Pagina<F>>
  recorrer: (pedido: Pick<Pedido<O>, 'filtro' | 'orden'>) => Promise<AsyncIterable<readonly F[]>>
}>

/** El canon de una fila, si lo lleva. */
const canonDe = (fila: object) => {
  const { canon, moneda } = fila as { canon?: string | null; moneda?: string | null }
  return canon && moneda ? { monto: canon, moneda } : null
}

/** Contesta un informe como lo pidan: una página en JSON o todo el filtro en CSV. */
const contestador =
  <F extends object, O extends string>(cursores: Cursores, informe: Informe<F, O>) =>
  async (peticion: FastifyRequest, respuesta: FastifyReply): Promise<FastifyReply> => {
    const consulta = peticion.query as Consulta<O>
    const filtro = filtroDe(consulta)
    if (!prefiereCsv(peticion)) {
      const pagina = await informe.ver({ filtro, pagineo: pagineoDe<O>(consulta, cursores) })
      return responderPagina(peticion, respuesta, { pagina, cursores })
    }
    const { orden, totales, separador } = consulta
    const trozos = await informe.recorrer({ filtro, ...(orden && { orden: ordenDe<O>(orden) }) })
    const { archivo, columnas } = informe
    const sumados = totales === 'si' && 'canon' in columnas
    return responderCsv(respuesta, {
      ...{ archivo, columnas, trozos, separador },
      totales: sumados ? { columna: 'canon', de: canonDe } : undefined,
    })
  }

const deInmuebles = (app: Aplicacion, { contratos: { queries }, cursores }: Partes): void => {
  app.get(
    '/informes/rent-roll',
    opciones('RentRoll', 'Cada inmueble, quién lo tiene y por cuánto; también los vacantes', {
      consulta: ConsultaRentRoll,
      esquema: RentRoll,
    }),
    contestador<FilaRentRoll, OrdenRentRoll>(cursores, {
      archivo: 'rent-roll',
      columnas: COLUMNAS_RENT_ROLL,
      ver: (p) => queries.RentRoll({ tipo: 'RentRoll', ...p }),
      recorrer: (p) => queries.RecorrerRentRoll({ tipo: 'RecorrerRentRoll', ...p }),
    }),
  )
  app.get(
    '/informes/ocupacion',
    opciones('Ocupacion', 'La historia de ocupaciones y huecos de cada inmueble', {
      consulta: ConsultaOcupacion,
      esquema: Ocupacion,
    }),
    contestador<FilaOcupacion, OrdenRentRoll>(cursores, {
      archivo: 'ocupacion',
      columnas: COLUMNAS_OCUPACION,
      ver: (p) => queries.Ocupacion({ tipo: 'Ocupacion', ...p }),
      recorrer: (p) => queries.RecorrerOcupacion({ tipo: 'RecorrerOcupacion', ...p }),
    }),
  )
}

const deContratos = (app: Aplicacion, { contratos: { queries }, cursores }: Partes): void => {
  app.get(
    '/informes/vencimientos',
    opciones('Vencimientos', 'Qué termina en 180 días, y qué terminó sin sucesor', {
      consulta: ConsultaVencimientos,
      esquema: Vencimientos,
    }),
    contestador<FilaVencimiento, OrdenVencimientos>(cursores, {
      archivo: 'vencimientos',
      columnas: COLUMNAS_VENCIMIENTOS,
      ver: (p) => queries.Vencimientos({ tipo: 'Vencimientos', ...p }),
      recorrer: (p) => queries.RecorrerVencimientos({ tipo: 'RecorrerVencimientos', ...p }),
    }),
  )
  app.get(
    '/informes/pendientes',
    opciones('Pendientes', 'Firmas que faltan, firmados sin procesar e incrementos sin aplicar', {
      consulta: ConsultaPendientes,
      esquema: Pendientes,
    }),
    contestador<FilaPendiente, OrdenPendientes>(cursores, {
      archivo: 'pendientes',
      columnas: COLUMNAS_PENDIENTES,
      ver: (p) => queries.Pendientes({ tipo: 'Pendientes', ...p }),
      recorrer: (p) => queries.RecorrerPendientes({ tipo: 'RecorrerPendientes', ...p }),
    }),
  )
}

const elResumen = (app: Aplicacion, { contratos: { queries } }: Partes): void => {
  app.get(
    '/informes/resumen',
    ruta({
      operacion: 'Resumen',
      resumen: 'Las cifras del día; con `Accept: text/csv`, una por fila',
      etiqueta,
      politica: POLITICA_DE_CONSULTAS.Resumen,
      entrada: { querystring: ConsultaResumen },
      exitos: { 200: { descripcion: 'Las cifras', esquema: Resumen, ademas: ['text/csv'] } },
      problemas: ['FechaInvalida'],
    }),
    async (peticion, respuesta) => {
      const { a_fecha: aFecha, separador } = peticion.query
      const resumen = await queries.Resumen({ tipo: 'Resumen', aFecha })
      if (!prefiereCsv(peticion)) return respuesta.send(resumen)
      const trozos = (async function* () {
        yield cifrasDe(resumen)
      })()
      return responderCsv(respuesta, { archivo: 'resumen', columnas: COLUMNAS_RESUMEN, trozos, separador })
    },
  )
}

/** Los informes de la oficina. */
export const montarInformes = (app: Aplicacion, partes: Partes): void => {
  deInmuebles(app, partes)
  deContratos(app, partes)
  elResumen(app, partes)
}
