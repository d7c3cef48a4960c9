import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mediana, medirCarga } from './carga.ts'
import { peticion } from './cartera.ts'
import { abrirServidorBench, crearBase, crearBaseSembrada, type Hijo, lanzarHijo } from './sistema.ts'

/** Segundos de cada medida y rondas entrelazadas: cortas y muchas, que se busca un 2 %. */
const DURACION = Number(process.env.BENCH_SEGUNDOS ?? 3) * 1000
const RONDAS = Number(process.env.BENCH_RONDAS ?? 6)
const CALENTAMIENTO = Number(process.env.BENCH_CALENTAMIENTO ?? 10) * 1000
const CONEXIONES = 64

/** Lo que puede perder la tasa de órdenes con colector, según la parte que se guarda. */
const VARIANTES = [
  { nombre: 'sin colector', muestra: null, tope: 0 },
  { nombre: 'al 0 %', muestra: '0', tope: 0.02 },
  { nombre: 'al 10 %', muestra: '0.1', tope: 0.15 },
] as const
type Variante = (typeof VARIANTES)[number]

/** Un colector que recibe y tira: lo que se mide es nuestro lado. Cuenta los lapsos para saber que llegan. */
const abrirColector = async () => {
  let entregas = 0
  let bytes = 0
  const servidor = createServer((entrada, respuesta) => {
    entregas++
    entrada.on('data', (trozo: Buffer) => {
      bytes += trozo.length
    })
    entrada.on('end', () => respuesta.writeHead(200, { 'content-type': 'application/json' }).end('{}'))
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  servidor.listen(0, '127.0.0.1', resolve)
  await promise
  return {
    url: `http://127.0.0.1:${(servidor.address() as AddressInfo).port}`,
    recibido: () => ({ entregas, bytes }),
    [Symbol.asyncDispose]: async () => {
      servidor.closeAllConnections()
      servidor.close()
    },
  }
}

/** CPU gastada por un proceso, µs (Linux; en otro sistema, cero). Un tic son 10 ms. */
const cpuDe = (pid: number | undefined): number => {
  try {
    const campos = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
    return (Number(campos[11]) + Number(campos[12])) * 10_000
  } catch {
    return 0
  }
}

/** Órdenes por segundo y µs de CPU de nuestro proceso por orden: lo segundo no depende de quién más corra. */
type Tasa = Readonly<{ porSegundo: number; cpu: number }>

type Rival = Readonly<{ variante: Variante; hijo: Hijo<{ puerto: number }> }>

const cargar = async ({ variante, hijo }: Rival, duracion = DURACION): Promise<Tasa> => {
  const antes = cpuDe(hijo.proceso.pid)
  const carga = { puerto: hijo.datos.puerto, conexiones: CONEXIONES, duracion, peticion }
  const { porSegundo, estados } = await medirCarga(carga)
  if (Object.keys(estados).join() !== '201')
    throw new Error(`${variante.nombre} contestó ${JSON.stringify(estados)}`)
  const ordenes = estados[201] ?? 1
  return { porSegundo, cpu: (cpuDe(hijo.proceso.pid) - antes) / ordenes }
}

/** Cada ronda empieza por otra variante: ninguna va siempre detrás de la misma. */
const rotar = <T>(lista: readonly T[], n: number): T[] => [
  ...lista.slice(n % lista.length),
  ...lista.slice(0, n % lista.length),
]

/** `tandas`: las mismas variantes, en procesos distintos. Cada una se compara con las de su tanda y su ronda. */
const rondas = async (
  tandas: readonly (readonly Rival[])[],
): Promise<ReadonlyMap<Variante, readonly Tasa[]>> => {
  const tasas = new Map(VARIANTES.map((v) => [v as Variante, [] as Tasa[]]))
  for (let ronda = 0; ronda < RONDAS; ronda++)
    for (const tanda of tandas)
      for (const rival of rotar(tanda, ronda)) tasas.get(rival.variante)!.push(await cargar(rival))
  return tasas
}

/**
 * Un proceso y una base por variante, dos veces y en orden contrario: el que arranca primero, y la base que
 * se llena primero, no salen siempre con la misma.
 */
const abrirTandas = async (
  pila: AsyncDisposableStack,
  { servidor, colector, roles }: Readonly<{ servidor: string; colector: string; roles: string }>,
): Promise<readonly (readonly Rival[])[]> => {
  const tandas: Rival[][] = []
  for (const [n, variantes] of [VARIANTES, VARIANTES.toReversed()].entries()) {
    const tanda: Rival[] = []
    for (const [i, variante] of variantes.entries()) {
      const base = await crearBase(servidor, `trazas_${roles.length}_${n}_${i}`, 'plantilla')
      const { muestra } = variante
      const trazas = muestra !== null && { COLECTOR_OTLP: colector, TRAZAS_MUESTRA: muestra }
      const entorno = { BASE_DATOS_URL: base, ROLES: roles, ...trazas }
      tanda.push({ variante, hijo: pila.use(await lanzarHijo('nuestro.ts', entorno)) })
    }
    tandas.push(tanda)
  }
  return tandas
}

const informar = (grupo: string, tasas: ReadonlyMap<Variante, readonly Tasa[]>): void => {
  const base = tasas.get(VARIANTES[0])!
  for (const [{ nombre, tope }, suyas] of tasas) {
    // Ronda con ronda: lo que la máquina haga de más en un rato lo pagan las tres.
    const pierde = 1 - mediana(suyas.map((t, i) => t.porSegundo / base[i]!.porSegundo))
    const deMas = mediana(suyas.map((t, i) => t.cpu / base[i]!.cpu)) - 1
    const cpu = mediana(suyas.map((t) => t.cpu))
    const juicio =
      tope === 0
        ? ''
        : `  pierde ${(pierde * 100).toFixed(1)} % (tope ${tope * 100} %); CPU ${(deMas * 100).toFixed(1)} % más`
    const tasa = mediana(suyas.map((t) => t.porSegundo)).toFixed(0)
    console.log(
      `${grupo}  ${nombre.padEnd(14)} ${tasa.padStart(6)}/s  ${cpu.toFixed(0)} µs de CPU por orden${juicio}`,
    )
  }
}

/**
 * Lo que cuestan las trazas en el alta de contratos: sin colector, con colector y nada que guardar, y con
 * una de cada diez. Primero sólo la puerta y el escritor; después con todos los lectores en el proceso.
 */
export const medirTrazas = async (): Promise<void> => {
  await using servidor = await abrirServidorBench()
  await using colector = await abrirColector()
  await crearBaseSembrada(servidor.url, 'plantilla')
  console.log(`alta de contratos a ${CONEXIONES} conexiones, ${RONDAS} rondas dobles de ${DURACION / 1000} s`)
  for (const [grupo, roles] of [
    ['http        ', 'http'],
    ['con lectores', 'http,consumidores,planificador'],
  ] as const) {
    await using pila = new AsyncDisposableStack()
    const tandas = await abrirTandas(pila, { servidor: servidor.url, colector: colector.url, roles })
    for (const rival of tandas.flat()) await cargar(rival, CALENTAMIENTO)
    informar(grupo, await rondas(tandas))
  }
  const { entregas, bytes } = colector.recibido()
  console.log(`el colector recibió ${entregas} entregas, ${(bytes / 2 ** 20).toFixed(1)} MiB`)
}
