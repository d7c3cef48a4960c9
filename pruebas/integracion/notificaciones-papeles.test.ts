import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { leerConfig } from '#config/config.ts'
import { CREDENCIALES } from '#pruebas/apoyo/api.ts'
import { abrirBasePrueba } from '#pruebas/apoyo/base.ts'
import { sinTropiezo } from '#seedwork/aplicacion/tropiezo.ts'
import { abrirFuenteMemoria } from '#seedwork/infraestructura/fuentes/fuente-memoria.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { crearReloj } from '#seedwork/infraestructura/reloj.ts'
import type { Rol } from '#seedwork/presentacion/autenticacion.ts'
import { crearServidorNotificaciones } from '../../src/notificaciones/http/servidor.ts'
import { abrirNotificaciones, type ServicioNotificaciones } from '../../src/notificaciones/servicio.ts'

const pila = new AsyncDisposableStack()
after(() => pila.disposeAsync())
let servicio: ServicioNotificaciones
before(async () => {
  const base = pila.use(await abrirBasePrueba())
  const datos = await mkdtemp(join(tmpdir(), 'alpes-papeles-'))
  pila.defer(() => rm(datos, { recursive: true, force: true }))
  const config = leerConfig({ ALPES_DATOS: datos, PUERTO_NOTIFICACIONES: '0', PUERTO_METRICAS: '0' })
  servicio = pila.use(
    await abrirNotificaciones(config, {
      ...{ registro: sinRegistro, token: randomUUID(), version: '0', tropiezo: sinTropiezo },
      ...{
        base: { url: base.url, disponible: () => true },
        fuente: abrirFuenteMemoria(),
        reloj: crearReloj(),
      },
      autenticar: (credencial) => CREDENCIALES[credencial] ?? null,
    }),
  )
})

const LEEN: readonly Rol[] = ['lector', 'gestor', 'operador']
const OPERAN: readonly Rol[] = ['operador']

/** Qué papeles pueden cada ruta, además de quien administra; `null`, abierta a cualquiera. */
const RUTAS: Readonly<Record<string, readonly Rol[] | null>> = {
  'GET /health': null,
  'GET /livez': null,
  'GET /readyz': null,
  'GET /notificaciones': LEEN,
  'GET /notificaciones/:id': LEEN,
  'POST /notificaciones/:id/reintento': ['gestor', 'operador'],
  'GET /correo': LEEN,
  'GET /suscripciones': OPERAN,
  'GET /apartados': OPERAN,
  'GET /apartados/:id': OPERAN,
  'POST /apartados/:id/reintento': OPERAN,
  'POST /apartados/:id/descarte': OPERAN,
  'POST /apartados/:id/edicion': OPERAN,
}

const pedir = async (operacion: string, credencial: string | null) => {
  const [method = '', ruta = ''] = operacion.split(' ')
  const r = await fetch(`${servicio.url}${ruta.replace(':id', randomUUID())}`, {
    method,
    headers: {
      ...(credencial && { authorization: `Bearer ${credencial}` }),
      ...(method === 'POST' && { 'content-type': 'application/json' }),
    },
    ...(method === 'POST' && { body: '{}' }),
  })
  return { estado: r.status, codigo: ((await r.json()) as { codigo?: string }).codigo }
}

for (const [operacion, permitidos] of Object.entries(RUTAS))
  test(`S4: quién puede ${operacion} de notificaciones`, async () => {
    for (const [credencial, { roles }] of Object.entries(CREDENCIALES)) {
      const { estado, codigo } = await pedir(operacion, credencial)
      const puede = permitidos === null || roles.some((rol) => rol === 'admin' || permitidos.includes(rol))
      assert.equal(estado === 403 && codigo === 'NoAutorizado', !puede, `${roles}: ${estado}`)
      assert.ok(estado < 500, `${roles}: ${estado}`)
    }
    for (const credencial of ['inventada', null]) {
      const { estado } = await pedir(operacion, credencial)
      assert.equal(estado === 401, permitidos !== null, `${credencial}: ${estado}`)
    }
  })

/** Las rutas del árbol que imprime Fastify: una por línea, con sangría y sus métodos entre paréntesis. */
const rutasDe = (arbol: string): string[] => {
  const padres: string[] = []
  return arbol.split('\n').flatMap((linea) => {
    const hallada = /^([│\s]*)[├└]── (\/\S*) \(([A-Z, ]+)\)/.exec(linea)
    if (!hallada) return []
    const [, sangria = '', trozo = '', metodos = ''] = hallada
    const nivel = sangria.length / 4
    padres.splice(nivel, padres.length, trozo)
    return metodos
      .split(', ')
      .filter((m) => m !== 'HEAD')
      .map((m) => `${m} ${padres.join('')}`)
  })
}

test('S4: la tabla tiene todas las rutas que hay, y ninguna más', async () => {
  const nada = {} as never
  const { app } = crearServidorNotificaciones({
    ...{ config: leerConfig({}), registro: sinRegistro, token: randomUUID(), pool: nada, fuente: nada },
    ...{
      ajustes: nada,
      transporte: 'bandeja',
      carpetaBandeja: '',
      alReintentar() {},
      piezas: async () => ({}),
    },
  })
  await app.ready()
  const hay = rutasDe(app.printRoutes({ commonPrefix: false }))
  assert.deepEqual(hay.sort(), Object.keys(RUTAS).sort())
})
