import type pg from 'pg'
import type { ContratoBuscado, Ficha } from './consumidores/fichas.ts'
import { ordenDe } from './palabras.ts'

type Consultable = Pick<pg.Pool, 'query'>

const porId = <F extends { id: string }>(filas: readonly F[]): Map<string, F> =>
  new Map(filas.map((f) => [f.id, f]))

export const leerFichas = async (db: Consultable, ids: readonly string[]): Promise<Map<string, Ficha>> => {
  const { rows } = await db.query<Ficha>(
    'select id, clase, titulo, detalle, estado, palabras from busqueda_fichas where id = any($1::uuid[])',
    [ids],
  )
  return porId(rows)
}

export const leerContratos = async (
  db: Consultable,
  ids: readonly string[],
): Promise<Map<string, ContratoBuscado>> => {
  const { rows } = await db.query<ContratoBuscado>(
    `select id, numero, estado, palabras, id_propiedad, partes
     from busqueda_contratos where id = any($1::uuid[])`,
    [ids],
  )
  return porId(rows)
}

export const guardarFichas = async (db: Consultable, fichas: readonly Ficha[]): Promise<void> => {
  await db.query({
    name: 'busqueda:guardar-fichas',
    text: `insert into busqueda_fichas select * from jsonb_to_recordset($1::jsonb)
        as f(id uuid, clase text, titulo text, detalle text, estado text, palabras text[])
      on conflict (id) do update set titulo = excluded.titulo, detalle = excluded.detalle,
        estado = excluded.estado, palabras = excluded.palabras`,
    values: [JSON.stringify(fichas)],
  })
}

export const guardarContratos = async (
  db: Consultable,
  contratos: readonly ContratoBuscado[],
): Promise<void> => {
  await db.query({
    name: 'busqueda:guardar-contratos',
    text: `insert into busqueda_contratos select * from jsonb_to_recordset($1::jsonb)
        as f(id uuid, numero text, estado text, palabras text[], id_propiedad uuid, partes uuid[])
      on conflict (id) do update set numero = excluded.numero, estado = excluded.estado,
        palabras = excluded.palabras, id_propiedad = excluded.id_propiedad, partes = excluded.partes`,
    values: [JSON.stringify(contratos)],
  })
}

/** Los contratos que nombran alguna de esas fichas. */
export const contratosQueNombran = async (db: Consultable, ids: readonly string[]): Promise<string[]> => {
  const { rows } = await db.query<{ id: string }>(
    'select id from busqueda_contratos where (partes || id_propiedad) && $1::uuid[] order by id',
    [ids],
  )
  return rows.map((f) => f.id)
}

// El orden lo calcula TypeScript, como al buscar: lo que aquí se guarda es el título, y va en otra pasada.
const PONER = `insert into busqueda_entradas
    select e.id, e.clase, e.titulo, e.detalle, e.estado, e.orden, array_to_tsvector(e.palabras)
    from jsonb_to_recordset($1::jsonb)
      as e(id uuid, clase text, titulo text, detalle text, estado text, orden text, palabras text[])
  on conflict (id) do update set titulo = excluded.titulo, detalle = excluded.detalle,
    estado = excluded.estado, orden = excluded.orden, palabras = excluded.palabras`

type Entrada = Omit<Ficha, 'clase'> & Readonly<{ clase: string }>

const poner = async (db: Consultable, entradas: readonly Entrada[]): Promise<void> => {
  const filas = entradas.map((e) => ({ ...e, orden: ordenDe(e.titulo), palabras: [...new Set(e.palabras)] }))
  await db.query({ name: 'busqueda:poner', text: PONER, values: [JSON.stringify(filas)] })
}

/** Rehace las entradas de unas fichas. */
export const rehacerFichas = async (db: Consultable, ids: readonly string[]): Promise<void> => {
  await poner(db, [...(await leerFichas(db, ids)).values()])
}

const COMPONER = `select c.id, 'contrato' as clase, c.numero as titulo, c.estado,
    concat_ws(' · ', p.titulo, a.titulo, i.titulo) as detalle,
    c.palabras || coalesce(p.palabras, '{}') || coalesce((
      select array_agg(x order by x) from busqueda_fichas f, unnest(f.palabras) as x
      where f.id = any(c.partes)), '{}') as palabras
  from busqueda_contratos c
  left join busqueda_fichas p on p.id = c.id_propiedad
  left join busqueda_fichas a on a.id = c.partes[1]
  left join busqueda_fichas i on i.id = c.partes[2]
  where c.id = any($1::uuid[])`

/** Contratos que se rehacen por consulta: renombrar a quien tiene miles no junta todo en memoria. */
const TROZO = 1_000

/** Rehace las entradas de unos contratos con lo que hoy se sabe de lo que nombran. */
export const rehacerContratos = async (db: Consultable, ids: readonly string[]): Promise<void> => {
  for (let i = 0; i < ids.length; i += TROZO) {
    const { rows } = await db.query<Entrada>({
      name: 'busqueda:componer',
      text: COMPONER,
      values: [ids.slice(i, i + TROZO)],
    })
    await poner(db, rows)
  }
}
