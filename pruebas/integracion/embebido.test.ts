import assert from 'node:assert/strict'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import pg from 'pg'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { lanzar, type ProcesoHijo } from '#pruebas/apoyo/proceso-hijo.ts'

const SERVICIO = new URL('../apoyo/servicio-postgres.ts', import.meta.url).pathname
const esRoot = process.getuid?.() === 0

const carpetas: string[] = []
const carpetaNueva = (modo = 0o755): string => {
  const carpeta = mkdtempSync(join(tmpdir(), 'alpes-embebido-'))
  chmodSync(carpeta, modo)
  carpetas.push(carpeta)
  return join(carpeta, 'datos')
}
after(() => {
  for (const carpeta of carpetas) rmSync(carpeta, { recursive: true, force: true })
})

type Listo = { url: string; pgdata: string; grado: string }
const abrir = (datos: string): ProcesoHijo => lanzar(SERVICIO, { args: [datos] })
const listo = async (servicio: ProcesoHijo): Promise<Listo> =>
  JSON.parse((await servicio.linea(/^listo (.*)$/m, 40_000))[1] ?? '') as Listo

const consultar = async (url: string, texto: string): Promise<unknown[][]> => {
  const cliente = new pg.Client({ connectionString: url })
  cliente.on('error', () => {})
  await cliente.connect()
  try {
    return (await cliente.query({ text: texto, rowMode: 'array' })).rows as unknown[][]
  } finally {
    await cliente.end()
  }
}

/** Si un proceso vive; un zombi que nadie recogió ya no vive. */
const vive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return !/^State:\s*Z/m.test(existsSync('/proc/self') ? readFileSync(`/proc/${pid}/status`, 'utf8') : '')
  } catch {
    return false
  }
}
const jefeDe = ({ pgdata }: Listo): number =>
  Number(readFileSync(join(pgdata, 'postmaster.pid'), 'utf8').split('\n')[0])
const padreDe = (pid: number): number =>
  Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])

test('abre, guarda, cierra con SIGTERM en 0 y lo guardado sigue', async () => {
  const datos = carpetaNueva()
  await using uno = abrir(datos)
  const primero = await listo(uno)
  assert.equal(primero.grado, 'duradera')
  assert.equal(statSync(primero.pgdata).mode & 0o777, 0o700)
  assert.equal(statSync(join(datos, 'postgres.clave')).mode & 0o777, 0o600)
  assert.notEqual(statSync(primero.pgdata).uid, 0, 'el servidor no corre como root')
  await consultar(primero.url, 'create table t as select 7 as n')
  const ajustes = await consultar(
    primero.url,
    `select current_setting('listen_addresses'), datcollate, datlocprovider, datlocale, pg_encoding_to_char(encoding)
     from pg_database where datname = current_database()`,
  )
  assert.deepEqual(ajustes, [['', 'C', 'b', 'C.UTF-8', 'UTF8']])
  const jefe = jefeDe(primero)
  uno.senal('SIGTERM')
  assert.equal(await uno.fin, 0, uno.dicho())
  assert.ok(!vive(jefe))
  await using dos = abrir(datos)
  assert.deepEqual(await consultar((await listo(dos)).url, 'select n from t'), [[7]])
})

test('sin la contraseña no se entra, aunque se llegue al socket', async () => {
  await using servicio = abrir(carpetaNueva())
  const url = new URL((await listo(servicio)).url)
  url.password = 'otra'
  await assert.rejects(consultar(url.href, 'select 1'), /password authentication failed/)
})

test('con SIGKILL nuestro el servidor se va, y el siguiente arranque lo tiene todo', async () => {
  const datos = carpetaNueva()
  await using uno = abrir(datos)
  const antes = await listo(uno)
  await consultar(antes.url, 'create table t as select 1 as n')
  const jefe = jefeDe(antes)
  uno.senal('SIGKILL')
  assert.equal(await uno.fin, 'SIGKILL')
  await using dos = abrir(datos)
  assert.deepEqual(await consultar((await listo(dos)).url, 'select n from t'), [[1]])
  assert.ok(!vive(jefe))
})

test('con SIGKILL nuestro y sin nuevo arranque, no queda ningún PostgreSQL', async () => {
  await using uno = abrir(carpetaNueva())
  const jefe = jefeDe(await listo(uno))
  uno.senal('SIGKILL')
  await esperarQue('el servidor se va solo', () => !vive(jefe))
})

test('si se muere solo, con una conexión ocupada, vuelve solo', async () => {
  await using servicio = abrir(carpetaNueva())
  const antes = await listo(servicio)
  await consultar(antes.url, 'create table t as select 1 as n')
  const ocupada = new pg.Client({ connectionString: antes.url })
  ocupada.on('error', () => {})
  await ocupada.connect()
  const vuelta = assert.rejects(ocupada.query('select count(*) from generate_series(1, 1000000000000)'))
  await esperarQue('la consulta corre', async () => {
    const [[corren] = [0]] = await consultar(
      antes.url,
      `select count(*)::int from pg_stat_activity where state = 'active' and query like '%generate_series%' and pid <> pg_backend_pid()`,
    )
    return Number(corren) > 0
  })
  process.kill(jefeDe(antes), 'SIGKILL')
  await servicio.linea(/caído disponible=false/)
  await servicio.linea(/volvió disponible=true/, 40_000)
  await vuelta
  assert.deepEqual(await consultar(antes.url, 'select n from t'), [[1]])
  servicio.senal('SIGTERM')
  assert.equal(await servicio.fin, 0, servicio.dicho())
})

