/**
 * `BASE_DATOS_URL=postgres://admin… node herramientas/roles-de-base.ts [--prefijo=alpes] [--sql]`
 *
 * Deja la base lista para que cada servicio entre con un rol propio que sólo es dueño de lo suyo: ni
 * superusuario, ni crea bases o roles, ni ve el esquema de otro. Se puede repetir. Las claves vienen de
 * `CLAVE_API`, `CLAVE_NOTIFICACIONES` y `CLAVE_LECTURA`; la que falte se inventa y se imprime una vez. Todo, también
 * `BASE_DATOS_URL`, puede venir del archivo que nombre `<NOMBRE>_FILE`.
 * Con `--sql` sólo imprime las sentencias, para quien las corre por su cuenta.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import pg from 'pg'

/** El rol de lectura mira y no toca: para informes y para quien busca un fallo. */
const SERVICIOS = [
  { nombre: 'api', esquema: 'alpes', clave: 'CLAVE_API' },
  { nombre: 'notificaciones', esquema: 'notificaciones', clave: 'CLAVE_NOTIFICACIONES' },
] as const

const ajuste = (nombre: string): string | undefined => {
  const archivo = process.env[`${nombre}_FILE`]
  return archivo ? readFileSync(archivo, 'utf8').trim() : process.env[nombre]
}

const id = pg.escapeIdentifier
const texto = pg.escapeLiteral

const rol = (nombre: string, clave: string): string[] => [
  `do $$ begin
    if not exists (select from pg_roles where rolname = ${texto(nombre)}) then create role ${id(nombre)}; end if;
  end $$`,
  `alter role ${id(nombre)} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password ${texto(clave)}`,
]

// Si el esquema lo había hecho otro (una instalación anterior), lo suyo pasa al rol nuevo.
const dueno = (esquema: string, nombre: string): string[] => [
  `create schema if not exists ${id(esquema)}`,
  `alter schema ${id(esquema)} owner to ${id(nombre)}`,
  `do $$ declare o record; begin
    for o in select c.relname, c.relkind from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ${texto(esquema)} and c.relkind in ('r', 'p', 'v', 'm')
    loop execute format('alter table %I.%I owner to %I', ${texto(esquema)}, o.relname, ${texto(nombre)}); end loop;
    for o in select p.oid::regprocedure as firma from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = ${texto(esquema)}
    loop execute format('alter function %s owner to %I', o.firma, ${texto(nombre)}); end loop;
  end $$`,
  `revoke all on schema ${id(esquema)} from public`,
]

const lectura = (esquema: string, prefijo: string, servicio: string): string[] => [
  `grant usage on schema ${id(esquema)} to ${id(`${prefijo}_lectura`)}`,
  `grant select on all tables in schema ${id(esquema)} to ${id(`${prefijo}_lectura`)}`,
  `alter default privileges for role ${id(`${prefijo}_${servicio}`)} in schema ${id(esquema)}
    grant select on tables to ${id(`${prefijo}_lectura`)}`,
]

const sentencias = (base: string, prefijo: string, claves: Readonly<Record<string, string>>): string[] => [
  'create extension if not exists btree_gist',
  ...SERVICIOS.flatMap((s) => rol(`${prefijo}_${s.nombre}`, claves[s.clave]!)),
  ...rol(`${prefijo}_lectura`, claves.CLAVE_LECTURA!),
  `revoke all on database ${id(base)} from public`,
  'revoke create on schema public from public',
  ...[...SERVICIOS.map((s) => s.nombre), 'lectura'].map(
    (s) => `grant connect on database ${id(base)} to ${id(`${prefijo}_${s}`)}`,
  ),
  // Una proyección que se rehace vive en un esquema nuevo al lado de la viva.
  `grant create on database ${id(base)} to ${id(`${prefijo}_api`)}`,
  // La alarma de la transacción más vieja mira también las sesiones de otros.
  `grant pg_read_all_stats to ${id(`${prefijo}_api`)}`,
  ...SERVICIOS.flatMap((s) => dueno(s.esquema, `${prefijo}_${s.nombre}`)),
  ...SERVICIOS.flatMap((s) => lectura(s.esquema, prefijo, s.nombre)),
]

const { values } = parseArgs({
  options: { prefijo: { type: 'string', default: 'alpes' }, sql: { type: 'boolean', default: false } },
})
const url = ajuste('BASE_DATOS_URL')
if (!url) throw new Error('falta BASE_DATOS_URL, con un rol que pueda crear roles y esquemas')
const nombres = [...SERVICIOS.map((s) => s.clave), 'CLAVE_LECTURA']
const claves = Object.fromEntries(
  nombres.map((nombre) => [nombre, ajuste(nombre) ?? randomBytes(24).toString('base64url')]),
)
const base = decodeURIComponent(new URL(url).pathname.slice(1))
const todas = sentencias(base, values.prefijo, claves)
if (values.sql) console.log(`${todas.join(';\n')};`)
else {
  const cliente = new pg.Client({ connectionString: url })
  await cliente.connect()
  await cliente.query(`begin;\n${todas.join(';\n')};\ncommit`)
  await cliente.end()
  console.log(
    `roles ${nombres.map((n) => `${values.prefijo}_${n.slice(6).toLowerCase()}`).join(', ')} listos`,
  )
  for (const nombre of nombres) if (!ajuste(nombre)) console.log(`${nombre}=${claves[nombre]}`)
}
