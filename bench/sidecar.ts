import { readFileSync } from 'node:fs'
import { create, toBinary } from '@bufbuild/protobuf'
import { Client, credentials, Metadata } from '@grpc/grpc-js'
import { QueryReservaSchema } from '../src/sidecar/generado/vuelos_pb.ts'
import { mediana } from './carga.ts'
import { lanzarHijo } from './sistema.ts'
import { abrirTodo, carpetaDeDatos } from './todo.ts'

const EN_CURSO = 100
const RONDAS = Number(process.env.BENCH_RONDAS ?? 5)
const POR_RONDA = 4_000
/** Llamadas entre la primera y la última mirada a la memoria. */
const SEGUIDAS = Number(process.env.BENCH_LLAMADAS ?? 100_000)

type Llamar = () => Promise<void>

/** Llamadas por segundo de `total` llamadas, con cien en curso. */
const medir = async (llamar: Llamar, total: number): Promise<number> => {
  let quedan = total
  const inicio = performance.now()
  const trabajar = async (): Promise<void> => {
    while (quedan-- > 0) await llamar()
  }
  await Promise.all(Array.from({ length: EN_CURSO }, trabajar))
  return (total * 1_000) / (performance.now() - inicio)
}

const porGrpc = (puerto: number, token: string, pedido: Buffer): { llamar: Llamar; cerrar: () => void } => {
  const canal = new Client(`127.0.0.1:${puerto}`, credentials.createInsecure())
  const metadatos = new Metadata()
  metadatos.set('authorization', `Bearer ${token}`)
  const igual = (bytes: Buffer): Buffer => bytes
  const llamar = (): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    canal.makeUnaryRequest('/vuelos.Vuelos/ConsultarReserva', igual, igual, pedido, metadatos, (error) =>
      error ? reject(error) : resolve(),
    )
    return promise
  }
  return { llamar, cerrar: () => canal.close() }
}

const memoriaDe = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024

const sembrar = async (api: string, token: string): Promise<string> => {
  const cuerpo = readFileSync(new URL('../ejemplos/reserva.json', import.meta.url), 'utf8')
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const r = await fetch(`${api}/reservas`, { method: 'POST', headers, body: cuerpo })
  if (r.status !== 201) throw new Error(`reserva: ${r.status} ${await r.text()}`)
  return ((await r.json()) as { id: string }).id
}

/** Consultas por el sidecar frente a un grpc-js vacío que reenvía a la misma API, y frente a la API sin nada. */
export const medirSidecar = async (): Promise<void> => {
  await using datos = await carpetaDeDatos()
  await using sistema = await abrirTodo(datos.ruta, { DEMO: 'no' })
  const { api, token } = sistema.acceso
  const id = await sembrar(api, token)
  const pedido = Buffer.from(toBinary(QueryReservaSchema, create(QueryReservaSchema, { id })))
  const credencial = `Bearer ${token}`
  await using nuestro = await lanzarHijo<{ puerto: number }>('puerta-grpc.ts', { API_URL: api })
  await using vacio = await lanzarHijo<{ puerto: number }>('reenvio.ts', {
    ...{ RUTA: `${api}/reservas/${id}`, CREDENCIAL: credencial },
    RESPUESTA: Buffer.alloc(300).toString('base64'),
  })
  const rivales = [nuestro, vacio].map(({ datos: d }) => porGrpc(d.puerto, token, pedido))
  const directo = async (): Promise<void> => {
    const r = await fetch(`${api}/reservas/${id}`, { headers: { authorization: credencial } })
    await r.text()
  }
  const caminos = [rivales[0]!.llamar, rivales[1]!.llamar, directo]
  const cifras = caminos.map((): number[] => [])
  for (const llamar of caminos) await medir(llamar, 1_000)
  for (let ronda = 0; ronda < RONDAS; ronda++)
    for (const [i, llamar] of caminos.entries()) cifras[i]!.push(await medir(llamar, POR_RONDA))
  const [suyo = 0, reenvio = 0, solo = 0] = cifras.map(mediana)
  console.log(
    `${EN_CURSO} en curso: sidecar ${suyo.toFixed(0)}/s, grpc-js vacío ${reenvio.toFixed(0)}/s: ${(suyo / reenvio).toFixed(2)}×`,
  )
  console.log(`API sin sidecar ${solo.toFixed(0)}/s: ${(suyo / solo).toFixed(2)}×`)
  const antes = memoriaDe(nuestro.proceso.pid!)
  await medir(rivales[0]!.llamar, SEGUIDAS)
  const despues = memoriaDe(nuestro.proceso.pid!)
  console.log(`memoria del sidecar en ${SEGUIDAS} llamadas: ${antes.toFixed(0)} → ${despues.toFixed(0)} MiB`)
  for (const { cerrar } of rivales) cerrar()
}
