import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { enTransaccion } from '#seedwork/infraestructura/suscripciones/transaccion.ts'
import { abrirTaller } from '../apoyo/bitacora.ts'
import { abrirProxy } from '../fallas/proxy.ts'

test('con la conexión callada a medio abrir, un lector la suelta sin esperar además a deshacer', async () => {
  await using taller = await abrirTaller()
  await using red = await abrirProxy(taller.url)
  const pool = new pg.Pool({ connectionString: red.url, query_timeout: 300, max: 1 })
  const pedidas: unknown[] = []
  const colgada = enTransaccion({ pool, plazo: 5_000 }, async (tx) => {
    const { query } = tx
    tx.query = ((texto: unknown) => {
      pedidas.push(texto)
      return Reflect.apply(query, tx, [texto])
    }) as typeof tx.query
    await tx.query('select 1')
    red.callar()
  })
  await assert.rejects(colgada, /Query read timeout/)
  assert.deepEqual(pedidas, ['select 1', 'commit'])
  assert.equal(pool.totalCount, 0)
  red.volver()
  assert.equal((await pool.query('select 1 as uno')).rows[0].uno, 1)
  await pool.end()
})
