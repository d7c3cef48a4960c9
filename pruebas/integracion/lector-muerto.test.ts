import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { type ApiPrueba, abrirApiPrueba, clienteNuevo } from '#pruebas/apoyo/api.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'

type Lector = Readonly<{ nombre: string; vivo: boolean; atraso: number }>

const lectoresDe = async (a: ApiPrueba): Promise<{ estado: number; lectores: readonly Lector[] }> => {
  const { estado, cuerpo } = await a.pedir('GET /readyz')
  return { estado, lectores: cuerpo.lectores }
}

test('un lector que no da vueltas pone readyz en rojo aunque no esté atrasado, y al volver, en verde', async () => {
  await using a = await abrirApiPrueba({ sinVueltaMaximo: 4_000 })
  await a.pedir('POST /clientes', { cuerpo: clienteNuevo() })
  await esperarQue('están al día', async () => {
    const { estado, lectores } = await lectoresDe(a)
    return estado === 200 && lectores.every((l) => l.vivo && l.atraso === 0)
  })
  // Con la tabla cerrada nadie puede preguntar por la cabeza: el lector se queda a mitad de su vuelta.
  const c = new pg.Client({ connectionString: a.base.url, options: '-c search_path=alpes' })
  await c.connect()
  await c.query('begin')
  await c.query('lock table cabezas in access exclusive mode')
  const rojo = await esperarQue(
    'readyz en rojo',
    async () => {
      const visto = await lectoresDe(a)
      return visto.estado === 503 ? visto : null
    },
    20_000,
  )
  const muertos = rojo.lectores.filter((l) => !l.vivo)
  assert.ok(muertos.length > 0, JSON.stringify(rojo))
  assert.deepEqual(
    muertos.filter((l) => l.atraso > 0),
    [],
    'no lo delata el atraso',
  )
  assert.equal((await a.pedir('GET /livez')).estado, 200)
  await c.query('rollback')
  await c.end()
  await esperarQue('readyz en verde', async () => (await lectoresDe(a)).estado === 200, 30_000)
})
