import type { TSchema } from 'typebox'
import Type from 'typebox'
import type { Politica } from '#seedwork/presentacion/autenticacion.ts'
import { TIPO_PROBLEMA } from '#seedwork/presentacion/problemas.ts'
import { type Codigo, ERRORES } from './errores.ts'
import { objeto, ref } from './esquemas.ts'

/** Lo que entra por una ruta, cada parte con su esquema. */
type Entrada = Readonly<{ body?: TSchema; params?: TSchema; querystring?: TSchema }>

type Exito = Readonly<{ descripcion: string; esquema?: TSchema; tipo?: string }>

export type Ruta<S extends Entrada> = Readonly<{
  resumen: string
  etiqueta: string
  politica: Politica
  entrada: S
  /** Respuestas 2xx, por estado. */
  exitos: Readonly<Record<number, Exito>>
  /** Códigos propios de la ruta; los de toda ruta se suman solos. */
  problemas?: readonly Codigo[]
  /** `comando`: admite los encabezados de los comandos; `version`: exige además `If-Match`. */
  clase?: 'consulta' | 'comando' | 'version'
  asincrona?: boolean
  cuerpoOpcional?: boolean
  /** Ms que puede tardar en responder; por omisión, el del servidor. Un CSV largo necesita más. */
  plazo?: number
}>

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

const encabezadosDe = ({ clase, asincrona }: Ruta<Entrada>): TSchema => {
  const { 'if-match': ifMatch } = ENCABEZADOS
  if (clase === undefined || clase === 'consulta')
    return objeto({ 'alpes-esperar': ENCABEZADOS['alpes-esperar'] })
  return objeto({
    'idempotency-key': ENCABEZADOS['idempotency-key'],
    'if-match': clase === 'version' ? Type.String({ ...ifMatch }) : ifMatch,
    ...(asincrona && { prefer: ENCABEZADOS.prefer }),
  })
}

const comunes = ({ clase, entrada, politica }: Ruta<Entrada>): Codigo[] => [
  ...(politica === 'abierta' ? [] : (['NoAutenticado'] as const)),
  ...(Array.isArray(politica) ? (['NoAutorizado'] as const) : []),
  ...(entrada.params ? (['RutaNoEncontrada'] as const) : []),
  ...(politica === 'abierta' ? [] : (['EncabezadoInvalido', 'PeticionInvalida'] as const)),
  ...(entrada.body ? (['JsonInvalido', 'TipoDeContenidoNoSoportado'] as const) : []),
  ...(clase === 'comando' || clase === 'version' ? (['ClaveReutilizada', 'VersionObsoleta'] as const) : []),
  ...(clase === 'version' ? (['VersionRequerida'] as const) : []),
]

const problemasDe = (ruta: Ruta<Entrada>): Record<string, object> => {
  const porEstado = new Map<number, Codigo[]>()
  for (const codigo of new Set([...comunes(ruta), ...(ruta.problemas ?? [])])) {
    const { estado } = ERRORES[codigo]
    // Lo pasajero (5xx, 408, 429) puede salir en cualquier ruta: lo cubre `default`.
    if (estado < 500) porEstado.set(estado, [...(porEstado.get(estado) ?? []), codigo])
  }
  const contenido = { [TIPO_PROBLEMA]: { schema: ref('Problema') } }
  const declaradas = [...porEstado].map(([estado, codigos]) => [
    String(estado),
    { description: codigos.join(', '), content: contenido },
  ])
  return { ...Object.fromEntries(declaradas), default: { description: 'Otro problema', content: contenido } }
}

const exitosDe = ({ exitos }: Ruta<Entrada>): Record<string, object> =>
  Object.fromEntries(
    Object.entries(exitos).map(([estado, { descripcion, esquema, tipo = 'application/json' }]) => [
      estado,
      esquema
        ? { description: descripcion, content: { [tipo]: { schema: esquema } } }
        : { description: descripcion, type: 'null' },
    ]),
  )

/**
 * Opciones de Fastify de una ruta: su política, sus esquemas (que validan lo que entra) y su
 * documentación (que sale en `/openapi.json`).
 */
export const ruta = <const S extends Entrada>(r: Ruta<S>) => ({
  config: {
    politica: r.politica,
    ...(r.cuerpoOpcional && { cuerpoOpcional: true }),
    ...(r.plazo !== undefined && { plazo: r.plazo }),
  },
  schema: {
    ...r.entrada,
    ...(r.politica === 'abierta' ? {} : { headers: encabezadosDe(r) }),
    tags: [r.etiqueta],
    summary: r.resumen,
    ...(r.politica === 'abierta' && { security: [] }),
    response: { ...exitosDe(r), ...problemasDe(r) },
  },
})
