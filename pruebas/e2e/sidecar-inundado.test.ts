import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { after, afterEach, describe, test } from 'node:test'
import { create } from '@bufbuild/protobuf'
import { abrirApiFalsa, conJson } from '#pruebas/apoyo/api-falsa.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import * as h2 from '#pruebas/apoyo/http2-crudo.ts'
import { lanzar } from '#pruebas/apoyo/proceso-hijo.ts'
import { abrirCanal, llamar } from '#pruebas/apoyo/sidecar.ts'
import { QueryReservaSchema, Vuelos } from '../../src/sidecar/generado/vuelos_pb.ts'

const PROGRAMA = path.join(import.meta.dirname, '../../src/sidecar/principal.ts')
const RESERVA = { id: '0197a2d4-5c1e-7b3a-9f00-3d2b1a4c5e6f', itinerarios: [] }

const falsa = await abrirApiFalsa()
after(() => falsa[Symbol.asyncDispose]())
falsa.responder(conJson(200, RESERVA))
// En un proceso aparte: su memoria es sólo la suya, y si se cae se nota.
const hijo = lanzar(PROGRAMA, { entorno: { API_URL: falsa.url, PUERTO_GRPC: '0', PUERTO_METRICAS: '0' } })
after(() => hijo[Symbol.asyncDispose]())
const puerto = Number((await hijo.linea(/"url":"127\.0\.0\.1:(\d+)"/))[1])
const canal = abrirCanal(`127.0.0.1:${puerto}`)
after(() => canal.close())

const consultar = async (): Promise<string> => {
  const pedido = create(QueryReservaSchema, { id: RESERVA.id })
  return (await llamar(canal, [Vuelos, 'ConsultarReserva'], pedido)).estado
}

const MB = 1_024
/** Memoria del sidecar en MiB; cero donde el sistema no la cuenta. */
const memoria = (): number => {
  const ruta = `/proc/${hijo.pid}/status`
  return existsSync(ruta) ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(ruta, 'utf8'))?.[1]) / MB : 0
}
await consultar()
const alEmpezar = memoria()

/** Sigue vivo, contesta y no engordó. */
const sigueSano = async (): Promise<void> => {
  assert.equal(await consultar(), 'OK')
  assert.equal(hijo.hijo.exitCode, null, hijo.dicho())
  const crecio = memoria() - alEmpezar
  assert.ok(crecio < 128, `la memoria creció ${crecio.toFixed(0)} MiB`)
}

/** Mientras se le inunda, las llamadas de los demás se contestan. */
const conVecinos = async (inundar: Promise<unknown>): Promise<void> => {
  let acabada = false
  const fin = inundar.finally(() => {
    acabada = true
  })
  const estados: string[] = []
  do estados.push(await consultar())
  while (!acabada)
  await fin
  assert.deepEqual([...new Set(estados)], ['OK'])
}

const CABECERAS = h2.cabecerasDe('/vuelos.Vuelos/ConsultarReserva')
const CANCELADO = Buffer.from([0, 0, 0, 8])
const juntas = (n: number, una: (k: number) => Buffer): Buffer =>
  Buffer.concat(Array.from({ length: n }, (_, k) => una(k)))
const flujoDe = (lote: number, k: number, porLote: number) => 1 + 2 * (lote * porLote + k)
const abrir = (flujo: number, banderas = h2.FIN_DE_CABECERAS) =>
  h2.trama(h2.HEADERS, { banderas, flujo, cuerpo: CABECERAS })
const ABRE_Y_CIERRA = h2.FIN_DE_CABECERAS | h2.FIN_DE_FLUJO
/** El primer lote abre el flujo 1 y los demás lo cargan. */
const sobreUno = (banderas: number, carga: () => Buffer) => (lote: number) =>
  lote === 0 ? abrir(1, banderas) : carga()

type Inundacion = Readonly<{ lotes?: number; sorda?: boolean; lote: (n: number) => Buffer }>

