import type pg from 'pg'
import Type from 'typebox'
import {
  type ActoSobreApartado,
  actuarSobreApartado,
  contenidoEditado,
} from '#seedwork/infraestructura/suscripciones/actos.ts'
import { ESTADOS_APARTADO, type EstadoApartado } from '#seedwork/infraestructura/suscripciones/apartado.ts'
import {
  contarApartados,
  listarApartados,
  verApartado,
} from '#seedwork/infraestructura/suscripciones/operador.ts'
import type { Cursores } from '#seedwork/presentacion/cursores.ts'
import { enlaceSiguiente } from '#seedwork/presentacion/encabezados.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import { Efecto, ensayarEfecto, type PartesEnsayo } from './ensayos.ts'
import { Motivo, nulo, objeto, PorId, paginaDe, ref, TOTALES, texto, Uuid } from './esquemas.ts'
import { apuntarActo } from './operador/apuntes.ts'
import { exigirCorreccion } from './ordenes-apartadas.ts'
import { ruta } from './rutas.ts'

export type PartesApartados = PartesEnsayo & Readonly<{ pool: pg.Pool; cursores: Cursores }>

const OPERAN = ['operador'] as const
const etiqueta = 'operación'
const cadena = Type.String()
const entero = Type.Integer()

const APARTADO = {
  id: Uuid,
  suscripcion: cadena,
  topico: cadena,
  posicion: entero,
  clave: cadena,
  id_mensaje: cadena,
  tipo: cadena,
  estado: cadena,
  intentos: entero,
  error: nulo(cadena),
  error_clase: nulo(cadena),
  primer_fallo: nulo(cadena),
  ultimo_fallo: nulo(cadena),
  proximo_intento: nulo(cadena),
  motivo: nulo(cadena),
  actor: nulo(cadena),
  detras: entero,
}

const ApartadoEntero = objeto(
  {
    ...APARTADO,
    mensaje: ref('MensajeBitacora'),
    copia: nulo(ref('MensajeBitacora')),
    pila: nulo(Type.String({ description: 'De dónde salió el último fallo, tachada' })),
    ensayo: Type.Optional(Type.Boolean()),
    efecto: Type.Optional(nulo(Efecto)),
  },
  { $id: 'Apartado' },
)

const ConsultaApartados = objeto({
  suscripcion: Type.Optional(texto(100)),
  estado: Type.Optional(Type.Unsafe<EstadoApartado>({ type: 'string', enum: ESTADOS_APARTADO })),
  limite: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 25 })),
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 1_024 })),
  totales: TOTALES,
})

const Ensayo = objeto({
  ensayo: Type.Optional(
    Type.Unsafe<'si' | 'no'>({
      type: 'string',
      enum: ['si', 'no'],
      description: '`si`: dice qué haría y no lo hace',
    }),
  ),
})
/** Todo acto de un operador lleva su motivo. */
export const ActoSimple = objeto({ motivo: Motivo })
const ActoEdicion = objeto({
  motivo: Motivo,
  datos: Type.Record(Type.String(), Type.Unknown(), { description: 'El contenido nuevo, entero' }),
})

const LIMITE = 25

const listado = (app: Aplicacion, { pool, cursores }: PartesApartados): void => {
  app.get(
    '/apartados',
    ruta({
      operacion: 'ListarApartados',
      resumen: 'Mensajes apartados, del más antiguo al más nuevo; sin `estado`, los abiertos',
      etiqueta,
      politica: OPERAN,
      entrada: { querystring: ConsultaApartados },
      exitos: {
        200: {
          descripcion: 'Una página',
          esquema: paginaDe(objeto(APARTADO)),
        },
      },
      problemas: ['CursorInvalido'],
    }),
    async (peticion, respuesta) => {
      const { cursor, limite = LIMITE, totales, ...filtro } = peticion.query
      const despues = cursor === undefined ? {} : { despues: String(cursores.abrir(cursor, filtro)) }
      const leidos = await listarApartados(pool, { ...filtro, ...despues, limite: limite + 1 })
      const elementos = leidos.slice(0, limite)
      const ultimo = leidos.length > limite ? elementos.at(-1) : undefined
      const siguiente = ultimo ? cursores.sellar(ultimo.id, filtro) : null
      if (siguiente !== null) respuesta.header('link', enlaceSiguiente(peticion.url, siguiente))
      const total = totales === 'si' ? { total: await contarApartados(pool, filtro) } : {}
      return { elementos, siguiente, ...total }
    },
  )
}

