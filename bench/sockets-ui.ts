import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { leerConfig } from '#config/config.ts'
import { abrirFuenteMemoria } from '#seedwork/infraestructura/fuentes/fuente-memoria.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { abrirUi } from '../src/ui/servicio.ts'
import { TOKEN } from './cartera.ts'

/** Lo que se le pide a la página medida; contesta una `Foto` a cada cosa. */
export type Orden = Readonly<
  { op: 'publicar'; topico: string; cuantos: number; bytes: number } | { op: 'mirar' }
>

/** Cómo está: memoria residente tras recoger basura, conexiones, y lecturas hechas a la fuente. */
export type Foto = Readonly<{
  puerto: number
  rss: number
  conexiones: number
  lecturas: number
  hasta: number
}>

const datos = await mkdtemp(join(tmpdir(), 'alpes-sockets-'))
process.once('exit', () => void rm(datos, { recursive: true, force: true }))
const memoria = abrirFuenteMemoria()
let lecturas = 0
const ui = await abrirUi(leerConfig({ PUERTO_UI: '0', PUERTO_METRICAS: '0' }), {
  ...{ registro: sinRegistro, token: TOKEN, version: '0.0.0', publico: datos },
  fuente: {
    leer(...args) {
      lecturas += 1
      return memoria.leer(...args)
    },
    alLlegar: memoria.alLlegar,
  },
  // el contenido es el instante en que se publicó y un relleno del tamaño pedido
  decodificar: (m) => JSON.parse(m.contenido.toString()),
})

const publicar = (topico: string, cuantos: number, bytes: number): void => {
  const relleno = 'x'.repeat(bytes)
  memoria.escribir(
    Array.from({ length: cuantos }, () => ({
      ...{ topico, id: randomUUID(), tipo: 'Medido', versionEsquema: 1, clave: randomUUID() },
      ...{ versionAgregado: 1, ocurridoEn: Date.now(), actor: 'bench', origen: 'api', correlacion: 'c' },
      ...{ causacion: randomUUID(), traceparent: null, servicio: 'bench' },
      contenido: Buffer.from(JSON.stringify({ en: performance.timeOrigin + performance.now(), relleno })),
    })),
  )
}

const foto = async (): Promise<Foto> => {
  const { cabeza } = await memoria.leer('eventos-contrato', 0, 1)
  const { rss } = process.memoryUsage()
  return { puerto: ui.puerto, rss, conexiones: ui.conexiones(), lecturas, hasta: cabeza }
}

process.on('message', (orden: Orden) => {
  // recoger basura sólo al mirar: al publicar sería parte de la demora
  if (orden.op === 'mirar') globalThis.gc?.()
  else publicar(orden.topico, orden.cuantos, orden.bytes)
  void foto().then((f) => process.send?.(f))
})
process.once('disconnect', () => process.exit(0))
process.send?.(await foto())
