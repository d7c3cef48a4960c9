import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { TOKEN } from './cartera.ts'

/** Lo que se le pide a un proceso de clientes. `pesados`: los que siguen además un tópico con mucho volumen. */
export type Pedido =
  | Readonly<{ op: 'abrir'; puerto: number; cuantos: number; desde: number | null }>
  | Readonly<{ op: 'pesados'; puerto: number; cuantos: number; leen: boolean }>
  | Readonly<{ op: 'cosecha' }>
  | Readonly<{ op: 'soltar' | 'cerrar' }>

/** Lo que contesta: conexiones abiertas, demoras (ms) desde la última cosecha, y tramas recibidas. */
export type Cosecha = Readonly<{ abiertas: number; demoras: readonly number[]; tramas: number }>

const CABECERAS = [
  'GET /ws HTTP/1.1',
  'Host: 127.0.0.1',
  `Authorization: Bearer ${TOKEN}`,
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  'Sec-WebSocket-Protocol: alpes.v1',
  '',
  '',
].join('\r\n')

/** Una trama de texto del cliente; con la máscara a cero, el contenido va tal cual. */
const trama = (mensaje: unknown): Buffer => {
  const texto = Buffer.from(JSON.stringify(mensaje))
  const cabeza = Buffer.from([0x81, 0x80 | 126, texto.length >> 8, texto.length & 0xff, 0, 0, 0, 0])
  return Buffer.concat([cabeza, texto])
}

let demoras: number[] = []
let tramas = 0
const abiertas = new Set<Socket>()
const pesados = new Set<Socket>()

const abrir = async (puerto: number): Promise<Socket> => {
  const toma = connect(puerto, '127.0.0.1')
  toma.setNoDelay(true)
  toma.on('error', () => toma.destroy())
  await once(toma, 'connect')
  toma.write(CABECERAS)
  const [respuesta] = (await once(toma, 'data')) as [Buffer]
  if (!respuesta.toString('latin1').startsWith('HTTP/1.1 101')) throw new Error(respuesta.toString('latin1'))
  return toma
}

const MARCA = Buffer.from('"en":')

/** Apunta la demora de cada evento medido; los trozos de TCP que parten una marca se pierden, y son raros. */
const medir = (toma: Socket): void => {
  toma.on('data', (datos: Buffer) => {
    const ahora = performance.timeOrigin + performance.now()
    for (let i = datos.indexOf(MARCA); i >= 0; i = datos.indexOf(MARCA, i + 5)) {
      const en = Number.parseFloat(datos.toString('latin1', i + 5, i + 24))
      tramas += 1
      if (en > 0) demoras.push(ahora - en)
    }
  })
}

const seguir = (toma: Socket, topico: string, desde: number | null): void => {
  toma.write(
    trama({ op: 'suscribir', topicos: [topico], ...(desde === null ? {} : { desde: { [topico]: desde } }) }),
  )
}

/** A la vez, pero de a pocos: un cliente de verdad también espera su turno. */
const A_LA_VEZ = 100

const abrirMuchos = async (cuantos: number, abrirUno: () => Promise<void>): Promise<void> => {
  let faltan = cuantos
  const turno = async (): Promise<void> => {
    while (faltan > 0) {
      faltan -= 1
      await abrirUno()
    }
  }
  await Promise.all(Array.from({ length: A_LA_VEZ }, turno))
}

const cerrar = (cuales: Set<Socket>): void => {
  for (const toma of cuales) toma.resetAndDestroy()
  cuales.clear()
}

const atender = async (p: Pedido): Promise<void> => {
  if (p.op === 'cerrar') cerrar(abiertas)
  if (p.op === 'soltar') cerrar(pesados)
  if (p.op === 'abrir')
    await abrirMuchos(p.cuantos, async () => {
      const toma = await abrir(p.puerto)
      medir(toma)
      abiertas.add(toma)
      seguir(toma, 'eventos-contrato', p.desde)
    })
  if (p.op === 'pesados')
    await abrirMuchos(p.cuantos, async () => {
      const toma = await abrir(p.puerto)
      pesados.add(toma)
      toma.on('close', () => pesados.delete(toma))
      seguir(toma, 'eventos-cliente', null)
      if (p.leen) toma.resume()
      else toma.pause()
    })
}

process.on('message', (p: Pedido) => {
  void atender(p).then(() => {
    process.send?.({ abiertas: abiertas.size, demoras, tramas } satisfies Cosecha)
    if (p.op !== 'cosecha') return
    demoras = []
    tramas = 0
  })
})
process.once('disconnect', () => process.exit(0))
