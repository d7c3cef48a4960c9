import { randomUUIDv7 } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import type { Static } from 'typebox'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import { montarCiclo } from './contratos-ciclo.ts'
import { aceptado, etiqueta, type Modulo, type Partes, TERMINOS, ubicacion, uno } from './contratos-comun.ts'
import {
  CambiosContrato,
  Consulta,
  ConsultaContrato,
  ConsultaHistorial,
  Contrato,
  ContratoListado,
  ContratoNuevo,
  Historial,
} from './contratos-esquemas.ts'
import { actualizarDe, COLUMNAS, crearDe, filtroDe } from './contratos-traduccion.ts'
import { montarVida } from './contratos-vida.ts'
import { PLAZO_CSV, prefiereCsv, responderCsv } from './csv.ts'
import { PorId, paginaDe, ref } from './esquemas.ts'
import { montarIndices } from './indices.ts'
import { exigirContratoSuyo, exigirListaSuya, limitadoA } from './lo-suyo.ts'
import { encolable, responder } from './ordenes.ts'
import { ordenDe, pagineoDe, responderPagina } from './paginas.ts'
import { POLITICA_DE_COMANDOS, POLITICA_DE_CONSULTAS } from './politicas.ts'
import { ruta } from './rutas.ts'

const aCsv = async (
  { queries }: Pick<Modulo, 'queries'>,
  consulta: Static<typeof Consulta>,
  respuesta: FastifyReply,
): Promise<FastifyReply> => {
  const { orden, totales, separador } = consulta
  const trozos = await queries.RecorrerContratos({
    tipo: 'RecorrerContratos',
    filtro: filtroDe(consulta),
    ...(orden && { orden: ordenDe(orden) }),
  })
  return responderCsv(respuesta, {
    archivo: 'contratos',
    columnas: COLUMNAS,
    trozos,
    totales: totales === 'si' ? { columna: 'monto', de: (c) => c } : undefined,
    separador,
  })
}

const listas = (app: Aplicacion, { contratos, cursores }: Partes): void => {
  app.get(
    '/contratos',
    ruta({
      operacion: 'ListarContratos',
      resumen: 'Lista contratos; con `Accept: text/csv`, todos los del filtro en CSV',
      etiqueta,
      politica: POLITICA_DE_CONSULTAS.ListarContratos,
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
      exigirListaSuya(peticion.principal, peticion.query)
      if (prefiereCsv(peticion)) return aCsv(contratos, peticion.query, respuesta)
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
      operacion: 'ObtenerContrato',
      resumen: 'Un contrato, con lo que se puede hacer hoy con él',
      etiqueta,
      politica: POLITICA_DE_CONSULTAS.ObtenerContrato,
      entrada: { params: PorId, querystring: ConsultaContrato },
      exitos: { 200: { descripcion: 'El contrato', esquema: ref('ContratoListado') } },
      problemas: ['ContratoNoEncontrado', 'FechaInvalida'],
    }),
    async ({ params: { id }, query: { a_fecha: aFecha }, principal }, respuesta) => {
      const contrato = await queries.ObtenerContrato({ tipo: 'ObtenerContrato', id, aFecha })
      exigirContratoSuyo(principal, contrato)
      return respuesta.header('etag', `"${contrato.version}"`).send(contrato)
    },
  )
  app.get(
    '/contratos/:id/historial',
    ruta({
      operacion: 'HistorialContrato',
      resumen: 'Quién hizo qué, cuándo, y qué cambió',
      etiqueta,
      politica: POLITICA_DE_CONSULTAS.HistorialContrato,
      entrada: { params: PorId, querystring: ConsultaHistorial },
      exitos: { 200: { descripcion: 'Las entradas, en orden', esquema: Historial } },
      problemas: ['ContratoNoEncontrado'],
    }),
    async ({ params: { id }, query, principal }) => {
      if (limitadoA(principal) !== null)
        exigirContratoSuyo(principal, await queries.ObtenerContrato({ tipo: 'ObtenerContrato', id }))
      return { elementos: await queries.HistorialContrato({ tipo: 'HistorialContrato', id, ...query }) }
    },
  )
}

const alta = (app: Aplicacion, { contratos, ejecutar }: Partes): void => {
  app.post(
    '/contratos',
    ruta({
      operacion: 'CrearContrato',
      resumen: 'Redacta un contrato',
      etiqueta,
      politica: POLITICA_DE_COMANDOS.CrearContrato,
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
}

const correccion = (app: Aplicacion, { contratos, ejecutar }: Partes): void => {
  app.patch(
    '/contratos/:id',
    ruta({
      operacion: 'ActualizarContrato',
      resumen: 'Corrige un contrato que nadie ha terminado de firmar',
      etiqueta,
      politica: POLITICA_DE_COMANDOS.ActualizarContrato,
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

/** Rutas de contratos. */
export const montarContratos = (app: Aplicacion, partes: Partes): void => {
  app.addSchema(Contrato)
  app.addSchema(ContratoListado)
  listas(app, partes)
  lecturas(app, partes)
  alta(app, partes)
  correccion(app, partes)
  montarCiclo(app, partes)
  montarVida(app, partes)
  montarIndices(app, partes)
}
