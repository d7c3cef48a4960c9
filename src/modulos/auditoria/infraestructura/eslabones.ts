import type pg from 'pg'

/** Un eslabón guardado: qué mensaje encadena, y a cuál sigue. */
export type Eslabon = Readonly<{
  topico: string
  posicion: number
  idMensaje: string
  actor: string
  tipo: string
  clave: string
  hashAnterior: Buffer
  hash: Buffer
}>

type Consultable = Pick<pg.Pool, 'query'>

const COLUMNAS = `topico, posicion::float8 as posicion, id_mensaje as "idMensaje", actor, tipo, clave,
  hash_anterior as "hashAnterior", hash`

/** El último eslabón de un tópico, o `null` si aún no tiene ninguno. */
export const ultimoEslabon = async (db: Consultable, topico: string): Promise<Eslabon | null> => {
  const { rows } = await db.query<Eslabon>({
    name: 'auditoria:ultimo',
    text: `select ${COLUMNAS} from auditoria where topico = $1 order by auditoria.posicion desc limit 1`,
    values: [topico],
  })
  return rows[0] ?? null
}

/** Los eslabones de un tópico después de `desde`, en orden. */
export const leerEslabones = async (
  db: Consultable,
  { topico, desde, limite }: Readonly<{ topico: string; desde: number; limite: number }>,
): Promise<readonly Eslabon[]> => {
  const { rows } = await db.query<Eslabon>({
    name: 'auditoria:leer',
    text: `select ${COLUMNAS} from auditoria where topico = $1 and auditoria.posicion > $2
      order by auditoria.posicion limit $3`,
    values: [topico, desde, limite],
  })
  return rows
}

/** Añade eslabones; los que ya están hacen fallar la transacción, que es lo que se quiere. */
export const anadirEslabones = async (db: Consultable, eslabones: readonly Eslabon[]): Promise<void> => {
  const columna = <C extends keyof Eslabon>(campo: C) => eslabones.map((e) => e[campo])
  await db.query({
    name: 'auditoria:anadir',
    text: `insert into auditoria (topico, posicion, id_mensaje, actor, tipo, clave, hash_anterior, hash)
      select * from unnest($1::text[], $2::int8[], $3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::bytea[], $8::bytea[])`,
    values: [
      columna('topico'),
      columna('posicion'),
      columna('idMensaje'),
      columna('actor'),
      columna('tipo'),
      columna('clave'),
      columna('hashAnterior'),
      columna('hash'),
    ],
  })
}
