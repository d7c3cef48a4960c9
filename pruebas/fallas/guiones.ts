import path from 'node:path'
import { abrirTaller, type Taller, TOPICO, tanda } from '../apoyo/bitacora.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { juzgar } from '../apoyo/juicio.ts'
import { correrMentira } from '../apoyo/mentiroso.ts'
import { abrirServidorNats } from '../apoyo/nats.ts'
import { leerFlujo } from '../apoyo/nats-relevo.ts'
import { lanzar, type ProcesoHijo } from '../apoyo/proceso-hijo.ts'
import { requerir } from '../apoyo/requerir.ts'
import type { Guion, Resultado } from './guion.ts'
import { DETENIDO } from './guion-detenido.ts'
import { GRUPO } from './guion-grupo.ts'
import { LIMITES } from './guion-limites.ts'
import { VERSIONES } from './guion-versiones.ts'

const sinNats = (): string | null => requerir('nats-server').saltar || null

/** Dos procesos con la misma suscripción, y cómo se lanza uno. */
type Pareja = Readonly<{ taller: Taller; suscripcion: string; lanzarUno: () => ProcesoHijo }>

const cursorDe = async ({ taller, suscripcion }: Pareja): Promise<{ pid: number; posicion: number }> => {
  const { rows } = await taller.pool.query<{ dueno: string | null; p: number; vivo: boolean }>(
    `select dueno, posicion::float8 as p, arrendado_hasta > clock_timestamp() as vivo
     from suscripciones where suscripcion = $1`,
    [suscripcion],
  )
  const [fila] = rows
  return { pid: fila?.vivo ? Number(fila.dueno?.split(':')[1]) : 0, posicion: fila?.p ?? 0 }
}

/**
 * Al dueño se le mata (veces impares) o se le detiene más que su arriendo (pares): el otro sigue con lo
 * suyo, y el que despierta no puede confirmar nada. Devuelve ms desde el fallo hasta que todo está leído.
 */
const turnarse = async (pareja: Pareja, veces: number, punto: () => void): Promise<number[]> => {
  const procesos = [pareja.lanzarUno(), pareja.lanzarUno()]
  await using _fin = {
    [Symbol.asyncDispose]: () => Promise.all(procesos.map((p) => p[Symbol.asyncDispose]())).then(() => {}),
  }
  let escritos = 0
  const escribir = async (n: number): Promise<void> => {
    await pareja.taller.escribir(TOPICO, tanda(n))
    escritos += n
  }
  const leido = () =>
    esperarQue('todo leído', async () => (await cursorDe(pareja)).posicion === escritos, 60_000)
  const tiempos: number[] = []
  for (let vez = 1; vez <= veces; vez++) {
    await escribir(60)
    await leido()
    const { pid } = await cursorDe(pareja)
    const i = procesos.findIndex((p) => p.pid === pid)
    const activo = procesos[i]
    if (!activo) throw new Error(`el dueño ${pid} no es de los nuestros`)
    await escribir(30)
    activo.senal(vez % 2 ? 'SIGKILL' : 'SIGSTOP')
    const caida = performance.now()
    await escribir(30)
    await leido()
    tiempos.push(performance.now() - caida)
    if (vez % 2) procesos[i] = pareja.lanzarUno()
    else activo.senal('SIGCONT')
    punto()
  }
  return tiempos
}

const lectores: Guion = {
  ...{ nombre: 'dos lectores, el dueño muere o se detiene', filas: [5, 9] },
  async correr(veces, punto): Promise<Resultado> {
    await using taller = await abrirTaller()
    const programa = path.join(import.meta.dirname, '../apoyo/lector-hijo.ts')
    const lanzarUno = () => lanzar(programa, { entorno: { BASE_URL: taller.url, ARRIENDO: '1000' } })
    const tiempos = await turnarse({ taller, suscripcion: 'hijo', lanzarUno }, veces, punto)
    return { violaciones: await juzgar(taller.pool, 'hijo'), tiempos, aceptados: veces * 120 }
  },
}

const relevos: Guion = {
  ...{ nombre: 'dos relevos, el dueño muere o se detiene', filas: [4, 9], impedimento: sinNats },
  async correr(veces, punto): Promise<Resultado> {
    await using taller = await abrirTaller()
    await using servidor = await abrirServidorNats()
    const programa = path.join(import.meta.dirname, '../apoyo/relevo-broker-hijo.ts')
    const lanzarUno = () => lanzar(programa, { entorno: { BASE_URL: taller.url, BROKER_URL: servidor.url } })
    const tiempos = await turnarse({ taller, suscripcion: 'relevo', lanzarUno }, veces, punto)
    const mensajes = await leerFlujo(servidor.url, TOPICO)
    const violaciones = await juzgar(taller.pool, null, [], {
      mensajes,
      repetibles: Number.POSITIVE_INFINITY,
    })
    const nota = `${mensajes.length - veces * 120} publicados de más`
    return { violaciones, tiempos, aceptados: veces * 120, nota }
  },
}

const mentira: Guion = {
  ...{ nombre: 'broker que pierde, repite y desordena', filas: [21, 23, 24] },
  async correr(veces, punto): Promise<Resultado> {
    const violaciones = []
    for (let semilla = 1; semilla <= veces; semilla++) {
      const tandas = [tanda(1_000), tanda(250), tanda(250)]
      violaciones.push(...(await correrMentira({ semilla, lote: 1 + ((semilla * 149) % 1_000), tandas })))
      punto()
    }
    return { violaciones, tiempos: Array.from({ length: veces }, () => 0), aceptados: veces * 1_500 }
  },
}

/** Todas las escenas con reparto propio. */
export const GUIONES: readonly Guion[] = [lectores, relevos, mentira, GRUPO, ...LIMITES, VERSIONES, DETENIDO]
