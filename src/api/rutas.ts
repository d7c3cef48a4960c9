import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import Type from 'typebox'
import type { Politica } from '#seedwork/presentacion/autenticacion.ts'
import { TIPO_PROBLEMA } from '#seedwork/presentacion/problemas.ts'
import { type Codigo, ERRORES } from './errores.ts'
import { objeto, ref } from './esquemas.ts'

/** Lo que entra por una ruta, cada parte con su esquema. */
type Entrada = Readonly<{ body?: TSchema; params?: TSchema; querystring?: TSchema }>

/** Una respuesta buena. `ademas`: otros tipos de contenido que se pueden pedir con `Accept`. */
type Exito = Readonly<{
  descripcion: string
  esquema?: TSchema
  ademas?: readonly string[]
  /** Si no es JSON. */
  contenido?: string
}>

type Clase = 'consulta' | 'alta' | 'comando' | 'version' | 'acto'

export type Ruta<S extends Entrada> = Readonly<{
  /** Su `operationId`: el nombre del comando o de la consulta, si es uno. */
  operacion: string
  resumen: string
  etiqueta: string
  politica: Politica
  entrada: S
  /** Respuestas 2xx, por estado. */
  exitos: Readonly<Record<number, Exito>>
  /** Códigos propios de la ruta; los de toda ruta se suman solos. */
  problemas?: readonly Codigo[]
  /**
   * Qué encabezados entiende. `alta`: los de un comando; `comando`: además `If-Match`; `version`: lo exige;
   * `acto`: ninguno. Por omisión, los de una consulta.
   */
  clase?: Clase
  asincrona?: boolean
  cuerpoOpcional?: boolean
  /** Ms que puede tardar en responder; por omisión, el del servidor. Un CSV largo necesita más. */
  plazo?: number
  /** Trabajo largo: cada credencial tiene pocas por minuto. */
  costosa?: boolean
  /** De las heredadas: dice con 400 y `{"error"}` todo lo que la petición tiene mal; lo demás lo deja subir. */
  alFallar?: (error: unknown, peticion: FastifyRequest, respuesta: FastifyReply) => void
}>

/** Extensión con que una ruta dice a su documento que el cuerpo puede faltar. */
export const CUERPO_OPCIONAL = 'x-cuerpo-opcional'

const TIPOS_DE_PATCH = ['application/merge-patch+json', 'application/json'] as const

const ENCABEZADOS = {
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description: 'Repetir la orden con la misma clave la ejecuta una vez',
    }),
  ),
  'if-match': Type.Optional(
    Type.String({ description: 'Versión que se cambia, como la da `ETag`', examples: ['"1"'] }),
  ),
  prefer: Type.Optional(Type.String({ description: '`respond-async`: 202 y se ejecuta después' })),
  'alpes-esperar': Type.Optional(
    Type.String({
      description: 'Lo que dio `Alpes-Posicion`: espera hasta 2 s a que se vea',
      examples: ['eventos-contrato=1'],
    }),
  ),
}

const esComando = (clase: Clase | undefined): boolean =>
  clase === 'alta' || clase === 'comando' || clase === 'version'

const encabezadosDe = ({ clase, asincrona }: Ruta<Entrada>): TSchema => {
  const { 'if-match': ifMatch } = ENCABEZADOS
  if (clase === 'acto') return objeto({})
  if (!esComando(clase)) return objeto({ 'alpes-esperar': ENCABEZADOS['alpes-esperar'] })
  return objeto({
    'idempotency-key': ENCABEZADOS['idempotency-key'],
    ...(clase === 'comando' && { 'if-match': ifMatch }),
    ...(clase === 'version' && { 'if-match': Type.String({ ...ifMatch }) }),
    ...(asincrona && { prefer: ENCABEZADOS.prefer }),
  })
}

