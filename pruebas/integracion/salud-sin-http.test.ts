import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { after, test } from 'node:test'
import { abrirBasePrueba } from '../apoyo/base.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { lanzar } from '../apoyo/proceso-hijo.ts'
import { conPool } from '../fallas/bases.ts'
import { abrirProxy } from '../fallas/proxy.ts'
import { carpetaPropia, puertoLibre } from '../fallas/sistema.ts'

/** Un proceso de la API que sólo lee: no tiene puerto HTTP, y su salud está en el de las métricas. */
const RAIZ = path.join(import.meta.dirname, '../..')
const pila = new AsyncDisposableStack()
after(() => pila.disposeAsync())

const datos = await carpetaPropia('alpes-sin-http-')
pila.defer(() => rm(datos, { recursive: true, force: true, maxRetries: 5 }))
const base = pila.use(await abrirBasePrueba())
const red = pila.use(await abrirProxy(base.url))
const puerto = await puertoLibre()
const proceso = pila.use(
  lanzar(path.join(RAIZ, 'src/api/principal.ts'), {
    entorno: {
      ...{ ALPES_DATOS: datos, ALPES_TOKEN: 'token-de-quien-no-atiende', DEMO: 'no', NIVEL_REGISTRO: 'warn' },
      ...{ ROLES: 'consumidores,planificador', PUERTO_METRICAS: String(puerto), BASE_DATOS_URL: red.url },
    },
  }),
)

type Salud = Readonly<{ estado: number; cuerpo: { base?: unknown; lectores?: { nombre: string }[] } }>

const pedir = (ruta: string, opciones: RequestInit = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${puerto}${ruta}`, { signal: AbortSignal.timeout(10_000), ...opciones })

const salud = async (): Promise<Salud> => {
  const r = await pedir('/readyz')
  return { estado: r.status, cuerpo: (await r.json()) as Salud['cuerpo'] }
}

const conEstado = (estado: number): Promise<Salud> => {
  let vista: Salud | undefined
  const mirar = async () => {
    vista = await salud().catch(() => undefined)
    return vista?.estado === estado ? vista : null
  }
  return esperarQue(`/readyz da ${estado}`, mirar, 60_000).catch((error: Error) => {
    throw new Error(`${error.message}; ${JSON.stringify(vista)}; dijo: ${proceso.dicho().slice(-2_000)}`)
  })
}

/** Lo que diría el `HEALTHCHECK` de la imagen. */
const comprobacion = async (): Promise<number | string> => {
  const entorno = { ROLES: 'consumidores', PUERTO_METRICAS: String(puerto) }
  await using hijo = lanzar(path.join(RAIZ, 'despliegue/salud.ts'), { args: ['api'], entorno })
  return await hijo.fin
}

test('sin el rol http, /livez y /readyz salen por el puerto de las métricas', async () => {
  const { cuerpo } = await conEstado(200)
  assert.ok(cuerpo.lectores?.some((l) => l.nombre === 'auditoria'))
  for (const ruta of ['/health', '/livez']) assert.equal(await (await pedir(ruta)).text(), '{"status":"up"}')
  assert.match(await (await pedir('/metrics')).text(), /alpes_lector_vivo/)
  assert.equal((await pedir('/otra')).status, 404)
  assert.equal((await pedir('/readyz', { method: 'POST' })).status, 404)
  assert.equal(await comprobacion(), 0)
})

test('se pone en rojo sin la base, sigue vivo, y vuelve solo', async () => {
  red.irse()
  const { cuerpo } = await conEstado(503)
  assert.deepEqual(cuerpo.base, { disponible: false })
  assert.equal((await pedir('/livez')).status, 200)
  assert.equal(await comprobacion(), 1)
  red.volver()
  await conEstado(200)
})

test('un lector detenido lo pone en rojo, con su motivo', async () => {
  await conPool(base.url, (pool) =>
    pool.query(`update alpes.cabezas set posicion = 1 where topico = 'eventos-cliente'`),
  )
  const { cuerpo } = await conEstado(503)
  assert.match(JSON.stringify(cuerpo.lectores), /"vivo":false[^}]*falta la posición 1/)
  proceso.senal('SIGTERM')
  assert.equal(await proceso.fin, 0)
  assert.ok(
    await pedir('/livez').then(
      () => false,
      () => true,
    ),
  )
})
