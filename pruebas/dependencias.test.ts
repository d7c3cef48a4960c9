import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Candado, faltasDelCandado, revisar } from '../herramientas/dependencias.ts'

const bueno = { resolved: 'https://registro.example/a.tgz', integrity: 'sha512-x' }
const candado = (extra: object): Candado => ({
  packages: { '': {}, 'node_modules/a': bueno, 'node_modules/a/node_modules/b': { ...bueno, ...extra } },
})

test('S18: lo instalado es exacto, con huella, de un solo sitio y sin guiones que nadie permitió', () => {
  assert.deepEqual(revisar(), [])
})

test('S18: cada falta plantada en el candado salta, con el nombre del paquete', () => {
  assert.deepEqual(faltasDelCandado(candado({}), []), [])
  for (const [extra, falta] of [
    [{ resolved: 'http://registro.example/b.tgz' }, /^b: no viene por https/],
    [{ resolved: 'https://otro.example/b.tgz' }, /2 sitios/],
    [{ integrity: 'sha1-x' }, /^b: sin huella/],
    [{ integrity: undefined }, /^b: sin huella/],
    [{ hasInstallScript: true }, /^b: corre un guion/],
  ] as const)
    assert.match(faltasDelCandado(candado(extra), []).join('\n'), falta)
  assert.deepEqual(faltasDelCandado(candado({ hasInstallScript: true }), ['b']), [])
})