const comunes = ({ clase, entrada, politica }: Ruta<Entrada>): Codigo[] => [
  // Un documento sólo pide credencial fuera de la máquina local: lo cubre `default`.
  ...(Array.isArray(politica) ? (['NoAutenticado', 'NoAutorizado'] as const) : []),
  ...(politica === 'cualquiera' ? (['NoAutenticado'] as const) : []),
  ...(entrada.params ? (['RutaNoEncontrada'] as const) : []),
  ...(politica === 'abierta' ? (['PeticionMalformada'] as const) : (['PeticionInvalida'] as const)),
  ...(politica === 'abierta' || clase === 'acto' ? [] : (['EncabezadoInvalido'] as const)),
  ...(entrada.body ? (['JsonInvalido', 'TipoDeContenidoNoSoportado'] as const) : []),
  ...(esComando(clase) ? (['ClaveReutilizada'] as const) : []),
  ...(clase === 'comando' || clase === 'version' ? (['VersionObsoleta'] as const) : []),
  ...(clase === 'version' ? (['VersionRequerida'] as const) : []),
]

/** ¿Está mal lo que se pide? Lo demás es de quién pide, de si existe o de cómo llegó. */
export const esDeLaPeticion = (estado: number): boolean => [400, 409, 412, 422].includes(estado)

const ErrorHeredado = objeto({ error: Type.String() })

const enEstado = ({ alFallar }: Ruta<Entrada>, estado: number) =>
  alFallar && esDeLaPeticion(estado) ? 400 : estado

const problemasDe = (ruta: Ruta<Entrada>): Record<string, object> => {
  const porEstado = new Map<number, Codigo[]>()
  for (const codigo of new Set([...comunes(ruta), ...(ruta.problemas ?? [])])) {
    const estado = enEstado(ruta, ERRORES[codigo].estado)
    // Lo pasajero (5xx, 408, 429) puede salir en cualquier ruta: lo cubre `default`.
    if (estado < 500) porEstado.set(estado, [...(porEstado.get(estado) ?? []), codigo])
  }
  const contenido = { [TIPO_PROBLEMA]: { schema: ref('Problema') } }
  const heredado = { 'application/json': { schema: ErrorHeredado } }
  const declaradas = [...porEstado].map(([estado, codigos]) => [
    String(estado),
    {
      description: codigos.join(', '),
      content: ruta.alFallar && estado === 400 ? heredado : contenido,
    },
  ])
  return { ...Object.fromEntries(declaradas), default: { description: 'Otro problema', content: contenido } }
}

const cadena = (description: string) => ({ type: 'string', description })

const ENCABEZADOS_DE_RESPUESTA = {
  'Alpes-Posicion': cadena('Lo que dejó en la bitácora: vale para `Alpes-Esperar`'),
  ETag: cadena('La versión del recurso: vale para `If-Match`'),
}

const exitosDe = ({ exitos, clase }: Ruta<Entrada>): Record<string, object> => {
  const headers = esComando(clase) ? { headers: ENCABEZADOS_DE_RESPUESTA } : {}
  const unoDe = ({ descripcion: description, esquema, ademas = [], contenido }: Exito): object => {
    if (!esquema) return { description, type: 'null', ...headers }
    const otros = ademas.map((tipo) => [tipo, { schema: { type: 'string' } }])
    const content = { [contenido ?? 'application/json']: { schema: esquema }, ...Object.fromEntries(otros) }
    return { description, content, ...headers }
  }
  return Object.fromEntries(Object.entries(exitos).map(([estado, exito]) => [estado, unoDe(exito)]))
}

/**
 * Opciones de Fastify de una ruta: su política, sus esquemas (que validan lo que entra) y su
 * documentación (que sale en `/openapi.json`).
 */
export const ruta = <const S extends Entrada>(r: Ruta<S>) => ({
  config: {
    politica: r.politica,
    ...(r.cuerpoOpcional && { cuerpoOpcional: true }),
    ...(r.plazo !== undefined && { plazo: r.plazo }),
    ...(r.costosa && { costosa: true }),
  },
  ...(r.alFallar && { errorHandler: r.alFallar }),
  schema: {
    ...r.entrada,
    ...(r.politica === 'abierta' ? {} : { headers: encabezadosDe(r) }),
    tags: [r.etiqueta],
    operationId: r.operacion,
    summary: r.resumen,
    ...(r.clase === 'version' && r.entrada.body && !r.cuerpoOpcional && { consumes: [...TIPOS_DE_PATCH] }),
    ...(r.cuerpoOpcional && { [CUERPO_OPCIONAL]: true }),
    ...((r.politica === 'abierta' || r.politica === 'documento') && { security: [] }),
    response: { ...exitosDe(r), ...problemasDe(r) },
  },
})
