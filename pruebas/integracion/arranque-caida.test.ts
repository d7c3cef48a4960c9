import assert from 'node:assert/strict'
import { readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { lanzar, type ProcesoHijo } from '#pruebas/apoyo/proceso-hijo.ts'
import { leerPostmaster, urlEmbebida } from '../fallas/bases.ts'
import { partesNuevas, redactar } from '../fallas/ordenes.ts'
import { abrirInstalacion, carpetaPropia } from '../fallas/sistema.ts'

const PRINCIPAL = new URL('../../src/principal.ts', import.meta.url).pathname
const PUERTOS = Object.fromEntries(
  ['API', 'NOTIFICACIONES', 'GRPC', 'UI', 'METRICAS'].map((p) => [`PUERTO_${p}`, '0']),
)

let carpeta: string
before(async () => {
  carpeta = await carpetaPropia('alpes-arranque-caida-')
})
after(() => rm(carpeta, { recursive: true, force: true, maxRetries: 5 }))

const arrancar = (datos: string): ProcesoHijo =>
  lanzar(PRINCIPAL, {
    entorno: { ...PUERTOS, DEMO: 'no', NIVEL_REGISTRO: 'warn', ALPES_DATOS: datos },
  })

/** Una conexión nuestra en cuanto el servidor atiende. */
const entrar = (datos: string): Promise<pg.Client> =>
  esperarQue(
    'el servidor atiende',
    async () => {
      try {
        const cliente = new pg.Client({ connectionString: urlEmbebida(datos) })
        cliente.on('error', () => {})
        await cliente.connect()
        return cliente
      } catch {
        return null
      }
    },
    60_000,
  )

const PARADO = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and application_name = $1`

/** Con `candado` tomado, espera a que quien abre se pare en él y mata al servidor. */
const matarAlAbrir = async (datos: string, candado: string, quien: string): Promise<void> => {
  const [nuestra, mirador] = [await entrar(datos), await entrar(datos)]
  await nuestra.query('begin')
  await nuestra.query(candado)
  await esperarQue(
    `${quien} se para en el candado`,
    async () => (await mirador.query(PARADO, [quien])).rowCount,
    20_000,
  )
  process.kill(leerPostmaster(datos).pid, 'SIGKILL')
}

const CUANDO = [
  ['la API hace sus tablas', `select pg_advisory_lock(hashtext('alpes.migraciones'))`, 'alpes api'],
  [
    'las notificaciones miran las suyas',
    'lock table notificaciones.migraciones_notificaciones_candado',
    'alpes notificaciones',
  ],
] as const

test('si matan a PostgreSQL mientras se abre, vuelve solo y el arranque acaba', async (t) => {
  const datos = path.join(carpeta, 'datos')
  for (const [cuando, candado, quien] of CUANDO)
    await t.test(cuando, async () => {
      await using sistema = arrancar(datos)
      await matarAlAbrir(datos, candado, quien)
      const [, api = ''] = await sistema.linea(/API +(http\S+)/, 60_000)
      assert.match(sistema.dicho(), /la base se cayó durante el arranque: se abre otra vez/)
      await esperarQue('está listo', async () => (await fetch(`${api}/readyz`)).status === 200)
      sistema.senal('SIGTERM')
      assert.equal(await sistema.fin, 0, sistema.dicho())
    })
})

test('con PUERTO_UI=0, los correos llevan la página que de verdad escucha', async () => {
  await using instalacion = await abrirInstalacion({ entorno: { PUERTO_UI: '0' } })
  const sistema = await instalacion.arrancar()
  const [, pagina = ''] = await sistema.linea(/Página +(http:\/\/[^/\s]+)/)
  assert.doesNotMatch(pagina, /:0$/)
  const { id } = await redactar(instalacion.url, await partesNuevas(instalacion.url))
  const bandeja = path.join(instalacion.datos, 'correo')
  const carta = await esperarQue('sale la carta del gestor', async () => {
    const [archivo] = (await readdir(bandeja).catch(() => [])).filter((a) => a.endsWith('.eml'))
    return archivo && readFile(path.join(bandeja, archivo), 'utf8')
  })
  // El correo corta las líneas largas.
  assert.ok(carta.replaceAll(/=\r?\n/g, '').includes(`${pagina}/contratos/${id}`), carta)
  assert.equal((await fetch(`${pagina}/livez`)).status, 200)
})
