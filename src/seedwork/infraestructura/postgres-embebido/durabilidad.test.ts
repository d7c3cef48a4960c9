import assert from 'node:assert/strict'
import { test } from 'node:test'
import { durabilidad } from './durabilidad.ts'

const con = (fsync: string, synchronous_commit: string, full_page_writes: string) =>
  durabilidad({ query: async () => ({ rows: [{ fsync, synchronous_commit, full_page_writes }] }) })

test('es duradera sólo si lo confirmado está en el disco y se puede recuperar de un corte', async () => {
  for (const espera of ['on', 'local', 'remote_write', 'remote_apply'])
    assert.equal((await con('on', espera, 'on')).grado, 'duradera')
  assert.equal((await con('off', 'on', 'on')).grado, 'degradada')
  assert.equal((await con('on', 'off', 'on')).grado, 'degradada')
  assert.equal((await con('on', 'on', 'off')).grado, 'degradada')
})
