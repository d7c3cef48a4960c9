import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT, UnsecuredJWT } from 'jose'
import { crearVerificadorJwt, type RitmoJwks } from './jwt.ts'

type Par = { publicKey: CryptoKey; privateKey: CryptoKey }

const PARTE = '0197a2d4-5c1e-7b3a-9f00-3d2b1a4c5e6f'
const BASE = { iss: 'https://emisor.example', aud: 'alpes', sub: 'ana', roles: ['firmante'], partes: [PARTE] }

let publicadas: JWK[] = []
let caido = false
let pedidos = 0
const servidor = createServer((_, r) => {
  pedidos += 1
  r.writeHead(caido ? 503 : 200, { 'content-type': 'application/json' }).end(
    JSON.stringify({ keys: publicadas }),
  )
})

let uno: Par
let otro: Par

const publica = async ({ publicKey }: Par, kid: string): Promise<JWK> => ({
  ...(await exportJWK(publicKey)),
  ...{ kid, alg: 'EdDSA', use: 'sig' },
})

before(async () => {
  servidor.listen(0, '127.0.0.1')
  await once(servidor, 'listening')
  uno = await generateKeyPair('EdDSA', { extractable: true })
  otro = await generateKeyPair('EdDSA', { extractable: true })
  publicadas = [await publica(uno, 'k1')]
})
after(() => servidor.close())

const verificador = (ritmo: Partial<RitmoJwks> = {}) =>
  crearVerificadorJwt(
    {
      jwksUrl: `http://127.0.0.1:${(servidor.address() as AddressInfo).port}/jwks`,
      emisor: BASE.iss,
      audiencia: BASE.aud,
    },
    { enfriamiento: 0, descanso: 0, ...ritmo },
  )

type Extra = { cuerpo?: object; encabezado?: object; llave?: CryptoKey | Uint8Array; exp?: number }

const segundos = (n: number) => Math.floor(Date.now() / 1000) + n

const ficha = ({ cuerpo = {}, encabezado = {}, llave = uno.privateKey, exp = segundos(300) }: Extra = {}) =>
  new SignJWT({ ...BASE, exp, ...cuerpo })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'k1', ...encabezado } as { alg: string })
    .sign(llave)

test('un JWT bueno da su principal, con prefijo, papeles y partes', async () => {
  const exp = segundos(300)
  const v = await verificador()(await ficha({ exp }))
  assert.deepEqual(v?.principal, { nombre: 'jwt:ana', roles: ['firmante'], partes: [PARTE] })
  assert.equal(v?.caduca, (exp + 30) * 1_000, 'treinta segundos después de su hora')
})

test('un papel inventado no da nada, y quien gestiona firma en nombre de cualquiera', async () => {
  const v = await verificador()(await ficha({ cuerpo: { roles: ['gestor', 'dios', 7], partes: ['x'] } }))
  assert.deepEqual(v?.principal, { nombre: 'jwt:ana', roles: ['gestor'] })
  const nada = await verificador()(await ficha({ cuerpo: { roles: 'admin', partes: undefined } }))
  assert.deepEqual(nada?.principal, { nombre: 'jwt:ana', roles: [], partes: [] })
})

const MALOS: readonly (readonly [string, () => Promise<string> | string])[] = [
  ['vencido', () => ficha({ exp: segundos(-120) })],
  ['aún no vale', () => ficha({ cuerpo: { nbf: segundos(120) } })],
  ['sin exp', () => ficha({ cuerpo: { exp: undefined } })],
  ['sin sub', () => ficha({ cuerpo: { sub: undefined } })],
  ['sub con controles', () => ficha({ cuerpo: { sub: 'a\nb' } })],
  ['otro emisor', () => ficha({ cuerpo: { iss: 'https://otro.example' } })],
  ['otra audiencia', () => ficha({ cuerpo: { aud: 'otra' } })],
  ['otra llave con el mismo kid', () => ficha({ llave: otro.privateKey })],
  ['kid desconocido', () => ficha({ encabezado: { kid: 'k9' } })],
  ['un id_token', () => ficha({ encabezado: { typ: 'logout+jwt' } })],
  [
    'crit que no entendemos',
    async () => {
      const encabezado = { alg: 'EdDSA', kid: 'k1', crit: ['x'], x: 1 }
      return new SignJWT({ ...BASE, exp: segundos(300) })
        .setProtectedHeader(encabezado)
        .sign(uno.privateKey, { crit: { x: true } })
    },
  ],
  ['alg none', () => new UnsecuredJWT({ ...BASE, exp: segundos(300) }).encode()],
  [
    'HS256 con la llave pública como secreto',
    async () => {
      const secreto = Buffer.from((await publica(uno, 'k1')).x ?? '', 'base64url')
      return ficha({ llave: secreto, encabezado: { alg: 'HS256' } })
    },
  ],
  [
    'la llave del atacante en jwk',
    async () => ficha({ llave: otro.privateKey, encabezado: { jwk: await publica(otro, 'k1') } }),
  ],
  [
    'jku y x5u del atacante',
    () =>
      ficha({
        llave: otro.privateKey,
        encabezado: { jku: 'http://127.0.0.1:1/', x5u: 'http://127.0.0.1:1/' },
      }),
  ],
  [
    'el cuerpo cambiado',
    async () => {
      const [e, , f] = (await ficha()).split('.')
      const cuerpo = { ...BASE, exp: segundos(300), roles: ['admin'] }
      return `${e}.${Buffer.from(JSON.stringify(cuerpo)).toString('base64url')}.${f}`
    },
  ],
  ['sin firma', async () => (await ficha()).replace(/[^.]+$/, '')],
  ['basura con puntos', () => 'a.b.c'],
]

