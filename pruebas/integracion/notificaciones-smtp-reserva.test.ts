import assert from 'node:assert/strict'
import { test } from 'node:test'
import { carta, REMITENTE } from '#pruebas/conformidad/correo.ts'
import { abrirServidorSmtp } from '#pruebas/conformidad/correo-servidor.ts'
import { ErrorCorreo } from '#seedwork/aplicacion/correo.ts'
import { abrirSmtp } from '../../src/notificaciones/infraestructura/correo/smtp.ts'
import { abrirGuion, type Linea, recibirCarta, saludar } from './notificaciones-guion.ts'

const PLAZOS = { conexion: 2_000, saludo: 2_000, silencio: 2_000, total: 5_000 }

const abrir = (url: string, ocio = 60_000) => abrirSmtp({ url, remitente: REMITENTE, plazos: PLAZOS, ocio })

/** Un servidor cuya primera conexión sigue ese guion tras tomar una carta, y las demás toman la que venga. */
const abrirViejo = async (tras: (l: Linea) => Promise<void>) => {
  const tomadas: string[] = []
  let conexiones = 0
  const tomar = async (l: Linea): Promise<void> => {
    tomadas.push(/^Message-ID: (.*)$/m.exec(await recibirCarta(l))?.[1] ?? '')
    l.decir('250 tomada')
  }
  const servidor = await abrirGuion(async (l) => {
    const primera = ++conexiones === 1
    await saludar(l)
    await tomar(l)
    if (primera) await tras(l)
    else await l.irse
  })
  return { ...servidor, tomadas, cuantas: () => conexiones }
}

const claseDe = (envio: Promise<void>): Promise<string> =>
  envio.then(
    () => 'salió',
    (e: unknown) => (e instanceof ErrorCorreo ? e.clase : String(e)),
  )

test('las cartas seguidas comparten conexión, hasta cien por cada una', async () => {
  let conexiones = 0
  await using servidor = await abrirServidorSmtp(() => {}, {
    onConnect(_, fin) {
      conexiones++
      fin()
    },
  })
  await using correo = abrir(servidor.url)
  const cartas = Array.from({ length: 101 }, () => carta())
  for (const c of cartas.slice(0, 100)) await correo.enviar(c)
  assert.equal(conexiones, 1)
  await correo.enviar(cartas[100] ?? carta())
  assert.equal(conexiones, 2)
  assert.deepEqual(
    servidor.recibidos.map((c) => c.idMensaje),
    cartas.map((c) => c.idMensaje),
  )
})

/** Oye tantas órdenes, contesta bien a todas menos a la última, y a ésa lo que se diga. */
const trasOrdenes = (cuantas: number, fin: (l: Linea) => void) => async (l: Linea) => {
  for (let n = 1; n < cuantas; n++) {
    await l.oir()
    l.decir('250 bien')
  }
  await l.oir()
  fin(l)
  await l.irse
}

const CORTES: readonly (readonly [que: string, guion: (l: Linea) => Promise<void>])[] = [
  ['cortada al empezar la carta', trasOrdenes(1, (l) => l.cortar())],
  ['cortada antes del contenido', trasOrdenes(2, (l) => l.cortar())],
  ['despedida con 421', trasOrdenes(1, (l) => l.decir('421 ya van muchas'))],
  ['que ya no contesta', (l) => l.irse],
]

for (const [que, guion] of CORTES)
  test(`por una conexión vieja ${que}, la carta sale por otra, una sola vez`, async () => {
    await using servidor = await abrirViejo(guion)
    await using correo = abrir(servidor.url)
    const cartas = [carta(), carta()] as const
    await correo.enviar(cartas[0])
    await correo.enviar(cartas[1])
    assert.equal(servidor.cuantas(), 2)
    assert.deepEqual(
      servidor.tomadas,
      cartas.map((c) => c.idMensaje),
    )
  })

test('una que el servidor cerró mientras esperaba no se usa', async () => {
  const { promise: cortada, resolve } = Promise.withResolvers<void>()
  await using servidor = await abrirViejo(async (l) => {
    l.cortar()
    await l.irse
    resolve()
  })
  await using correo = abrir(servidor.url)
  await correo.enviar(carta())
  await cortada
  await correo.enviar(carta())
  assert.equal(servidor.tomadas.length, 2)
})

test('cortada con el contenido en camino, no se manda otra vez: quizá la tomó', async () => {
  await using servidor = await abrirViejo(async (l) => {
    await recibirCarta(l)
    l.cortar()
  })
  await using correo = abrir(servidor.url)
  await correo.enviar(carta())
  assert.equal(await claseDe(correo.enviar(carta())), 'temporal')
  assert.equal(servidor.cuantas(), 1)
})

test('un destinatario rechazado por una conexión vieja es cosa de la carta: no se prueba por otra', async () => {
  await using servidor = await abrirViejo(trasOrdenes(2, (l) => l.decir('550 no existe')))
  await using correo = abrir(servidor.url)
  await correo.enviar(carta())
  assert.equal(await claseDe(correo.enviar(carta())), 'permanente')
  assert.equal(servidor.cuantas(), 1)
})

test('un servidor que muere con la conexión en reserva es una caída', async () => {
  const servidor = await abrirViejo((l) => l.irse)
  await using correo = abrir(servidor.url)
  await correo.enviar(carta())
  await servidor[Symbol.asyncDispose]()
  assert.equal(await claseDe(correo.enviar(carta())), 'caida')
})

test('una conexión ociosa se despide al vencer su ocio', async () => {
  const { promise: adios, resolve } = Promise.withResolvers<string>()
  await using servidor = await abrirViejo(async (l) => resolve(await l.oir()))
  await using correo = abrir(servidor.url, 20)
  await correo.enviar(carta())
  assert.equal(await adios, 'QUIT')
})

test('al cerrar se despide de las ociosas, aunque el servidor no conteste', async () => {
  const { promise: adios, resolve } = Promise.withResolvers<string>()
  const { promise: ida, resolve: irse } = Promise.withResolvers<void>()
  await using servidor = await abrirViejo(async (l) => {
    resolve(await l.oir())
    await l.irse
    irse()
  })
  const correo = abrir(servidor.url)
  await correo.enviar(carta())
  await correo[Symbol.asyncDispose]()
  assert.equal(await adios, 'QUIT')
  await ida
})
