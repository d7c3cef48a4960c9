import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { abrirApiPrueba, clienteNuevo, esProblema } from '#pruebas/apoyo/api.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'

/** Cierra la puerta de una base: nadie entra y los que estaban salen. */
const conAdmin = async (trabajo: (c: pg.Client) => Promise<unknown>): Promise<void> => {
  const c = new pg.Client({ connectionString: process.env.BASE_DATOS_PRUEBAS_URL })
  await c.connect()
  try {
    await trabajo(c)
  } finally {
    await c.end()
  }
}

const cerrarBase = (nombre: string) =>
  conAdmin(async (c) => {
    await c.query(`alter database ${nombre} with allow_connections false`)
    await c.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [nombre])
  })

const abrirBase = (nombre: string) =>
  conAdmin((c) => c.query(`alter database ${nombre} with allow_connections true`))

test('sin base: 503 con Retry-After y sin detalles, readyz en rojo, livez en verde; al volver, sigue', async () => {
  await using a = await abrirApiPrueba()
  const { id } = (await a.pedir('POST /clientes', { cuerpo: clienteNuevo() })).cuerpo
  await cerrarBase(a.base.nombre)

  const lectura = await a.pedir(`GET /clientes/${id}`)
  esProblema(lectura, 503, 'BaseNoDisponible')
  assert.equal(lectura.encabezados.get('retry-after'), '2')
  const orden = await a.pedir('POST /clientes', { cuerpo: clienteNuevo() })
  assert.equal(orden.estado, 503, orden.texto)
  assert.doesNotMatch(orden.texto, /terminating|prueba_|127\.0\.0\.1/)
  assert.equal((await a.pedir('GET /readyz')).estado, 503)
  assert.equal((await a.pedir('GET /livez')).estado, 200)
  // Lo que se rechaza antes de tocar la base se sigue diciendo igual.
  esProblema(await a.pedir('POST /clientes', { cuerpo: {} }), 422, 'PeticionInvalida')

  await abrirBase(a.base.nombre)
  await esperarQue('vuelve a leer', async () => (await a.pedir(`GET /clientes/${id}`)).estado === 200)
  await esperarQue('vuelve a escribir', async () => {
    const r = await a.pedir('POST /clientes', { cuerpo: clienteNuevo() })
    return r.estado === 201
  })
  await esperarQue('readyz en verde', async () => (await a.pedir('GET /readyz')).estado === 200, 30_000)
})
