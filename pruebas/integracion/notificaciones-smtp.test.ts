import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { networkInterfaces } from 'node:os'
import { test } from 'node:test'
import { setInterval as cada } from 'node:timers/promises'
import tls from 'node:tls'
import { carta, REMITENTE } from '#pruebas/conformidad/correo.ts'
import { abrirServidorSmtp } from '#pruebas/conformidad/correo-servidor.ts'
import { type ClaseErrorCorreo, ErrorCorreo } from '#seedwork/aplicacion/correo.ts'
import { abrirSmtp } from '../../src/notificaciones/infraestructura/correo/smtp.ts'
import { abrirGuion, type Linea, recibirCarta, saludar } from './notificaciones-guion.ts'

const PLAZOS = { conexion: 300, saludo: 300, silencio: 300, total: 900 }

/** Envía una carta a esa URL y devuelve el fallo, que debe ser un `ErrorCorreo`. */
const falloDe = async (url: string): Promise<ErrorCorreo> => {
  await using correo = abrirSmtp({ url, remitente: REMITENTE, plazos: PLAZOS })
  const error = await correo.enviar(carta()).then(
    () => new Error('la carta salió'),
    (e: unknown) => e,
  )
  assert.ok(error instanceof ErrorCorreo, String(error))
  return error
}

type Caso = readonly [
  que: string,
  guion: (l: Linea) => Promise<void>,
  clase: ClaseErrorCorreo,
  codigo: number | null,
]

/** Una línea de respuesta cada tanto, sin acabarla nunca: no hay silencio, pero tampoco respuesta. */
const gotear = async (l: Linea): Promise<void> => {
  const fin = new AbortController()
  void l.irse.then(() => fin.abort())
  for await (const _ of cada(50, undefined, { signal: fin.signal })) l.decir('250-gota')
}

const CASOS: readonly Caso[] = [
  ['calla al conectar', (l) => l.irse, 'caida', null],
  ['saluda con 421', async (l) => l.decir('421 no atiendo'), 'caida', 421],
  ['saluda con 554', async (l) => l.decir('554 a usted no'), 'caida', 554],
  [
    'corta tras el EHLO',
    async (l) => {
      await saludar(l)
      l.cortar()
    },
    'temporal',
    null,
  ],
  [
    'rechaza por ahora al destinatario',
    async (l) => {
      await saludar(l)
      await l.oir()
      l.decir('250 bien')
      await l.oir()
      l.decir('450 buzón ocupado')
      await l.irse
    },
    'temporal',
    450,
  ],
  [
    'dice que el buzón no existe',
    async (l) => {
      await saludar(l)
      await l.oir()
      l.decir('250 bien')
      await l.oir()
      l.decir('550 no existe')
      await l.irse
    },
    'permanente',
    550,
  ],
  [
    'rechaza el contenido',
    async (l) => {
      await saludar(l)
      await recibirCarta(l)
      l.decir('552 demasiado grande')
      await l.irse
    },
    'permanente',
    552,
  ],
  [
    'pide volver después de la carta',
    async (l) => {
      await saludar(l)
      await recibirCarta(l)
      l.decir('451 más tarde')
      await l.irse
    },
    'temporal',
    451,
  ],
  [
    'se apaga a mitad',
    async (l) => {
      await saludar(l)
      await l.oir()
      l.decir('421 me apago')
      await l.irse
    },
    'caida',
    421,
  ],
  [
    'calla después de la carta',
    async (l) => {
      await saludar(l)
      await recibirCarta(l)
      await l.irse
    },
    'temporal',
    null,
  ],
  [
    'corta después de la carta',
    async (l) => {
      await saludar(l)
      await recibirCarta(l)
      l.cortar()
    },
    'temporal',
    null,
  ],
  [
    'gotea la respuesta a la carta sin acabarla',
    async (l) => {
      await saludar(l)
      await recibirCarta(l)
      await gotear(l)
    },
    'temporal',
    null,
  ],
  [
    'gotea el EHLO sin acabarlo',
    async (l) => {
      l.decir('220 hola')
      await l.oir()
      await gotear(l)
    },
    'caida',
    null,
  ],
  [
    'manda una línea sin fin',
    async (l) => {
      l.decir('220 hola')
      await l.oir()
      l.decir(`250-${'z'.repeat(200_000)}`)
      await l.irse
    },
    'caida',
    null,
  ],
]

