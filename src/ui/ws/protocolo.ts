import { puede, type Rol } from '#seedwork/presentacion/autenticacion.ts'

/** Versión del protocolo que se negocia en `Sec-WebSocket-Protocol`. */
export const SUBPROTOCOLO = 'alpes.v1'

/** Tópicos que se pueden seguir; `comandos-*` y el resto sólo si el rol alcanza. */
export const TOPICOS_DE_TODOS = [
  'eventos-contrato',
  'eventos-inmueble',
  'eventos-cliente',
  'eventos-reserva',
] as const
export const TOPICOS_DE_OPERADOR = ['comandos-contrato', 'comandos-reserva'] as const
/** Nadie se suscribe a él: de aquí salen las tramas `comando`, cada una a su actor. */
export const TOPICO_RESULTADOS = 'resultados-comando'

/** Límites de una conexión. */
export const LIMITES = {
  trama: 64 * 1024,
  topicos: 100,
  mensajesPorSegundo: 50,
  faltas: 3,
  porEnviar: 1024 * 1024,
  latidoMs: 30_000,
} as const

/** Cierres del protocolo (RFC 6455 y los nuestros desde 4000). */
export const CIERRES = {
  apagado: 1001,
  binario: 1003,
  falta: 1008,
  defecto: 1011,
  lento: 1013,
  sesion: 4401,
} as const

export type CodigoWs =
  | 'JsonInvalido'
  | 'OperacionDesconocida'
  | 'PeticionInvalida'
  | 'TopicoDesconocido'
  | 'NoAutorizado'
  | 'DemasiadosTopicos'
  | 'DemasiadosMensajes'

/** Suscribirse: los tópicos y, si se retoma, la última posición recibida de cada uno (exclusiva). */
export type Suscribir = Readonly<{
  op: 'suscribir'
  topicos: readonly string[]
  desde: Readonly<Record<string, number>>
}>

export type Lectura = Readonly<{ suscribir: Suscribir } | { falta: CodigoWs }>

const esPosicion = (v: unknown): v is number => Number.isSafeInteger(v) && (v as number) >= 0

const esObjeto = (v: unknown): v is Record<string, unknown> =>
  typeof v === 'object' && v !== null && !Array.isArray(v)

const leerDesde = (valor: unknown): Record<string, number> | null => {
  if (valor === undefined) return {}
  if (!esObjeto(valor)) return null
  const entradas = Object.entries(valor)
  return entradas.every(([, n]) => esPosicion(n)) ? (valor as Record<string, number>) : null
}

/** Entiende lo que mandó el cliente, o dice la falta. */
export const leerTrama = (texto: string): Lectura => {
  let dado: unknown
  try {
    dado = JSON.parse(texto)
  } catch {
    return { falta: 'JsonInvalido' }
  }
  if (!esObjeto(dado)) return { falta: 'PeticionInvalida' }
  if (dado.op !== 'suscribir') return { falta: 'OperacionDesconocida' }
  const { topicos } = dado
  if (!Array.isArray(topicos) || !topicos.every((t) => typeof t === 'string' && t.length <= 100)) {
    return { falta: 'PeticionInvalida' }
  }
  if (topicos.length > LIMITES.topicos) return { falta: 'DemasiadosTopicos' }
  const desde = leerDesde(dado.desde)
  return desde === null
    ? { falta: 'PeticionInvalida' }
    : { suscribir: { op: 'suscribir', topicos: [...new Set<string>(topicos)], desde } }
}

type Topico =
  | (typeof TOPICOS_DE_TODOS)[number]
  | (typeof TOPICOS_DE_OPERADOR)[number]
  | typeof TOPICO_RESULTADOS

// Quien sólo firma no sigue los tópicos: llevan lo de todas las partes. Lo suyo le llega en tramas `comando`.
const LEEN = ['lector', 'gestor', 'operador'] as const

/** Quién puede seguir cada tópico, además de quien administra. Uno sin política no compila. */
export const POLITICA_DE_TOPICOS: Readonly<Record<Topico, readonly Rol[] | 'nadie'>> = {
  'eventos-contrato': LEEN,
  'eventos-inmueble': LEEN,
  'eventos-cliente': LEEN,
  'eventos-reserva': LEEN,
  'comandos-contrato': ['operador'],
  'comandos-reserva': ['operador'],
  // De aquí salen las tramas `comando`, cada una a su actor: suscribirse sería ver lo de los demás.
  'resultados-comando': 'nadie',
}

/** ¿Puede quien tiene estos papeles seguir este tópico? */
export const permisoDeTopico = (
  roles: readonly Rol[],
  topico: string,
): 'si' | 'NoAutorizado' | 'TopicoDesconocido' => {
  if (!Object.hasOwn(POLITICA_DE_TOPICOS, topico)) return 'TopicoDesconocido'
  const politica = POLITICA_DE_TOPICOS[topico as Topico]
  return politica !== 'nadie' && puede({ roles }, politica) ? 'si' : 'NoAutorizado'
}
