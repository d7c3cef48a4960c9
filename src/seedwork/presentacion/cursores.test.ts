import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ErrorDominio } from '../dominio/errores.ts'
import { crearCursores } from './cursores.ts'

const esInvalido = (e: unknown) => e instanceof ErrorDominio && e.codigo === 'CursorInvalido'
const cursores = crearCursores(Buffer.from('secreto'))
const consulta = { q: 'ñ', orden: 'nombre:asc' }

test('un cursor vuelve con su posición si la consulta es la misma', () => {
  const cursor = cursores.sellar(['Xóchitl', 'id-1'], consulta)
  assert.match(cursor, /^[A-Za-z0-9_-]+$/)
  assert.deepEqual(cursores.abrir(cursor, { orden: 'nombre:asc', q: 'ñ' }), ['Xóchitl', 'id-1'])
})

test('un cursor de otra consulta, de otro secreto, alterado o inventado no vale', () => {
  const cursor = cursores.sellar(['a'], consulta)
  assert.throws(() => cursores.abrir(cursor, { ...consulta, q: 'n' }), esInvalido)
  assert.throws(() => crearCursores(Buffer.from('otro')).abrir(cursor, consulta), esInvalido)
  for (let i = 0; i < cursor.length; i += 1) {
    const otra = cursor[i] === 'A' ? 'B' : 'A'
    assert.throws(() => cursores.abrir(cursor.slice(0, i) + otra + cursor.slice(i + 1), consulta), esInvalido)
  }
  for (const malo of ['', 'x', '=', `${cursor}=`, 'a'.repeat(5_000)])
    assert.throws(() => cursores.abrir(malo, consulta), esInvalido)
})
