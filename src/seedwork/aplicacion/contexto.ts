/** De dónde viene una orden. Los avisos a personas se omiten para `importacion` y `demo`. */
export const ORIGENES = ['api', 'importacion', 'demo', 'externo'] as const
export type Origen = (typeof ORIGENES)[number]

/** Clave de idempotencia que dio quien llama, con la huella (SHA-256 hex) de lo que pidió. */
export type ClaveIdempotencia = Readonly<{ operacion: string; clave: string; huella: string }>

/**
 * Lo que rodea a un comando y el caso de uso no puede inventar: quién, cuándo y con qué id.
 * Entra desde la puerta, de modo que el caso de uso se pueda volver a correr con el mismo resultado.
 */
export type Contexto = Readonly<{
  /** Nombre del comando, para su registro (`GET /comandos/{id}`); lo pone el despacho. */
  tipo?: string
  /** UUID del comando; con clave de idempotencia se deriva de ella (`idDeClave`). */
  idComando: string
  /** Quién lo pide: nombre del principal. */
  actor: string
  origen: Origen
  correlacion: string
  /** Id del mensaje que causó esta orden, si vino de uno. */
  causacion: string | null
  traceparent: string | null
  /** Reloj de negocio en el momento de la puerta. */
  ahora: Temporal.Instant
  clave?: ClaveIdempotencia
  /** Versión que quien llama cree vigente (`If-Match`), y de qué agregado: la comprueba el repositorio. */
  versionEsperada?: Readonly<{ id: string; version: number }>
  /** Partes por las que el actor puede firmar; `undefined`: por cualquiera, en nombre de ellas. */
  partes?: readonly string[]
}>

/** Un comando con su contexto: lo que recibe un caso de uso. */
export type Orden<C> = Readonly<{ comando: C; contexto: Contexto }>

/** Un lugar de la bitácora: `posicion` es densa y empieza en 1 en cada tópico. */
export type Posicion = Readonly<{ topico: string; posicion: number }>

/** Lo que deja una orden aceptada. `repetido`: ya estaba hecha con la misma clave. */
export type Hecho<R> = Readonly<{
  resultado: R
  posiciones: readonly Posicion[]
  repetido: boolean
  /** El resultado en JSON como quedó guardado con su clave: quien repite recibe los mismos bytes. */
  texto?: string
}>
