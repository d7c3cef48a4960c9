import { sentenciaDeFilas } from './arreglos.ts'
import type { Mapa, TipoSql } from './mapa.ts'
import type { Sentencia } from './paquete.ts'

export type { Sentencia } from './paquete.ts'

type Columna = readonly [nombre: string, tipo: TipoSql | 'daterange']

/** Todas las columnas de la tabla de un agregado, en el orden en que viajan. */
export const columnasDe = (mapa: Mapa<never>): readonly Columna[] => {
  const sabidas = columnas.get(mapa)
  if (sabidas) return sabidas
  const todas: Columna[] = [['id', 'uuid'], ['version', 'int8'], ...Object.entries(mapa.columnas)]
  columnas.set(mapa, todas)
  return todas
}

const columnas = new WeakMap<Mapa<never>, readonly Columna[]>()

const nombres = (columnas: readonly Columna[]): string => columnas.map(([n]) => n).join(', ')
/**
 * Inserta filas en `tabla`; devuelve la primera columna de las que entraron. Las que chocan con otra, ni
 * entran ni fallan.
 */
export const insertarConGuarda = (
  nombre: string,
  tabla: string,
  { columnas, filas }: { columnas: readonly Columna[]; filas: readonly (readonly unknown[])[] },
): Sentencia =>
  sentenciaDeFilas(
    { nombre, columnas, filas },
    (origen) => `insert into ${tabla} (${nombres(columnas)}) select ${nombres(columnas)} from ${origen}
      on conflict do nothing returning ${columnas[0]![0]}::text as id`,
  )

/** Cambia todas las columnas de unas filas que ya existen, por su id. */
export const cambiarFilas = (mapa: Mapa<never>, filas: readonly (readonly unknown[])[]): Sentencia => {
  const lista = columnasDe(mapa)
  const valores = lista
    .slice(1)
    .map(([n]) => `${n} = u.${n}`)
    .join(', ')
  return sentenciaDeFilas(
    { nombre: `cambiar:${mapa.tabla}`, columnas: lista, filas },
    (origen) => `update ${mapa.tabla} t set ${valores} from ${origen} where t.id = u.id`,
  )
}

type Textos = Readonly<{ leer: string; bloquear: string; compartir: string }>
const textos = new Map<string, Textos>()

/** Los textos SQL de la tabla de un agregado, una vez por mapa. */
export const textosDe = (mapa: Mapa<never>): Textos => {
  const hechos = textos.get(mapa.tabla) ?? componer(mapa)
  textos.set(mapa.tabla, hechos)
  return hechos
}

const componer = (mapa: Mapa<never>): Textos => {
  const { tabla } = mapa
  return {
    leer: `select ${nombres(columnasDe(mapa))} from ${tabla} where id = any($1::uuid[])`,
    bloquear: `select id, version from ${tabla} where id = any($1::uuid[]) order by id for update`,
    compartir: `select id, version from ${tabla} where id = any($1::uuid[]) order by id for share`,
  }
}
