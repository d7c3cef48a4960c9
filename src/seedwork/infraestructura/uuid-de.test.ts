import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { uuidDe } from './uuid-de.ts'

test('sale del texto: el mismo da el mismo, y es un UUID v8 con los bits de su SHA-256', () => {
  const h = createHash('sha256').update('alpes').digest('hex')
  const id = uuidDe('alpes')
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.equal(id, uuidDe('alpes'))
  assert.notEqual(id, uuidDe('andes'))
  const sueltos = id.replaceAll('-', '')
  assert.deepEqual([sueltos.slice(0, 12), sueltos.slice(20)], [h.slice(0, 12), h.slice(20, 32)])
})

test('la variante va en su sitio y no cambia nada más', () => {
  assert.equal(uuidDe('alpes', '8'), uuidDe('alpes').replace(/-a(?=[0-9a-f]{3}-[0-9a-f]{12}$)/, '-8'))
})
