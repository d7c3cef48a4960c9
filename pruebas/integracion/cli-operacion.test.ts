import assert from 'node:assert/strict'
import path from 'node:path'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { ADMIN, type ApiPrueba, abrirApiPrueba, crearTrio } from '#pruebas/apoyo/api.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { lanzar } from '#pruebas/apoyo/proceso-hijo.ts'

const PROGRAMA = path.join(import.meta.dirname, '../../src/cli/principal.ts')

let a: ApiPrueba
before(async () => {
  a = await abrirApiPrueba()
  await crearTrio(a)
  await esperarQue('todos los lectores al día', async () =>
    (await a.pedir('GET /suscripciones')).cuerpo.elementos.every((s: { atraso: number }) => s.atraso === 0),
  )
})
after(() => a[Symbol.asyncDispose]())

const alpes = async (...args: string[]) => {
  const entorno = { API_URL: a.servicio.url, ALPES_TOKEN: ADMIN }
  await using hijo = lanzar(PROGRAMA, { args, entorno })
  return { codigo: await hijo.fin, dicho: hijo.dicho() }
}

test('proyecciones: se listan, y reconstruir sigue el avance hasta que se lee la nueva', async () => {
  const { codigo, dicho } = await alpes('proyecciones')
  assert.equal(codigo, 0, dicho)
  assert.match(dicho, /^panel +generación 1: 1\/1 +–$/m)
  const hecha = await alpes('proyecciones', 'reconstruir', 'busqueda', '--motivo', 'prueba')
  assert.equal(hecha.codigo, 0, hecha.dicho)
  assert.match(hecha.dicho, /busqueda: ya se lee la generación 2/)
})

test('proyecciones: sin motivo no, y la que no existe se dice por su código', async () => {
  const sinMotivo = await alpes('proyecciones', 'reconstruir', 'panel')
  assert.notEqual(sinMotivo.codigo, 0)
  assert.match(sinMotivo.dicho, /--motivo/)
  const ninguna = await alpes('proyecciones', 'reconstruir', 'nada', '--motivo', 'x')
  assert.deepEqual([ninguna.codigo, /ProyeccionNoEncontrada/.test(ninguna.dicho)], [1, true])
})

test('auditoria verificar: 0 si es íntegra; si no, 1 y la primera entrada mala', async () => {
  const bien = await alpes('auditoria', 'verificar')
  assert.equal(bien.codigo, 0, bien.dicho)
  assert.match(bien.dicho, /^íntegra; \d+ puntos de control/m)
  const c = new pg.Client({ connectionString: a.base.url, options: '-c search_path=alpes' })
  await c.connect()
  await c.query(`update bitacora set actor = 'otro' where topico = 'eventos-cliente' and posicion = 2`)
  await c.end()
  const mal = await alpes('auditoria', 'verificar')
  assert.equal(mal.codigo, 1)
  assert.match(mal.dicho, /^primera entrada mala de eventos-cliente@2: MensajeAlterado/m)
  assert.match(mal.dicho, /^NO es íntegra/m)
})