/** Lo que nadie manda de buena fe: el sidecar corta la conexión mucho antes de que acabe. */
const CORTADAS: Readonly<Record<string, Inundacion>> = {
  'flujos que se abren y se cancelan (rapid reset)': {
    lote: (n) =>
      juntas(500, (k) => {
        const flujo = flujoDe(n, k, 500)
        return Buffer.concat([
          abrir(flujo, ABRE_Y_CIERRA),
          h2.trama(h2.RST_STREAM, { flujo, cuerpo: CANCELADO }),
        ])
      }),
  },
  'flujos que se abren y nunca acaban': { lote: (n) => juntas(500, (k) => abrir(flujoDe(n, k, 500))) },
  'PING sin parar': { lote: () => juntas(1_000, () => h2.trama(h2.PING, { cuerpo: Buffer.alloc(8) })) },
  'PING sin parar, y sin leer sus respuestas': {
    sorda: true,
    lote: () => juntas(1_000, () => h2.trama(h2.PING, { cuerpo: Buffer.alloc(8) })),
  },
  'SETTINGS sin parar': { lote: () => juntas(1_000, () => h2.trama(h2.SETTINGS)) },
  'SETTINGS sin parar, y sin leer sus respuestas': {
    sorda: true,
    lote: () => juntas(1_000, () => h2.trama(h2.SETTINGS)),
  },
  'cabeceras que no acaban (CONTINUATION)': {
    lote: sobreUno(0, () =>
      juntas(100, () => h2.trama(h2.CONTINUATION, { flujo: 1, cuerpo: h2.campo('x-a', 'y') })),
    ),
  },
  'CONTINUATION vacías': {
    lote: sobreUno(0, () => juntas(100, () => h2.trama(h2.CONTINUATION, { flujo: 1 }))),
  },
  'DATA vacías': {
    lote: sobreUno(h2.FIN_DE_CABECERAS, () => juntas(1_000, () => h2.trama(h2.DATA, { flujo: 1 }))),
  },
  'PRIORITY de flujos que no existen': {
    lote: (n) =>
      juntas(1_000, (k) =>
        h2.trama(h2.PRIORITY, { flujo: flujoDe(n, k, 1_000), cuerpo: Buffer.from([0, 0, 0, 0, 1]) }),
      ),
  },
  'tramas de un tipo que no existe': {
    lote: () => juntas(1_000, () => h2.trama(0x77, { cuerpo: Buffer.alloc(16) })),
  },
}

const inundar = async (c: h2.ConexionCruda, { lotes = 1_000, lote }: Inundacion): Promise<number> => {
  for (let n = 0; n < lotes; n += 1) if (!(await c.escribir(lote(n)))) return n
  return lotes
}

describe('inundaciones que se cortan', () => {
  afterEach(sigueSano)
  for (const [nombre, inundacion] of Object.entries(CORTADAS))
    test(nombre, async () => {
      using c = await h2.conectar(puerto, inundacion)
      await conVecinos(inundar(c, inundacion))
      await esperarQue('la conexión se corta', () => !c.abierta())
    })
})

/** Lo que se contesta flujo a flujo: la conexión sigue, y no cuesta memoria. */
const AGUANTADAS: Readonly<Record<string, Inundacion>> = {
  'mil cabeceras por llamada': {
    lotes: 300,
    lote: (n) => {
      const muchas = Array.from({ length: 1_000 }, (_, k) => h2.campo(`x${k}`, 'v'))
      const cuerpo = Buffer.concat([CABECERAS, ...muchas])
      return h2.trama(h2.HEADERS, { banderas: ABRE_Y_CIERRA, flujo: flujoDe(n, 0, 1), cuerpo })
    },
  },
  'cabeceras de 40 MB escritas en 15 KB (HPACK)': {
    lotes: 300,
    lote: (n) => {
      const grande = h2.campo('x-b', 'z'.repeat(3_900), true)
      const cuerpo = Buffer.concat([CABECERAS, grande, Buffer.alloc(11_000, h2.REPETIDO)])
      return h2.trama(h2.HEADERS, { banderas: ABRE_Y_CIERRA, flujo: flujoDe(n, 0, 1), cuerpo })
    },
  },
  'WINDOW_UPDATE sin parar': {
    lotes: 300,
    lote: sobreUno(h2.FIN_DE_CABECERAS, () =>
      juntas(1_000, () => h2.trama(h2.WINDOW_UPDATE, { flujo: 1, cuerpo: Buffer.from([0, 0, 0, 1]) })),
    ),
  },
}

