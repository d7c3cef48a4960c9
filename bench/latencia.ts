import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { percentil } from './carga.ts'
import { abrirTodo, carpetaDeDatos, type Todo } from './todo.ts'

/** Órdenes por segundo que se ofrecen, duración en segundos y sockets que escuchan. */
const RITMO = Number(process.env.BENCH_RITMO ?? 200)
const SEGUNDOS = 6
const SOCKETS = 100

type Trama = { op: string; tipo?: string; clave?: string }

const escuchar = async ({ acceso }: Todo, alLlegar: (clave: string) => void): Promise<WebSocket> => {
  const url = `${acceso.pagina.replace('http', 'ws')}/ws?token=${acceso.token}`
  const socket = new WebSocket(url, 'alpes.v1', { perMessageDeflate: false })
  await once(socket, 'open')
  socket.on('message', (datos) => {
    const trama = JSON.parse(String(datos)) as Trama
    if (trama.op === 'evento' && trama.tipo === 'InmuebleCreado') alLlegar(trama.clave!)
  })
  socket.send(JSON.stringify({ op: 'suscribir', topicos: ['eventos-inmueble'] }))
  return socket
}

/** Da de alta un inmueble y anota cuándo se supo que quedó. */
const pedir = async ({ acceso }: Todo, n: number, contestadas: Map<string, number>): Promise<void> => {
  const id = randomUUID()
  const cuerpo = {
    ...{ id, nombre: `Local ${n}`, tipo: 'local', ciudad: 'Bogotá' },
    ...{ zona: 'America/Bogota', area_m2: '50' },
  }
  const respuesta = await fetch(`${acceso.api}/inmuebles`, {
    method: 'POST',
    headers: { authorization: `Bearer ${acceso.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(cuerpo),
  })
  if (respuesta.status === 201) contestadas.set(id, performance.now())
  await respuesta.arrayBuffer()
}

/** Ofrece las órdenes a su ritmo, conteste lo que conteste el sistema; dice cuándo se contestó cada una. */
const ofrecer = async (sistema: Todo): Promise<ReadonlyMap<string, number>> => {
  const contestadas = new Map<string, number>()
  const pedidas: Promise<void>[] = []
  const inicio = performance.now()
  for (let n = 0; n < RITMO * SEGUNDOS; n++) {
    const cuando = inicio + (n * 1000) / RITMO
    while (performance.now() < cuando) await new Promise((seguir) => setImmediate(seguir))
    pedidas.push(pedir(sistema, n, contestadas))
  }
  await Promise.all(pedidas)
  return contestadas
}

/** De la respuesta (el COMMIT ya ocurrió) a la trama en un socket, con 100 sockets escuchando. */
export const medirLatencia = async (): Promise<void> => {
  await using datos = await carpetaDeDatos()
  await using sistema = await abrirTodo(datos.ruta, { DEMO: 'no' })
  const llegadas = new Map<string, number>()
  const sockets = await Promise.all(
    Array.from({ length: SOCKETS }, (_, i) =>
      escuchar(sistema, (clave) => i === 0 && llegadas.set(clave, performance.now())),
    ),
  )
  const contestadas = await ofrecer(sistema)
  const limite = performance.now() + 5_000
  while (llegadas.size < contestadas.size && performance.now() < limite)
    await new Promise((seguir) => setImmediate(seguir))
  for (const socket of sockets) socket.close()
  const demoras = [...contestadas].map(([id, t]) =>
    Math.max(0, (llegadas.get(id) ?? Number.POSITIVE_INFINITY) - t),
  )
  const perdidas = demoras.filter((d) => !Number.isFinite(d)).length
  console.log(
    `${RITMO} órdenes/s con ${SOCKETS} sockets: COMMIT → trama p50 ${percentil(demoras, 0.5).toFixed(1)} ms, p99 ${percentil(demoras, 0.99).toFixed(1)} ms; perdidas ${perdidas} de ${contestadas.size}`,
  )
}
