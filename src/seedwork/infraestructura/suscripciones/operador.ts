import { randomUUIDv7 } from 'node:crypto'
import type pg from 'pg'
import { ErrorDominio } from '../../dominio/errores.ts'
import { aJson, deJson, type MensajeJson } from '../fuentes/mensaje-json.ts'
import type { EstadoApartado } from './apartado.ts'

/** Códigos que pueden contestar los actos de un operador. */
export const CODIGOS_APARTADOS = ['ApartadoNoEncontrado', 'ApartadoNoMarcable'] as const

/** Lo que puede pedir un operador. Sólo marca: el dueño de la suscripción lo hace, en orden. */
export type ActoApartado = 'reintento' | 'edicion' | 'descarte'

/** Un mensaje apartado, con la forma que se enseña. Instantes en RFC 3339. */
export type Apartado = Readonly<{
  id: string
  suscripcion: string
  topico: string
  posicion: number
  clave: string
  id_mensaje: string
  tipo: string
  estado: EstadoApartado
  intentos: number
  error: string | null
  error_clase: string | null
  primer_fallo: string | null
  ultimo_fallo: string | null
  proximo_intento: string | null
  motivo: string | null
  actor: string | null
  /** Mensajes de su clave que esperan detrás de él. */
  detras: number
}>

const COLUMNAS = `id, suscripcion, topico, posicion, clave, id_mensaje, tipo, estado, intentos, error, error_clase,
  primer_fallo, ultimo_fallo, proximo_intento, motivo, actor,
  (select count(*) from apartados b where b.suscripcion = a.suscripcion and b.topico = a.topico
     and b.clave = a.clave and b.posicion > a.posicion and b.cerrado_en is null) as detras`

/** Un pool, o un cliente en medio de su transacción (para ensayar y deshacer). */
type Consultable = Pick<pg.Pool, 'query'>

type Fila = Record<string, unknown>
const instante = (valor: unknown): string | null =>
  valor === null ? null : valor instanceof Date ? valor.toISOString() : String(valor)

const aApartado = (f: Fila): Apartado =>
  ({
    ...f,
    posicion: Number(f.posicion),
    detras: Number(f.detras),
    primer_fallo: instante(f.primer_fallo),
    ultimo_fallo: instante(f.ultimo_fallo),
    proximo_intento: instante(f.proximo_intento),
  }) as Apartado

/** Filtros y página de `listarApartados`; `despues` es el id del último visto. Sin `estado`: los abiertos. */
export type FiltroApartados = Readonly<{
  suscripcion?: string
  estado?: EstadoApartado
  despues?: string
  limite?: number
}>

const CUMPLE = `($1::text is null or suscripcion = $1)
       and case when $2::text is null then cerrado_en is null else estado = $2 end`

/** Los apartados, del más antiguo al más nuevo. */
export const listarApartados = async (pool: pg.Pool, filtro: FiltroApartados = {}): Promise<Apartado[]> => {
  const { rows } = await pool.query<Fila>(
    `select ${COLUMNAS} from apartados a
     where ${CUMPLE}
       and ($3::uuid is null or (apartado_en, id) > (select apartado_en, id from apartados where id = $3))
     order by apartado_en, id limit $4`,
    [filtro.suscripcion ?? null, filtro.estado ?? null, filtro.despues ?? null, filtro.limite ?? 25],
  )
  return rows.map(aApartado)
}

/** Cuántos apartados cumplen un filtro, en todas las páginas. */
export const contarApartados = async (
  pool: pg.Pool,
  { suscripcion, estado }: Pick<FiltroApartados, 'suscripcion' | 'estado'>,
): Promise<number> => {
  const { rows } = await pool.query<{ total: bigint }>(
    `select count(*) as total from apartados where ${CUMPLE}`,
    [suscripcion ?? null, estado ?? null],
  )
  return Number(rows[0]?.total ?? 0)
}

/** Lo que sólo se ve de un apartado al abrirlo: su mensaje, la copia si se editó, y de dónde salió el fallo. */
type Entero = Readonly<{ mensaje: MensajeJson; copia: MensajeJson | null; pila: string | null }>

/** Un apartado con su mensaje entero, su pila y, si se editó, la copia. Falla con `ApartadoNoEncontrado`. */
export const verApartado = async (pool: Consultable, id: string): Promise<Apartado & Entero> => {
  const { rows } = await pool.query<Fila & Entero>(
    `select ${COLUMNAS}, mensaje, copia, pila from apartados a where id = $1`,
    [id],
  )
  const fila = rows[0]
  if (!fila) throw new ErrorDominio('ApartadoNoEncontrado', 'ese apartado no existe', { id })
  return { ...aApartado(fila), mensaje: fila.mensaje, copia: fila.copia, pila: fila.pila }
}

const MARCABLES: Record<ActoApartado, readonly EstadoApartado[]> = {
  reintento: ['espera-operador', 'esperando-reintento', 'esperando-referencia'],
  edicion: ['espera-operador', 'esperando-reintento', 'esperando-referencia', 'en-cola'],
  descarte: ['espera-operador', 'esperando-reintento', 'esperando-referencia', 'en-cola'],
}

/** Quién, por qué y, al editar, el contenido Avro que sustituye al original. */
export type DatosActo = Readonly<{ motivo: string; actor: string; contenido?: Buffer }>

/** La copia editada: contenido y id nuevos, causada por el original; el resto del sobre no se toca. */
const editar = (mensaje: MensajeJson, contenido: Buffer): MensajeJson => {
  const original = deJson(mensaje)
  return aJson({ ...original, id: randomUUIDv7(), causacion: original.id, contenido })
}

/**
 * Marca un apartado. Falla con `ApartadoNoEncontrado`, o con `ApartadoNoMarcable` si ya está cerrado,
 * ya está marcado, o se pide el reintento de uno que espera detrás de otro.
 */
export const marcarApartado = async (
  pool: Consultable,
  { id, acto, motivo, actor, contenido }: DatosActo & { id: string; acto: ActoApartado },
): Promise<Apartado> => {
  const { mensaje, estado } = await verApartado(pool, id)
  if (acto === 'edicion' && !contenido)
    throw new ErrorDominio('ApartadoNoMarcable', 'una edición necesita el contenido nuevo', { id })
  const copia = acto === 'edicion' && contenido ? editar(mensaje, contenido) : null
  const { rowCount } = await pool.query(
    `update apartados set estado = $2, motivo = $3, actor = $4, copia = coalesce($5, copia),
       marcado_en = clock_timestamp()
     where id = $1 and estado = any($6) and cerrado_en is null`,
    [id, `marcado-${acto}`, motivo, actor, copia && JSON.stringify(copia), MARCABLES[acto]],
  )
  if (rowCount !== 1)
    throw new ErrorDominio('ApartadoNoMarcable', `un apartado en «${estado}» no admite ${acto}`, {
      id,
      estado,
    })
  return verApartado(pool, id)
}
