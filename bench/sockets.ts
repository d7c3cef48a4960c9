import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as dormir } from 'node:timers/promises'
import { mediana, percentil } from './carga.ts'
import type { Cosecha, Pedido } from './sockets-clientes.ts'
import type { Foto, Orden } from './sockets-ui.ts'

const SOCKETS = Number(process.env.BENCH_SOCKETS ?? 5_000)
const SEGUNDOS = Number(process.env.BENCH_SEGUNDOS ?? 6)
const RONDAS = Number(process.env.BENCH_RONDAS ?? 3)
/** Procesos de clientes; uno solo mediría su propia cola. */
const PROCESOS = 2
/** Eventos por segundo para todos, y lo que recibe de más el 1 % pesado: 8 KiB, veinte veces por segundo. */
const POR_SEGUNDO = 4
const PESADO = { cuantos: 20, bytes: 8 * 1024 }

type Hijo<P, R> = AsyncDisposable & Readonly<{ pedir(p: P): Promise<R>; primera: Promise<R> }>

const lanzar = <P, R>(programa: string): Hijo<P, R> => {
  const opciones = { execArgv: ['--expose-gc', '--max-semi-space-size=32'] }
  const hijo: ChildProcess = fork(path.join(import.meta.dirname, programa), opciones)
  const respuesta = async () => (await once(hijo, 'message'))[0] as R
  return {
    pedir(p) {
      const llega = respuesta()
      hijo.send(p as object)
      return llega
    },
    get primera() {
      return respuesta()
    },
    async [Symbol.asyncDispose]() {
      const fin = once(hijo, 'exit')
      hijo.disconnect()
      await fin
    },
  }
}

type Ui = Hijo<Orden, Foto>
type Clientes = readonly Hijo<Pedido, Cosecha>[]

const atodos = (clientes: Clientes, p: (i: number) => Pedido): Promise<readonly Cosecha[]> =>
  Promise.all(clientes.map((c, i) => c.pedir(p(i))))

const juntas = async (clientes: Clientes) => {
  const cosechas = await atodos(clientes, () => ({ op: 'cosecha' }))
  return { demoras: cosechas.flatMap((c) => c.demoras), tramas: cosechas.reduce((n, c) => n + c.tramas, 0) }
}

const abrirTodas = (clientes: Clientes, puerto: number, desde: number | null) =>
  atodos(clientes, () => ({ op: 'abrir', puerto, cuantos: SOCKETS / PROCESOS, desde }))

/** Una ronda: mientras el 1 % recibe mucho, y lo lee o no, cuánto tardan los eventos de los demás. */
const ronda = async (ui: Ui, clientes: Clientes, leen: boolean) => {
  const { puerto } = await ui.pedir({ op: 'mirar' })
  await atodos(clientes, () => ({ op: 'pesados', puerto, cuantos: SOCKETS / 100 / PROCESOS, leen }))
  await juntas(clientes)
  for (let i = 0; i < SEGUNDOS * POR_SEGUNDO; i += 1) {
    await ui.pedir({
      op: 'publicar',
      topico: 'eventos-cliente',
      cuantos: PESADO.cuantos / POR_SEGUNDO,
      bytes: PESADO.bytes,
    })
    await ui.pedir({ op: 'publicar', topico: 'eventos-contrato', cuantos: 1, bytes: 200 })
    await dormir(1_000 / POR_SEGUNDO)
  }
  const { demoras } = await juntas(clientes)
  const { rss, conexiones } = await ui.pedir({ op: 'mirar' })
  await atodos(clientes, () => ({ op: 'soltar' }))
  return { p50: percentil(demoras, 0.5), p99: percentil(demoras, 0.99), n: demoras.length, rss, conexiones }
}

const medirMemoria = async (ui: Ui, clientes: Clientes): Promise<void> => {
  // unas cuantas de prueba, para que el código y los búferes ya estén
  const { puerto } = await ui.pedir({ op: 'mirar' })
  await atodos(clientes, () => ({ op: 'abrir', puerto, cuantos: 100, desde: null }))
  await atodos(clientes, () => ({ op: 'cerrar' }))
  await dormir(500)
  const antes = await ui.pedir({ op: 'mirar' })
  await abrirTodas(clientes, puerto, null)
  await dormir(1_000)
  const despues = await ui.pedir({ op: 'mirar' })
  const abiertas = despues.conexiones - antes.conexiones
  console.table([
    {
      conexiones: abiertas,
      'KiB por conexión quieta': ((despues.rss - antes.rss) / abiertas / 1024).toFixed(1),
      meta: 40,
    },
  ])
}

const medirEstancados = async (ui: Ui, clientes: Clientes): Promise<void> => {
  await ronda(ui, clientes, true)
  const pares: { leen: number; estancados: number }[] = []
  for (let i = 0; i < RONDAS; i += 1) {
    const leen = await ronda(ui, clientes, true)
    const estancados = await ronda(ui, clientes, false)
    pares.push({ leen: leen.p99, estancados: estancados.p99 })
    console.table({ leen, estancados })
  }
  const razon = mediana(pares.map((p) => p.estancados / p.leen))
  console.table([{ 'p99 con 1 % estancado / con todos leyendo': razon.toFixed(2), meta: 1.2 }])
}

const PERDIDOS = 200

const medirVuelta = async (ui: Ui, clientes: Clientes): Promise<void> => {
  await atodos(clientes, () => ({ op: 'cerrar' }))
  const { puerto, hasta } = await ui.pedir({ op: 'mirar' })
  const antes = await ui.pedir({ op: 'publicar', topico: 'eventos-contrato', cuantos: PERDIDOS, bytes: 200 })
  await juntas(clientes)
  const inicio = performance.now()
  await abrirTodas(clientes, puerto, hasta)
  let recibidas = 0
  while (recibidas < PERDIDOS * SOCKETS && performance.now() - inicio < 120_000) {
    await dormir(50)
    recibidas += (await juntas(clientes)).tramas
  }
  const segundos = (performance.now() - inicio) / 1_000
  const { lecturas } = await ui.pedir({ op: 'mirar' })
  console.table([
    {
      ...{ conexiones: SOCKETS, 'eventos perdidos': PERDIDOS, recibidas, esperadas: PERDIDOS * SOCKETS },
      ...{ segundos: segundos.toFixed(1), 'lecturas a la bitácora': lecturas - antes.lecturas },
    },
  ])
}

/** Miles de conexiones en una sola página: lo que pesan, lo que estorban las que no leen, y volver todas a la vez. */
export const medirSockets = async (): Promise<void> => {
  await using ui = lanzar<Orden, Foto>('sockets-ui.ts')
  await ui.primera
  await using uno = lanzar<Pedido, Cosecha>('sockets-clientes.ts')
  await using otro = lanzar<Pedido, Cosecha>('sockets-clientes.ts')
  const clientes = [uno, otro]
  await medirMemoria(ui, clientes)
  await medirEstancados(ui, clientes)
  await medirVuelta(ui, clientes)
}
