import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crearAutenticador } from './autenticador.ts'
import { crearClave, huellaDeClave, idDeApiKey } from './claves.ts'
import type { Veredicto } from './memoria.ts'

const de = (nombre: string): Veredicto => ({ principal: { nombre, roles: ['lector'] } })
const JWT = 'aaa.bbb-_1.ccc'
const CLAVE = crearClave().texto

/** Anota qué le preguntaron. */
const fuente = (nombre: string) => {
  const vistas: string[] = []
  const verificar = async (credencial: string) => {
    vistas.push(credencial)
    return de(nombre)
  }
  return { vistas, verificar }
}

test('S2: una clave es pk_, su id y 256 bits; de ella se guarda la huella de todo el texto', () => {
  const { id, texto, huella } = crearClave()
  assert.match(texto, /^pk_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$/)
  assert.equal(idDeApiKey(texto), id)
  assert.deepEqual(huella, huellaDeClave(texto))
  // sha256sum de «pk», hecho aparte.
  assert.equal(
    huellaDeClave('pk').toString('hex'),
    'eb3102a6cb586765d01fad324523ec0bc67b9efd6a2d9589c135adfedf7922cc',
  )
  assert.notEqual(crearClave().texto, texto)
  for (const mala of [
    '',
    `x${texto}`,
    `${texto}x`,
    texto.slice(0, -1),
    texto.toUpperCase(),
    texto.replace('pk_', 'sk_'),
  ])
    assert.equal(idDeApiKey(mala), null, mala)
})

test('S2: cada credencial se pregunta a quien la entiende, y a nadie más', async () => {
  const [claves, jwt] = [fuente('clave'), fuente('jwt')]
  const autenticar = crearAutenticador({ token: 'el-token', claves: claves.verificar, jwt: jwt.verificar })
  assert.deepEqual(await autenticar('el-token'), { nombre: 'local', roles: ['admin'] })
  assert.equal((await autenticar(CLAVE))?.nombre, 'clave')
  assert.equal((await autenticar(JWT))?.nombre, 'jwt')
  for (const otra of ['', 'x', 'a.b', 'a.b.c.d', '.b.c', 'a..c', 'a.b.', ' a.b.c', 'a.b.c ', 'pk_x'])
    assert.equal(await autenticar(otra), null, otra)
  assert.deepEqual([claves.vistas, jwt.vistas], [[CLAVE], [JWT]])
})

test('S3: sin emisor ni claves sólo entra el token del arranque', async () => {
  const autenticar = crearAutenticador({ token: 'el-token' })
  for (const credencial of [CLAVE, JWT]) {
    assert.equal(await autenticar(credencial), null)
    assert.equal(autenticar.conoce?.(credencial), false)
  }
  assert.equal(autenticar.conoce?.('el-token'), true)
  autenticar.olvidar()
})

test('S9: se conoce a quien ya entró, y revocar lo olvida', async () => {
  const [claves, jwt] = [fuente('clave'), fuente('jwt')]
  const autenticar = crearAutenticador({ token: 'el-token', claves: claves.verificar, jwt: jwt.verificar })
  assert.deepEqual([autenticar.conoce?.(CLAVE), autenticar.conoce?.(JWT)], [false, false])
  await autenticar(CLAVE)
  await autenticar(JWT)
  await autenticar(CLAVE)
  assert.deepEqual([autenticar.conoce?.(CLAVE), autenticar.conoce?.(JWT)], [true, true])
  assert.equal(claves.vistas.length, 1)
  autenticar.olvidar()
  assert.equal(autenticar.conoce?.(CLAVE), false)
  await autenticar(CLAVE)
  assert.equal(claves.vistas.length, 2)
})

test('S2: lo averiguado de una clave vale dos segundos, y lo de un JWT, treinta', async (t) => {
  let ahora = 0
  t.mock.method(performance, 'now', () => ahora)
  const [claves, jwt] = [fuente('clave'), fuente('jwt')]
  const autenticar = crearAutenticador({ token: 'el-token', claves: claves.verificar, jwt: jwt.verificar })
  for (ahora of [0, 1_999, 2_000, 29_999, 30_000]) {
    await autenticar(CLAVE)
    await autenticar(JWT)
  }
  assert.deepEqual([claves.vistas.length, jwt.vistas.length], [3, 2])
})
