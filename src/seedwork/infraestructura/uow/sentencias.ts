import { desempacar } from './arreglos.ts'
import type { Mapa, TipoSql } from './mapa.ts'

/** Una sentencia con nombre (preparada una vez por conexión). */
export type Sentencia = Readonly<{ name?: string; text: string; values?: readonly unknown[] }>

type Columna = readonly [nombre: string, tipo: TipoSql | 'daterange']

/** Todas las columnas de la tabla de un agregado, en el orden en que viajan. */
export const columnasDe = (mapa: Mapa<never>): Columna[] => [
  ['id', 'uuid'],
  ['version', 'int8'],
  ...Object.entries(mapa.columnas),
]

const nombres = (columnas: readonly Columna[]): string => columnas.map(([n]) => n).join(', ')
/** Inserta filas; devuelve la primera columna de las que entraron. Las que chocan no entran ni fallan. */
export const insertarGuardas = (tabla: string, columnas: readonly Columna[]): string =>
  `insert into ${tabla} (${nombres(columnas)}) select * from ${desempacar(columnas)}
   on conflict do nothing returning ${columnas[0]![0]}::text as id`

type Textos = Readonly<{ leer: string; bloquear: string; compartir: string; crear: string; cambiar: string }>
const textos = new Map<string, Textos>()

/** Los textos SQL de la tabla de un agregado, una vez por mapa. */
export const textosDe = (mapa: Mapa<never>): Textos => {
  const hechos = textos.get(mapa.tabla) ?? componer(mapa)
  textos.set(mapa.tabla, hechos)
  return hechos
}

const componer = (mapa: Mapa<never>): Textos => {
  const columnas = columnasDe(mapa)
  const resto = columnas.slice(1)
  const { tabla } = mapa
  return {
    leer: `select ${nombres(columnas)} from ${tabla} where id = any($1::uuid[])`,
    bloquear: `select id, version from ${tabla} where id = any($1::uuid[]) order by id for update`,
    compartir: `select id, version from ${tabla} where id = any($1::uuid[]) order by id for share`,
    crear: insertarGuardas(tabla, columnas),
    cambiar: `update ${tabla} t set ${resto.map(([n]) => `${n} = u.${n}`).join(', ')}
      from ${desempacar(columnas)} as u(${nombres(columnas)}) where t.id = u.id`,
  }
}