const detalle = (app: Aplicacion, { pool }: PartesApartados): void => {
  app.get(
    '/apartados/:id',
    ruta({
      operacion: 'ObtenerApartado',
      resumen: 'Un apartado con su mensaje entero',
      etiqueta,
      politica: OPERAN,
      entrada: { params: PorId },
      exitos: { 200: { descripcion: 'El apartado', esquema: ref('Apartado') } },
      problemas: ['ApartadoNoEncontrado'],
    }),
    async ({ params: { id } }) => verApartado(pool, id),
  )
}

/** Cómo se llama la operación de cada acto. */
const OPERACIONES = {
  reintento: 'ReintentarApartado',
  edicion: 'EditarApartado',
  descarte: 'DescartarApartado',
} as const

/** Hace el acto, o con `ensayo` dice cómo quedaría y qué cambiaría. */
const actuar = async (partes: PartesApartados, acto: ActoSobreApartado, ensayo: boolean) => {
  const { acto: que, motivo, actor, id } = acto
  const visto = await actuarSobreApartado(
    partes.pool,
    acto,
    ensayo,
    (tx, { suscripcion, topico, posicion, tipo }) =>
      apuntarActo(tx, {
        ...{ acto: OPERACIONES[que], sobre: id, motivo, actor },
        detalle: { suscripcion, tipo, lugar: `${topico}@${posicion}` },
      }),
  )
  return ensayo ? { ...visto, efecto: await ensayarEfecto(partes, visto) } : visto
}

const actos = (app: Aplicacion, partes: PartesApartados): void => {
  const { pool } = partes
  const exitos = {
    200: { descripcion: 'Cómo quedó marcado; en un ensayo, también qué cambiaría', esquema: ref('Apartado') },
  }
  const comun = { etiqueta, politica: OPERAN, clase: 'acto', exitos } as const
  for (const acto of ['reintento', 'descarte'] as const)
    app.post(
      `/apartados/:id/${acto}`,
      ruta({
        ...comun,
        operacion: OPERACIONES[acto],
        resumen: acto === 'reintento' ? 'Pide que se vuelva a intentar' : 'Lo da por perdido, con su motivo',
        entrada: { params: PorId, body: ActoSimple, querystring: Ensayo },
        problemas: ['ApartadoNoEncontrado', 'ApartadoNoMarcable'],
      }),
      async ({ params: { id }, body: { motivo }, query: { ensayo }, principal }) =>
        actuar(partes, { id, acto, motivo, actor: principal?.nombre ?? '' }, ensayo === 'si'),
    )
  app.post(
    '/apartados/:id/edicion',
    ruta({
      ...comun,
      operacion: OPERACIONES.edicion,
      resumen: 'Lo sustituye por una copia corregida; el sobre no cambia',
      entrada: { params: PorId, body: ActoEdicion, querystring: Ensayo },
      problemas: ['ApartadoNoEncontrado', 'ApartadoNoMarcable', 'EsquemaNoEncontrado'],
    }),
    async ({ params: { id }, body: { motivo, datos }, query: { ensayo }, principal }) => {
      exigirCorreccion(principal, await verApartado(pool, id), datos)
      const contenido = await contenidoEditado(partes, id, datos)
      const acto = { id, acto: 'edicion', motivo, actor: principal?.nombre ?? '', contenido } as const
      return actuar(partes, acto, ensayo === 'si')
    },
  )
}

/** Los apartados: verlos y marcarlos. Sólo se marca; el dueño de la suscripción lo hace, en orden. */
export const montarApartados = (app: Aplicacion, partes: PartesApartados): void => {
  app.addSchema(ApartadoEntero)
  listado(app, partes)
  detalle(app, partes)
  actos(app, partes)
}
