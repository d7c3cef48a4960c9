import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import net from 'node:net'
import { setTimeout as esperar } from 'node:timers/promises'
import { LIMITES } from '#seedwork/infraestructura/uow/escritor.ts'
import { lectorDeRespuestas, medirCarga } from './carga.ts'
import { abrirServidorBench, crearBase, lanzarHijo } from './sistema.ts'

/** Lo que cabe en el sistema a la vez, y algo más: lo que sobra se tiene que rechazar. */
const CONEXIONES = LIMITES.lote + LIMITES.cola + 1_500
const SEGUNDOS = Number(process.env.SEGUNDOS ?? 8)
/** Cada cuánto salen las peticiones que tocan, ms. */
const PULSO = 5

const alta = (): string => {
  const cuerpo = JSON.stringify({
    ...{ tipo: 'empresa', nombre: 'Cliente de carga' },
    documento: { tipo: 'OTRO', numero: randomUUID().slice(0, 18).replaceAll('-', '') },
  })
  return [
    'POST /clientes HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer bench\r\n',
    `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(cuerpo)}\r\n\r\n${cuerpo}`,
  ].join('')
}

const residente = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024

/** Lo que dio ofrecer a un ritmo fijo. `sin`: peticiones que no hallaron conexión libre. */
type Ofrecido = Readonly<{
  ofrecidas: number
  sin: number
  estados: Readonly<Record<number, number>>
  mib: number
}>
type Marcha = { ofrecidas: number; sin: number; estados: Record<number, number>; mib: number }

const abrirConexiones = async (
  puerto: number,
  marcha: Marcha,
): Promise<{ libres: net.Socket[]; cerrar(): void }> => {
  const libres: net.Socket[] = []
  const todas = Array.from({ length: CONEXIONES }, () => {
    const socket = net.connect({ port: puerto, host: '127.0.0.1', noDelay: true })
    const leer = lectorDeRespuestas((estado) => {
      marcha.estados[estado] = (marcha.estados[estado] ?? 0) + 1
      libres.push(socket)
    })
    socket
      .on('connect', () => libres.push(socket))
      .on('data', leer)
      .on('error', () => {})
    return socket
  })
  while (libres.length < CONEXIONES) await esperar(10)
  return {
    libres,
    cerrar() {
      for (const socket of todas) socket.destroy()
    },
  }
}

/** Ofrece `porSegundo` peticiones, conteste lo que conteste el sistema: en lazo abierto. */
const ofrecer = async (puerto: number, pid: number, porSegundo: number): Promise<Ofrecido> => {
  const marcha: Marcha = { ofrecidas: 0, sin: 0, estados: {}, mib: 0 }
  const { libres, cerrar } = await abrirConexiones(puerto, marcha)
  const inicio = performance.now()
  for (let ahora = 0; ahora < SEGUNDOS * 1_000; ahora = performance.now() - inicio) {
    for (const tocan = (ahora * porSegundo) / 1_000; marcha.ofrecidas < tocan; marcha.ofrecidas++) {
      const socket = libres.shift()
      if (socket) socket.write(alta())
      else marcha.sin++
    }
    marcha.mib = Math.max(marcha.mib, residente(pid))
    await esperar(PULSO)
  }
  cerrar()
  return marcha
}

/** Pico en lazo cerrado y, después, el doble ofrecido: lo útil frente al pico, lo que se rechaza y la memoria. */
export const medirSobrecarga = async (): Promise<void> => {
  await using servidor = await abrirServidorBench()
  const url = await crearBase(servidor.url, 'sobrecarga')
  await using hijo = await lanzarHijo<{ puerto: number }>('nuestro.ts', { BASE_DATOS_URL: url })
  const { puerto } = hijo.datos
  const pid = hijo.proceso.pid ?? 0
  const lazo = { puerto, conexiones: 128, peticion: alta, duracion: SEGUNDOS * 1_000, calentamiento: 2_000 }
  const pico = (await medirCarga(lazo)).porSegundo
  const enPico = residente(pid)
  const doble = await ofrecer(puerto, pid, pico * 2)
  const utiles = (doble.estados[201] ?? 0) / SEGUNDOS
  console.log(`pico en lazo cerrado: ${Math.round(pico)} órdenes/s, ${Math.round(enPico)} MiB`)
  console.log(
    `ofrecido: ${(doble.ofrecidas / SEGUNDOS / pico).toFixed(2)}× el pico (${doble.sin} sin conexión libre)`,
  )
  console.log(`útil / pico: ${(utiles / pico).toFixed(2)} (se busca ≥ 0.8)`)
  console.log(`respuestas: ${JSON.stringify(doble.estados)}`)
  console.log(`residente: ${Math.round(doble.mib)} MiB, ${(doble.mib / enPico).toFixed(2)}× el del pico`)
}
