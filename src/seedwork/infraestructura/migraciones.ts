import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as dormir } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration'
import type pg from 'pg'

/** Qué migrar: cada módulo lleva su propia tabla de control, para poder irse a otro proceso. */
export type Migraciones = Readonly<{ pool: pg.Pool; esquema: string; modulo: string; carpeta: string }>

const proveedor = (carpeta: string): MigrationProvider => ({
  async getMigrations() {
    const archivos = (await readdir(carpeta)).filter((a) => /^\d{4}_.*\.ts$/.test(a)).sort()
    const cargadas = archivos.map(
      async (a): Promise<[string, Migration]> => [
        path.basename(a, '.ts'),
        (await import(pathToFileURL(path.join(carpeta, a)).href)) as Migration,
      ],
    )
    return Object.fromEntries(await Promise.all(cargadas))
  },
})

/** Veces que se vuelve a intentar una migración que se abrazó con las órdenes de la versión anterior, y ms entre ellas. */
const INTENTOS = 10
const PAUSA = 200

const seAbrazo = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === '40P01'

/** Migra; lo que la base deshace por un abrazo mortal no dejó nada escrito, y se intenta otra vez. */
const insistir = async (migrador: Migrator) => {
  for (let intento = 1; ; intento++) {
    const hecho = await migrador.migrateToLatest()
    if (!seAbrazo(hecho.error) || intento === INTENTOS) return hecho
    await dormir(PAUSA)
  }
}

/**
 * Lleva las tablas de un módulo a la última versión. Varios procesos pueden empezar a la vez:
 * el candado del migrador deja pasar a uno y los demás no encuentran nada que hacer. Otros, de la versión
 * anterior, pueden seguir escribiendo mientras tanto.
 */
export const migrar = async ({ pool, esquema, modulo, carpeta }: Migraciones): Promise<void> => {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: sinCerrar(pool) }) })
  await crearEsquema(db, esquema)
  const migrador = new Migrator({
    db,
    provider: proveedor(carpeta),
    migrationTableSchema: esquema,
    migrationTableName: `migraciones_${modulo}`,
    migrationLockTableName: `migraciones_${modulo}_candado`,
  })
  const { error, results } = await insistir(migrador)
  if (error) {
    const fallida = results?.find((r) => r.status === 'Error')?.migrationName ?? 'desconocida'
    throw new Error(`la migración ${fallida} de ${modulo} falló: ${(error as Error).message}`, {
      cause: error,
    })
  }
}

/**
 * `create schema if not exists` puede chocar consigo mismo en dos procesos: el candado lo ordena. Y pide
 * permiso sobre la base aunque el esquema ya esté: a un rol que sólo es dueño del suyo se le ahorra.
 */
const crearEsquema = (db: Kysely<unknown>, esquema: string): Promise<void> =>
  db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('alpes.migraciones'))`.execute(tx)
    const { rows } = await sql`select 1 from pg_namespace where nspname = ${esquema}`.execute(tx)
    if (rows.length === 0) await sql`create schema ${sql.id(esquema)}`.execute(tx)
  })

/** Kysely cierra su pool al destruirse; el nuestro sigue vivo. */
const sinCerrar = (pool: pg.Pool) => ({
  connect: () => pool.connect(),
  end: async () => {},
  options: pool.options,
})
