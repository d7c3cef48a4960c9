import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { motivoEn } from './motivos.ts'

const RAIZ = join(import.meta.dirname, '..')

/** Los motivos fijos que escribe el servicio, leídos de su código; los que llevan un dato, con uno puesto. */
const escritos = (): string[] =>
  globSync('**/*.ts', { cwd: RAIZ, exclude: ['**/*.test.ts', '**/plantillas/**'] }).flatMap((archivo) => {
    const texto = readFileSync(join(RAIZ, archivo), 'utf8')
    const deMotivo = texto.matchAll(/motivo(?:: | = )(?:'([^']+ [^']+)'|`([^`]+)`)/g)
    const deOmision = texto.matchAll(
      /(?:return|\?|:) (?:'([^']+ a nadie)'|`(no hay dirección[^`]+|espera datos[^`]+)`)/g,
    )
    const deFreno = texto.matchAll(/(?:frenada = )(?:'([^']+)'|`([^`]+)`)/g)
    return [...deMotivo, ...deOmision, ...deFreno].map(([, llano, conDato]) =>
      (llano ?? conDato ?? '').replaceAll(/\$\{[^}]+\}/g, '7'),
    )
  })

test('todo motivo que escribe el servicio tiene su inglés', () => {
  const todos = escritos()
  assert.ok(todos.length >= 17, todos.join('\n'))
  assert.deepEqual(
    todos.filter((m) => motivoEn('en', m) === m),
    [],
  )
})

test('el dato de un motivo no se traduce, y lo que no es nuestro sale como vino', () => {
  assert.equal(
    motivoEn('en', 'Café $& Páramo S.A.S. no tiene correo'),
    'Café $& Páramo S.A.S. has no mail address',
  )
  assert.equal(motivoEn('en', 'el destinatario no tiene correo'), 'the recipient has no mail address')
  assert.equal(motivoEn('es', 'ya firmó'), 'ya firmó')
  assert.equal(motivoEn('en', '550 no such user'), '550 no such user')
  assert.equal(motivoEn('en', null), null)
})
