import type pg from 'pg'
import type { Mensaje } from '../../aplicacion/mensajes.ts'

/**
 * Una lectura que se mantiene sola plegando la bitácora, y que se puede rehacer al lado de la viva.
 * El pliegue sólo escribe, con `tx`, en sus tablas: no tiene otros efectos, así que rehacerlo no
 * manda correos ni publica nada. Su resultado no puede depender de cómo se mezclen los tópicos entre
 * sí ni de dónde se corten los lotes: sólo del orden dentro de cada tópico.
 */
export type Proyeccion = Readonly<{
  /** Único y estable, en minúsculas: da nombre a sus suscripciones y a sus esquemas. */
  nombre: string
  /** Sube cuando cambian las tablas o el pliegue: al arrancar se construye de nuevo, al lado. */
  version: number
  topicos: readonly string[]
  /** Las tablas que crea `ddl`, sin esquema: las lecturas las ven, con ese nombre, como vistas. */
  tablas: readonly string[]
  ddl: string
  plegar(mensajes: readonly Mensaje[], tx: pg.PoolClient): Promise<void>
}>

/** Una construcción de una proyección: sus tablas y su suscripción son sólo suyas. */
export type Generacion = Readonly<{
  nombre: string
  generacion: number
  version: number
  estado: 'viva' | 'construyendo'
  motivo: string
  actor: string
  /** RFC 3339, reloj de la base. */
  iniciada_en: string
}>

type Lugar = Readonly<{ nombre: string; generacion: number }>

/** Nombre de la suscripción de una generación. */
export const suscripcionDe = ({ nombre, generacion }: Lugar): string => `${nombre}@${generacion}`

/** Esquema de PostgreSQL donde viven sus tablas; `base` es el de las vistas. */
export const esquemaDe = (base: string, { nombre, generacion }: Lugar): string =>
  `${base}_${nombre}_${generacion}`

/** Códigos que puede contestar quien opera las proyecciones. */
export const CODIGOS_PROYECCIONES = [
  'ProyeccionNoEncontrada',
  'ReconstruccionEnCurso',
  'ReconstruccionImposible',
] as const