describe('inundaciones que se aguantan', () => {
  afterEach(sigueSano)
  for (const [nombre, inundacion] of Object.entries(AGUANTADAS))
    test(nombre, async () => {
      const llegadas = falsa.recibidas.length
      using c = await h2.conectar(puerto, inundacion)
      await conVecinos(inundar(c, inundacion))
      const vecinas = falsa.recibidas.length - llegadas
      assert.ok(vecinas > 0)
      const ajenas = falsa.recibidas.slice(llegadas).filter((p) => p.headers.authorization === undefined)
      assert.deepEqual(ajenas.length, 0, 'ninguna de las inundadas llegó a la API')
    })
})

/** Una trama mal hecha y el código con que el sidecar se despide (RFC 9113 §7). */
const MALFORMADAS: Readonly<Record<string, readonly [Buffer, number]>> = {
  'DATA en el flujo 0': [h2.trama(h2.DATA, { cuerpo: Buffer.from('x') }), 1],
  'una trama que dice medir 16 MB': [h2.trama(h2.DATA, { flujo: 1, largo: 0xffffff }), 6],
  'WINDOW_UPDATE de cero': [h2.trama(h2.WINDOW_UPDATE, { cuerpo: Buffer.alloc(4) }), 1],
  'un flujo de número par': [abrir(2, ABRE_Y_CIERRA), 1],
  'un índice de HPACK que no existe': [
    h2.trama(h2.HEADERS, {
      banderas: ABRE_Y_CIERRA,
      flujo: 1,
      cuerpo: Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]),
    }),
    9,
  ],
  'cancelar un flujo que no se abrió': [h2.trama(h2.RST_STREAM, { flujo: 99, cuerpo: CANCELADO }), 1],
  'un PING de siete bytes': [h2.trama(h2.PING, { cuerpo: Buffer.alloc(7) }), 6],
  'un SETTINGS de cinco bytes': [h2.trama(h2.SETTINGS, { cuerpo: Buffer.alloc(5) }), 6],
  'una ventana imposible': [h2.trama(h2.SETTINGS, { cuerpo: Buffer.from([0, 4, 255, 255, 255, 255]) }), 3],
  'CONTINUATION de nada': [h2.trama(h2.CONTINUATION, { flujo: 1, cuerpo: CABECERAS }), 1],
  'un empuje de quien no puede': [
    h2.trama(5, { banderas: h2.FIN_DE_CABECERAS, flujo: 1, cuerpo: Buffer.from([0, 0, 0, 2, 0x83]) }),
    1,
  ],
}

describe('tramas mal hechas', () => {
  afterEach(sigueSano)
  for (const [nombre, [bytes, codigo]] of Object.entries(MALFORMADAS))
    test(nombre, async () => {
      using c = await h2.conectar(puerto)
      await c.escribir(bytes)
      await esperarQue('la conexión se corta', () => !c.abierta())
      assert.equal(c.despedida(), codigo)
    })

  test('trescientas conexiones que no acaban de saludar no estorban a las demás', async () => {
    using pila = new DisposableStack()
    for (let n = 0; n < 300; n += 1) pila.use(await h2.conectar(puerto, { saludo: 10 }))
    assert.equal(await consultar(), 'OK')
  })
})

test('después de todo, se detiene como siempre y no se quejó de nada', async () => {
  hijo.senal('SIGTERM')
  canal.close()
  assert.equal(await hijo.fin, 0)
  assert.doesNotMatch(hijo.dicho(), /"level":(50|60)|Uncaught|unhandled/i)
})
