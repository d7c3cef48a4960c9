import type { FastifyReply, FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import type { Posicion } from '#seedwork/aplicacion/contexto.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import type { Cursores } from '#seedwork/presentacion/cursores.ts'
import { enlaceSiguiente, leerEspera } from '#seedwork/presentacion/encabezados.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import { ESTADOS_ENTREGA } from '../dominio/entrega.ts'
import { motivoEn } from '../dominio/motivos.ts'
import type { CorreoEnBandeja } from '../infraestructura/correo/listado.ts'
import type {
  Filtro,
  Marca,
  NotificacionEntera,
  PaginaNotificaciones,
  Pedida,
} from '../infraestructura/vistas.ts'

/** Lo que las rutas preguntan y piden; quien las monta decide con qué base y qué carpeta. */
export type Puertos = Readonly<{
  cursores: Cursores
  listar(filtro: Filtro, pagina: Pedida): Promise<PaginaNotificaciones>
  obtener(id: string): Promise<NotificacionEntera | null>
  reintentar(id: string): Promise<void>
  /** Espera a que los cursores pasen de esas posiciones; falla con `ProyeccionAtrasada`. */
  esperar(posiciones: readonly Posicion[]): Promise<void>
  /** Los correos de la bandeja local. */
  bandeja(pagina: {
    limite: number
    tras?: { id: string; recibido: number }
  }): Promise<readonly CorreoEnBandeja[]>
  /** Por dónde sale el correo: `bandeja` o `smtp`. */
  transporte: 'bandeja' | 'smtp'
}>

const LIMITE = Type.Optional(Type.Integer({ minimum: 1, maximum: 200 }))
const CURSOR = Type.Optional(Type.String({ maxLength: 1024 }))
/** En qué idioma se quiere el `motivo`; sin él, en español. */
const IDIOMA = Type.Optional(Type.Enum(['es', 'en']))

const CONSULTA = Type.Object(
  {
    estado: Type.Optional(Type.Array(Type.Enum([...ESTADOS_ENTREGA]), { maxItems: ESTADOS_ENTREGA.length })),
    id_contrato: Type.Optional(Type.String({ format: 'uuid' })),
    destinatario: Type.Optional(Type.String({ minLength: 1, maxLength: 254 })),
    limite: LIMITE,
    cursor: CURSOR,
    orden: Type.Optional(Type.Enum(['creada_en:desc', 'creada_en:asc'])),
    totales: Type.Optional(Type.Enum(['si', 'no'])),
    idioma: IDIOMA,
  },
  { additionalProperties: false },
)

const CONSULTA_BANDEJA = Type.Object({ limite: LIMITE, cursor: CURSOR }, { additionalProperties: false })

const CON_ID = Type.Object({ id: Type.String({ format: 'uuid' }) })

const LEEN = { politica: ['lector', 'gestor', 'operador'] as const }
const OPERAN = { politica: ['gestor', 'operador'] as const }

/** Una página: elementos, cursor sellado de la siguiente y su `Link`. */
const responderPagina = (
  peticion: FastifyRequest,
  respuesta: FastifyReply,
  siguiente: string | null,
): void => {
  if (siguiente !== null) respuesta.header('link', enlaceSiguiente(peticion.url, siguiente))
}

const filtroDe = (consulta: Static<typeof CONSULTA>): Filtro => {
  const { estado, id_contrato, destinatario } = consulta
  return {
    ...(estado && { estado }),
    ...(id_contrato && { id_contrato }),
    ...(destinatario && { destinatario }),
  }
}

const ponerLista = (app: Aplicacion, p: Puertos): void => {
  app.get(
    '/notificaciones',
    { config: LEEN, schema: { querystring: CONSULTA } },
    async (peticion, respuesta) => {
      await p.esperar(leerEspera(peticion.headers))
      const { limite = 25, cursor, idioma = 'es', totales } = peticion.query
      const filtro = filtroDe(peticion.query)
      const orden = peticion.query.orden === 'creada_en:asc' ? 'asc' : 'desc'
      const fijo = ['notificaciones', filtro, orden]
      const tras = cursor === undefined ? null : (p.cursores.abrir(cursor, fijo) as Marca)
      const pagina = await p.listar(filtro, { limite, tras, orden, totales: totales === 'si' })
      const siguiente = pagina.siguiente && p.cursores.sellar(pagina.siguiente, fijo)
      responderPagina(peticion, respuesta, siguiente)
      return {
        ...pagina,
        elementos: pagina.elementos.map((n) => ({ ...n, motivo: motivoEn(idioma, n.motivo) })),
        siguiente,
      }
    },
  )
}

const ponerNotificaciones = (app: Aplicacion, p: Puertos): void => {
  ponerLista(app, p)

  const entera = async (id: string): Promise<NotificacionEntera> => {
    const hallada = await p.obtener(id)
    if (hallada) return hallada
    throw new ErrorDominio('NotificacionNoEncontrada', 'no existe esa notificación', { id })
  }

  app.get('/notificaciones/:id', { config: LEEN, schema: { params: CON_ID } }, async (peticion) => {
    await p.esperar(leerEspera(peticion.headers))
    return entera(peticion.params.id)
  })

  app.post(
    '/notificaciones/:id/reintento',
    { config: OPERAN, schema: { params: CON_ID } },
    async (peticion) => {
      await p.reintentar(peticion.params.id)
      return entera(peticion.params.id)
    },
  )
}

type MarcaBandeja = { id: string; recibido: number }

const ponerBandeja = (app: Aplicacion, p: Puertos): void => {
  app.get(
    '/correo',
    { config: LEEN, schema: { querystring: CONSULTA_BANDEJA } },
    async (peticion, respuesta) => {
      const { limite = 25, cursor } = peticion.query
      const tras = cursor === undefined ? undefined : (p.cursores.abrir(cursor, ['correo']) as MarcaBandeja)
      const leidos = await p.bandeja({ limite: limite + 1, ...(tras && { tras }) })
      const elementos = leidos.slice(0, limite)
      const ultimo = leidos.length > limite ? elementos.at(-1) : undefined
      const marca = ultimo && { id: ultimo.id, recibido: ultimo.recibido }
      const siguiente = marca ? p.cursores.sellar(marca, ['correo']) : null
      responderPagina(peticion, respuesta, siguiente)
      return {
        transporte: p.transporte,
        elementos: elementos.map(({ idMensaje, recibido, ...c }) => ({
          ...c,
          id_mensaje: idMensaje,
          recibido_en: new Date(recibido).toISOString(),
        })),
        siguiente,
      }
    },
  )
}

/** Monta `/notificaciones` y `/correo`. */
export const ponerRutas = (app: Aplicacion, puertos: Puertos): void => {
  ponerNotificaciones(app, puertos)
  ponerBandeja(app, puertos)
}
