import type { Origen } from './contexto.ts'

/**
 * Un mensaje de la bitácora: el sobre en columnas y el contenido en Avro (single-object encoding).
 * `posicion` es densa y está en orden de commit dentro de `topico`; el orden se promete por `clave`.
 */
export type Mensaje = Readonly<{
  topico: string
  posicion: number
  /** UUID v7 del mensaje; sirve para no repetir. Nunca para ordenar. */
  id: string
  /** Nombre del evento o comando, p. ej. `ContratoCreado`. */
  tipo: string
  versionEsquema: number
  /** Si el hecho salió a la vez en varias versiones, todas, de menor a mayor: cada quien lee una y salta las demás. */
  versiones?: readonly number[]
  /** Id del agregado. */
  clave: string
  /** Versión del agregado después del hecho. */
  versionAgregado: number
  /** Cuándo ocurrió, reloj de negocio, ms desde la época. */
  ocurridoEn: number
  /** Cuándo se guardó, reloj de la base, ms desde la época. */
  guardadoEn: number
  actor: string
  origen: Origen
  correlacion: string
  causacion: string | null
  traceparent: string | null
  servicio: string
  contenido: Buffer
}>

/** Un mensaje que la unidad de trabajo aún no escribió: sin posición ni hora de guardado. */
export type MensajePorEscribir = Omit<Mensaje, 'posicion' | 'guardadoEn'>

/** Un evento de integración: público, versionado, con su esquema Avro en `schema/vN`. */
export type EventoIntegracion<T extends string = string, D = unknown> = Readonly<{
  topico: string
  tipo: T
  versionEsquema: number
  /** Las versiones en que sale a la vez este hecho, si son varias. */
  versiones?: readonly number[]
  datos: D
}>
