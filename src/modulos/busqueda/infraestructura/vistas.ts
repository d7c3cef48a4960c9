import type pg from 'pg'
import { consultaDe, ordenDe } from './palabras.ts'

/** Algo encontrado: qué es, cómo se llama y con qué se distingue de otro igual. */
export type Hallazgo = Readonly<{
  clase: 'contrato' | 'inmueble' | 'cliente'
  id: string
  titulo: string
  detalle: string
  /** El del contrato, o `Retirado` en un inmueble que ya salió. */
  estado: string | null
}>

// Lo que empieza igual sale por su índice aunque haya miles de coincidencias; lo demás se corta en mil.
const BUSCAR = `with empiezan as (
    select * from busqueda_entradas
    where orden collate "C" >= $1 and orden collate "C" < $1 || chr(1114111)
    order by orden collate "C", id limit $3
  ), contienen as (
    select * from busqueda_entradas where palabras @@ $2::tsquery limit 1000
  ), halladas as (select * from empiezan union select * from contienen)
  select clase, id, titulo, detalle, estado from halladas
  order by orden <> $1, not starts_with(orden, $1), orden collate "C", id limit $3`

/** Lo que tiene todas las palabras de `q` como prefijos: primero el título exacto, luego los que empiezan así. */
export const buscar = async (
  db: Pick<pg.Pool, 'query'>,
  { q, limite }: Readonly<{ q: string; limite: number }>,
): Promise<readonly Hallazgo[]> => {
  const consulta = consultaDe(q)
  if (consulta === null) return []
  const { rows } = await db.query<Hallazgo>({
    name: 'busqueda:buscar',
    text: BUSCAR,
    values: [ordenDe(q), consulta, limite],
  })
  return rows
}
