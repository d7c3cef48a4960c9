import pg from 'pg'
import type { Mensaje } from '../../aplicacion/mensajes.ts'
import { type CambioEnsayado, type Ensayado, ensayoFallido, soloLoDistinto } from '../suscripciones/ensayo.ts'
import { esquemaBase, generacionesEnUso } from './generaciones.ts'
import { atenderGeneracion } from './lectura.ts'
import { esquemaDe, type Proyeccion, suscripcionDe } from './proyeccion.ts'

const PLAZO = 10_000
/** Filas de cada tabla que se cuentan como mucho. */
const FILAS = 50

type Fila = Record<string, unknown>
type Obra = Readonly<{ pool: pg.Pool; tx: pg.PoolClient; tabla: string; xid: string }>

const LLAVE = `select a.attname as columna from pg_index i
  join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
  where i.indrelid = $1::regclass and i.indisprimary order by a.attnum`

/**
 * Lo que una transacción abierta cambió en una tabla lo dice la propia base: las filas que escribió llevan su
 * número en `xmin`, y las que sustituyó o borró, vistas desde fuera, en `xmax`.
 */
const cambiosDeTabla = async ({ pool, tx, tabla, xid }: Obra): Promise<CambioEnsayado[]> => {
  const { rows: columnas } = await tx.query<{ columna: string }>(LLAVE, [tabla])
  const llaveDe = (f: Fila): string => columnas.map(({ columna }) => String(f[columna])).join(' ')
  const leer = async (db: Pick<pg.Pool, 'query'>, marca: 'xmin' | 'xmax'): Promise<Map<string, Fila>> => {
    const { rows } = await db.query<{ fila: Fila }>(
      `select to_jsonb(t) as fila from ${tabla} t where t.${marca} = $1::text::xid limit ${FILAS}`,
      [xid],
    )
    return new Map(rows.map(({ fila }) => [llaveDe(fila), fila]))
  }
  const [antes, despues] = [await leer(pool, 'xmax'), await leer(tx, 'xmin')]
  return [...new Set([...antes.keys(), ...despues.keys()])].map((llave) =>
    soloLoDistinto({
      ...{ tabla: tabla.split('.').at(-1)!.replaceAll('"', ''), llave },
      ...{ antes: antes.get(llave) ?? null, despues: despues.get(llave) ?? null },
    }),
  )
}

const plegarYMirar = async (
  { pool, tx, base }: Readonly<{ pool: pg.Pool; tx: pg.PoolClient; base: string }>,
  { proyeccion, generacion }: Readonly<{ proyeccion: Proyeccion; generacion: number }>,
  mensaje: Mensaje,
): Promise<CambioEnsayado[]> => {
  await atenderGeneracion(proyeccion, { base, generacion })([mensaje], tx)
  const { rows } = await tx.query<{ xid: string }>('select pg_current_xact_id()::xid::text as xid')
  const esquema = esquemaDe(base, { nombre: proyeccion.nombre, generacion })
  const cambios: CambioEnsayado[] = []
  for (const nombre of proyeccion.tablas) {
    const tabla = `${pg.escapeIdentifier(esquema)}.${pg.escapeIdentifier(nombre)}`
    cambios.push(...(await cambiosDeTabla({ pool, tx, tabla, xid: rows[0]!.xid })))
  }
  return cambios
}

/**
 * Pliega un mensaje en la generación de `suscripcion` dentro de una transacción que se deshace, y contesta qué
 * filas cambiaría; `null` si esa suscripción no es de ninguna generación en uso.
 */
export const ensayarPliegue = async (
  { pool, proyecciones }: Readonly<{ pool: pg.Pool; proyecciones: readonly Proyeccion[] }>,
  suscripcion: string,
  mensaje: Mensaje,
): Promise<Ensayado | null> => {
  const suya = (await generacionesEnUso(pool)).find((g) => suscripcionDe(g) === suscripcion)
  const proyeccion = suya && proyecciones.find((p) => p.nombre === suya.nombre && p.version === suya.version)
  if (!suya || !proyeccion) return null
  const base = await esquemaBase(pool)
  const tx = await pool.connect()
  try {
    await tx.query(`begin; set local statement_timeout = ${PLAZO}`)
    const cambios = await plegarYMirar({ pool, tx, base }, { proyeccion, ...suya }, mensaje)
    const desenlace = cambios.length > 0 ? 'aplicaria' : 'sin-efecto'
    return { desenlace, error: null, cambios, eventos: [] }
  } catch (error) {
    return ensayoFallido(error)
  } finally {
    await tx.query('rollback').catch(() => {})
    tx.release()
  }
}