for (const [nombre, hacer] of MALOS)
  test(`rechaza: ${nombre}`, async () => {
    const v = verificador()
    assert.ok(await v(await ficha()), 'el de control entra')
    assert.equal(await v(await hacer()), null)
  })

test('S3: cada algoritmo asimétrico de la lista sirve, y ninguno simétrico', async () => {
  for (const alg of ['EdDSA', 'Ed25519', 'ES256', 'ES384', 'PS256', 'PS384', 'RS256', 'RS384']) {
    const par = await generateKeyPair(alg, { extractable: true })
    const jwk = { ...(await exportJWK(par.publicKey)), kid: alg, alg, use: 'sig' }
    publicadas = [jwk]
    const bueno = await verificador()(await ficha({ llave: par.privateKey, encabezado: { alg, kid: alg } }))
    assert.equal(bueno?.principal.nombre, 'jwt:ana', alg)
  }
  publicadas = [await publica(uno, 'k1')]
})

test('S3: el tipo del token es el de una credencial, o ninguno', async () => {
  const v = verificador()
  for (const typ of [undefined, 'JWT', 'jwt', 'at+jwt', 'application/at+jwt', 'AT+JWT'])
    assert.ok(await v(await ficha({ encabezado: { typ } })), String(typ))
  for (const typ of ['', 'id_token', 'at+jwt2', 'application/jwt'])
    assert.equal(await v(await ficha({ encabezado: { typ } })), null, typ)
})

test('S3: una parte del token es un UUID en minúsculas o no es nada', async () => {
  const partes = [PARTE, `x${PARTE}`, `${PARTE}x`, PARTE.toUpperCase(), 7, null]
  const v = await verificador()(await ficha({ cuerpo: { partes } }))
  assert.deepEqual(v?.principal.partes, [PARTE])
})

test('los relojes pueden diferir treinta segundos', async () => {
  const v = verificador()
  assert.ok(await v(await ficha({ exp: segundos(-15) })))
  assert.ok(await v(await ficha({ cuerpo: { nbf: segundos(15) } })))
})

test('la llave rota: un kid nuevo se busca una vez, y el retirado deja de valer al renovarse', async () => {
  const v = verificador({ vigencia: 1 })
  assert.ok(await v(await ficha()))
  publicadas = [await publica(otro, 'k2')]
  assert.ok(await v(await ficha({ llave: otro.privateKey, encabezado: { kid: 'k2' } })))
  assert.equal(await v(await ficha()), null)
  publicadas = [await publica(uno, 'k1')]
})

test('un kid inventado no martillea al emisor', async () => {
  const v = verificador({ enfriamiento: 60_000 })
  assert.ok(await v(await ficha()))
  const antes = pedidos
  for (let i = 0; i < 20; i++) assert.equal(await v(await ficha({ encabezado: { kid: `x${i}` } })), null)
  assert.equal(pedidos, antes)
})

test('sin emisor no entra nadie: 503, y tras el fallo descansa', async () => {
  caido = true
  const v = verificador({ descanso: 60_000 })
  const antes = pedidos
  for (let i = 0; i < 5; i++)
    await assert.rejects(async () => v(await ficha()), { codigo: 'AutenticacionNoDisponible' })
  assert.equal(pedidos, antes + 1)
  caido = false
})