for (const [que, guion, clase, codigo] of CASOS)
  test(`un servidor que ${que}: ${clase}`, async () => {
    await using servidor = await abrirGuion(guion)
    const fallo = await falloDe(servidor.url)
    assert.deepEqual([fallo.clase, fallo.respuesta], [clase, codigo], fallo.message)
    assert.ok(!/[\r\n]/.test(fallo.message))
  })

test('un puerto donde nadie escucha: caida', async () => {
  const servidor = await abrirGuion((l) => l.irse)
  await servidor[Symbol.asyncDispose]()
  assert.equal((await falloDe(servidor.url)).clase, 'caida')
})

test('una credencial rechazada es del servidor, no de la carta, y no se imprime', async () => {
  await using servidor = await abrirGuion(async (l) => {
    await saludar(l, '250-servidor\r\n250 AUTH PLAIN')
    await l.oir()
    l.decir('535 no')
    await l.irse
  })
  const fallo = await falloDe(servidor.url.replace('//', '//usuario:canario-secreto@'))
  assert.deepEqual([fallo.clase, fallo.respuesta], ['caida', 535])
  assert.ok(!fallo.message.includes('canario-secreto'))
})

/** Un certificado propio para 127.0.0.1, o `null` si este equipo no tiene openssl. */
const certificado = (): { key: string; cert: string } | null => {
  const orden = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=alpes'
  const salida = ['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', '-', '-out', '-']
  const { status, stdout } = spawnSync('openssl', [...orden.split(' '), ...salida], { encoding: 'utf8' })
  const pem = (que: string) => new RegExp(`-----BEGIN ${que}[^]*?END ${que}-----`).exec(stdout)?.[0]
  const [key, cert] = [pem('PRIVATE KEY'), pem('CERTIFICATE')]
  return status === 0 && key && cert ? { key, cert } : null
}

test('S16: por TLS sólo sale hacia un certificado de confianza', async (t) => {
  const propio = certificado()
  if (propio === null) return t.skip('no hay openssl con que hacer un certificado')
  await using servidor = await abrirServidorSmtp(() => {}, { secure: true, ...propio })
  const fallo = await falloDe(servidor.url)
  assert.equal(fallo.clase, 'caida')
  assert.deepEqual(servidor.recibidos, [])

  const deSiempre = tls.getCACertificates()
  tls.setDefaultCACertificates([...deSiempre, propio.cert])
  t.after(() => tls.setDefaultCACertificates(deSiempre))
  await using correo = abrirSmtp({ url: servidor.url, remitente: REMITENTE, plazos: PLAZOS })
  await correo.enviar(carta())
  assert.equal(servidor.recibidos.length, 1)
})

const externa = Object.values(networkInterfaces())
  .flat()
  .find((i) => i && !i.internal && i.family === 'IPv4')?.address

test('S16: fuera de este equipo, un servidor sin TLS no recibe nada', {
  skip: externa === undefined,
}, async () => {
  const dicho: string[] = []
  await using servidor = await abrirGuion(async (l) => {
    l.decir('220 hola')
    for (let linea = await l.oir(); linea !== ''; linea = await l.oir()) {
      dicho.push(linea)
      l.decir('250 sin cifrar')
    }
  }, '0.0.0.0')
  const fallo = await falloDe(`smtp://${externa}:${servidor.puerto}`)
  assert.equal(fallo.clase, 'caida')
  assert.ok(!dicho.some((linea) => /^(MAIL|RCPT|DATA|AUTH)/i.test(linea)), dicho.join(' | '))
})

test('cerrar el adaptador suelta un envío colgado', async () => {
  const { promise: conectado, resolve: conectar } = Promise.withResolvers<void>()
  await using servidor = await abrirGuion((l) => {
    conectar()
    return l.irse
  })
  const correo = abrirSmtp({
    url: servidor.url,
    remitente: REMITENTE,
    plazos: { ...PLAZOS, saludo: 60_000, conexion: 60_000, total: 60_000 },
  })
  const envio = assert.rejects(correo.enviar(carta()), ErrorCorreo)
  await conectado
  await correo[Symbol.asyncDispose]()
  await envio
  await assert.rejects(correo.enviar(carta()), ErrorCorreo)
})
