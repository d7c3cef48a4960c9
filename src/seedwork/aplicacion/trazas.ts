/** Qué hace un lapso frente a los demás procesos. */
export type ClaseLapso = 'interno' | 'servidor' | 'cliente' | 'productor' | 'consumidor'

/**
 * Lo único que se anota en un lapso. La lista es cerrada y ningún nombre admite texto de una petición:
 * así ni un secreto ni un dato de una persona pueden acabar en una traza.
 */
export type Atributos = Readonly<{
  metodo?: string
  /** El patrón, nunca la URL. */
  ruta?: string
  estado?: number
  /** Nombre del comando. */
  comando?: string
  topico?: string
  posicion?: number
  /** Nombre del evento o comando de un mensaje. */
  mensaje?: string
  idMensaje?: string
  suscripcion?: string
  /** Órdenes o mensajes de un lote. */
  cuantos?: number
  intento?: number
  conexiones?: number
}>

/** Cómo empieza un lapso. Las horas, en ms desde la época. */
export type Apertura = Readonly<{
  clase?: ClaseLapso
  /** `traceparent` de quien lo causó; sin él empieza una traza. */
  padre?: string | null
  /** `traceparent` de lo que atiende a la vez y no lo causó: un lote enlaza, no es hijo de nadie. */
  enlaces?: readonly string[]
  atributos?: Atributos
  inicio?: number
  /** El suyo, entero, si ya se lo dio quien lo vivió (la página); entonces no tiene padre. */
  propio?: string
}>

/** Un lapso abierto. Tras `terminar` no cambia. */
export type Lapso = {
  /** Lo que viaja a lo que cuelga de él. */
  readonly traceparent: string
  anotar(atributos: Atributos): void
  enlazar(traceparent: string): void
  /** `fallo`: un código, nunca el texto de un error. */
  terminar(fin?: Readonly<{ fallo?: string; hora?: number }>): void
}

/**
 * Puerto de trazas. Quien traza decide antes de abrir (`sorteada` si empieza aquí, `muestreado` si
 * continúa): lo que no se guarda no cuesta un objeto. `activas`: falso en producción sin colector.
 */
export type Trazas = Readonly<{
  activas: boolean
  /** Parte de las trazas que empiezan aquí y se guardan, de 0 a 1. */
  muestra: number
  sorteada(): boolean
  abrir(nombre: string, apertura?: Apertura): Lapso
}>

const LARGO = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'.length
const IMPARES = '13579bdf'

/** ¿Va marcado para guardarse? Es el último bit de sus banderas (W3C). */
export const muestreado = (traceparent: string | null): traceparent is string =>
  traceparent?.length === LARGO && IMPARES.includes(traceparent.at(-1) ?? '')

const NADA: Lapso = { traceparent: '', anotar() {}, enlazar() {}, terminar() {} }

/** Sin colector: nadie pregunta dos veces y nada se guarda. */
export const sinTrazas: Trazas = { activas: false, muestra: 0, sorteada: () => false, abrir: () => NADA }