test('si alguien le pide parar y una conexión no se va, no se queda a medias: vuelve solo', async () => {
  await using servicio = abrir(carpetaNueva())
  const antes = await listo(servicio)
  await consultar(antes.url, 'create table t as select 1 as n')
  const quieta = new pg.Client({ connectionString: antes.url })
  quieta.on('error', () => {})
  await quieta.connect()
  process.kill(jefeDe(antes), 'SIGTERM')
  await servicio.linea(/caído disponible=false/, 20_000)
  await servicio.linea(/volvió disponible=true/, 40_000)
  assert.deepEqual(await consultar(antes.url, 'select n from t'), [[1]])
  servicio.senal('SIGTERM')
  assert.equal(await servicio.fin, 0, servicio.dicho())
})

test('un servidor que sobrevivió a su vigía y a nosotros se para y se releva', {
  skip: !existsSync('/proc/self'),
}, async () => {
  const datos = carpetaNueva()
  await using uno = abrir(datos)
  const antes = await listo(uno)
  await consultar(antes.url, 'create table t as select 1 as n')
  const jefe = jefeDe(antes)
  process.kill(padreDe(jefe), 'SIGKILL')
  uno.senal('SIGKILL')
  process.kill(jefe, 'SIGSTOP')
  await uno.fin
  assert.ok(vive(jefe))
  await using dos = abrir(datos)
  const despues = await listo(dos)
  assert.notEqual(jefeDe(despues), jefe)
  assert.ok(!vive(jefe))
  assert.deepEqual(await consultar(despues.url, 'select n from t'), [[1]])
})

test('un postmaster.pid con el número de otro proceso vivo no impide empezar', async () => {
  const datos = carpetaNueva()
  await using uno = abrir(datos)
  const { pgdata } = await listo(uno)
  uno.senal('SIGTERM')
  await uno.fin
  const archivo = join(pgdata, 'postmaster.pid')
  writeFileSync(archivo, `${process.pid}\n${pgdata}\n1\n5432\n\n\n\n`)
  const { uid, gid } = statSync(pgdata)
  chownSync(archivo, uid, gid)
  await using dos = abrir(datos)
  await listo(dos)
})

test('el segundo proceso en la misma carpeta sale con 78 y nombra al primero', async () => {
  const datos = carpetaNueva()
  await using uno = abrir(datos)
  const { url } = await listo(uno)
  await using dos = abrir(datos)
  assert.equal(await dos.fin, 78)
  assert.match(dos.dicho(), new RegExp(`la tiene el proceso ${uno.pid};`))
  assert.doesNotMatch(dos.dicho(), /\n\s+at /)
  assert.deepEqual(await consultar(url, 'select 1'), [[1]])
})

test('una creación interrumpida no deja datos a medias', async () => {
  const datos = carpetaNueva()
  await using uno = abrir(datos)
  await esperarQue(
    'initdb empezó',
    () =>
      existsSync(datos) && readdirSync(datos).some((nombre) => existsSync(join(datos, nombre, 'PG_VERSION'))),
  )
  uno.senal('SIGKILL')
  await uno.fin
  assert.ok(!existsSync(join(datos, 'postgres')))
  await using dos = abrir(datos)
  await listo(dos)
  assert.deepEqual(
    readdirSync(datos).filter((nombre) => /nuevo|inicial/.test(nombre)),
    [],
  )
})

test('como root, en una carpeta que el usuario del servidor no alcanza, la base va aparte', {
  skip: !esRoot,
}, async () => {
  const datos = carpetaNueva(0o700)
  await using uno = abrir(datos)
  const { pgdata, url } = await listo(uno)
  const base = readFileSync(join(datos, 'postgres.ruta'), 'utf8').trim()
  carpetas.push(base)
  assert.match(base, /^\/var\/lib\/alpes\/[0-9a-f]{16}$/)
  assert.equal(pgdata, join(base, 'postgres'))
  assert.match(uno.dicho(), new RegExp(`la base está en ${base}`))
  await consultar(url, 'create table t as select 1 as n')
  uno.senal('SIGTERM')
  assert.equal(await uno.fin, 0)
  await using dos = abrir(datos)
  assert.deepEqual(await consultar((await listo(dos)).url, 'select n from t'), [[1]])
  dos.senal('SIGTERM')
  await dos.fin
  rmSync(base, { recursive: true })
  await using tres = abrir(datos)
  assert.equal(await tres.fin, 78, 'unos datos perdidos no se cambian por una base vacía')
  assert.match(tres.dicho(), /allí no está/)
})
