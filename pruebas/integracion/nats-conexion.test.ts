import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { DependenciaCaida } from '#seedwork/aplicacion/errores-consumo.ts'
import { asegurarFlujo } from '#seedwork/infraestructura/nats/flujo.ts'
import { abrirServidorNats, conectarNats, natsServer } from '../apoyo/nats.ts'

const opciones = { skip: natsServer.saltar }

test(
  'con usuario y clave entra quien los tiene, y a los demás el broker no les contesta',
  opciones,
  async () => {
    await using servidor = await abrirServidorNats(undefined, ['--user', 'ana', '--pass', 'clave-larga'])
    const con = (identidad: string): string => servidor.url.replace('nats://', `nats://${identidad}`)
    await using buena = conectarNats(con('ana:clave-larga@'))
    assert.match((await asegurarFlujo(buena, ['x'])).identidad, /^\d{4}-/)
    for (const identidad of ['', 'ana:otra@']) {
      await using mala = conectarNats(con(identidad))
      await assert.rejects(mala.obtener(), DependenciaCaida)
    }
  },
)

test('S15: con TLS se exige la autoridad que se nombra, y sin ella no se habla', opciones, async () => {
  const carpeta = mkdtempSync(path.join(tmpdir(), 'alpes-nats-tls-'))
  try {
    const [cert, llave] = [path.join(carpeta, 'c.pem'), path.join(carpeta, 'l.pem')]
    const pedido = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost']
    const nombres = ['-addext', 'subjectAltName=DNS:localhost', '-keyout', llave, '-out', cert]
    execFileSync('openssl', [...pedido, ...nombres], { stdio: 'ignore' })
    await using servidor = await abrirServidorNats(undefined, ['--tls', '--tlscert', cert, '--tlskey', llave])
    const url = `nats://localhost:${servidor.puerto}`
    await using buena = conectarNats(`${url}?ca=${cert}`)
    assert.match((await asegurarFlujo(buena, ['x'])).identidad, /^\d{4}-/)
    await using ajena = conectarNats(`${url}?tls=si`)
    await assert.rejects(ajena.obtener(), DependenciaCaida)
  } finally {
    rmSync(carpeta, { recursive: true, force: true })
  }
})

test('los ajustes del flujo se aplican también a uno que ya está', opciones, async () => {
  await using servidor = await abrirServidorNats()
  await using una = conectarNats(servidor.url)
  const antes = await asegurarFlujo(una, ['x'])
  await using otra = conectarNats(`${servidor.url}?dias=7&megas=100`)
  const despues = await asegurarFlujo(otra, ['y'])
  assert.equal(despues.identidad, antes.identidad)
  const { jetstreamManager } = await import('@nats-io/jetstream')
  const { config } = await (await jetstreamManager(await una.obtener())).streams.info('ALPES')
  assert.deepEqual([config.subjects.toSorted(), config.max_bytes], [['x', 'y'], 104_857_600])
})
