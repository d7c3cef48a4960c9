import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import https from 'node:https'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { abrirApiPrueba } from '#pruebas/apoyo/api.ts'

const hayOpenssl = spawnSync('openssl', ['version']).status === 0

const pedir = (url: string): Promise<{ estado: number; texto: string }> =>
  new Promise((resolver, rechazar) => {
    https
      .get(url, { rejectUnauthorized: false }, async (r) => {
        let texto = ''
        for await (const t of r) texto += t
        resolver({ estado: r.statusCode ?? 0, texto })
      })
      .on('error', rechazar)
  })

test('con certificado propio la API habla HTTPS', {
  skip: hayOpenssl ? false : 'no hay openssl',
}, async () => {
  const carpeta = mkdtempSync(path.join(tmpdir(), 'tls-'))
  const [llave, certificado] = [path.join(carpeta, 'llave.pem'), path.join(carpeta, 'certificado.pem')]
  const orden = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost`
  execFileSync('openssl', [...orden.split(' '), '-keyout', llave, '-out', certificado], { stdio: 'ignore' })
  try {
    await using a = await abrirApiPrueba({ entorno: { TLS: `${certificado},${llave}` } })
    assert.match(a.servicio.url, /^https:/)
    assert.deepEqual(await pedir(`${a.servicio.url}/health`), { estado: 200, texto: '{"status":"up"}' })
    assert.equal((await pedir(`${a.servicio.url}/contratos`)).estado, 401)
  } finally {
    rmSync(carpeta, { recursive: true, force: true })
  }
})
