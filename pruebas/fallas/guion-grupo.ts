import { randomUUID } from 'node:crypto'
import { setTimeout as pausa } from 'node:timers/promises'
import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { abrirFuenteNats } from '#seedwork/infraestructura/nats/fuente.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { abrirSuscripcion } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { abrirTaller, dejarEfecto, type Taller, TOPICO } from '../apoyo/bitacora.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { juzgar } from '../apoyo/juicio.ts'
import { abrirGrupoNats, conectarNats } from '../apoyo/nats.ts'
import { leerFlujo } from '../apoyo/nats-relevo.ts'
import { relevar } from '../apoyo/relevo-broker.ts'
import { requerir } from '../apoyo/requerir.ts'
import type { Guion, Resultado } from './guion.ts'

/** Ms con un servidor menos, ms hasta la siguiente muerte, y ms que se mide el caudal antes y después. */
const CAIDO = 3_000
const ENTERO = 3_000
const MEDIDA = 15_000
/** Mensajes de cada escritura, y los que pueden ir por delante de quien los lee. */
const TANDA = 50
const VENTANA = 1_000

const CLAVES = Array.from({ length: 50 }, () => randomUUID())

/** Escribe sin parar mientras el consumidor no se quede atrás; dice cuánto lleva. */
const cargar = (taller: Taller, leido: () => number, fin: AbortSignal) => {
  let escritos = 0
  const acabar = (async () => {
    while (!fin.aborted) {
      if (escritos - leido() > VENTANA) await pausa(10)
      else {
        await taller.escribir(TOPICO, CLAVES.slice(0, TANDA))
        escritos += TANDA
      }
    }
  })()
  return { escritos: () => escritos, acabar }
}

const montar = async (pila: AsyncDisposableStack) => {
  const taller = pila.use(await abrirTaller())
  const grupo = pila.use(await abrirGrupoNats())
  const relevo = relevar(taller, grupo.url, pila)
  const conexion = pila.use(conectarNats(grupo.url))
  const respaldo = pila.use(abrirFuenteBitacora({ pool: taller.pool, escucha: null }))
  const fuente = pila.use(abrirFuenteNats({ conexion, respaldo, registro: sinRegistro, latido: 1_000 }))
  const remota = pila.use(
    abrirSuscripcion({
      ...{ nombre: 'remota', topicos: [TOPICO], fuente, pool: taller.pool, registro: sinRegistro },
      atender: dejarEfecto('remota'),
    }),
  )
  // Lo que está publicado y leído: el más atrasado de los dos.
  const leido = (): number => Math.min(...[relevo, remota].map((s) => s.estado().topicos[0]?.posicion ?? 0))
  return { taller, grupo, leido }
}

type Montaje = Awaited<ReturnType<typeof montar>>

const caudal = async ({ leido }: Montaje): Promise<number> => {
  const [antes, desde] = [leido(), performance.now()]
  await pausa(MEDIDA)
  return ((leido() - antes) * 1_000) / (performance.now() - desde)
}

/** Muere un servidor, vuelve al rato, y muere el siguiente. Devuelve ms hasta que algo más quedó publicado y leído. */
const matarPorTurno = async (m: Montaje, veces: number, punto: () => void): Promise<number[]> => {
  const tiempos: number[] = []
  for (let vez = 0; vez < veces; vez++) {
    const servidor = m.grupo.servidores[vez % 3]!
    await servidor.matar()
    const [caida, antes] = [performance.now(), m.leido()]
    await esperarQue('sigue con dos', () => m.leido() > antes + VENTANA, 60_000)
    tiempos.push(performance.now() - caida)
    await pausa(CAIDO)
    await servidor.arrancar()
    await pausa(ENTERO)
    punto()
  }
  return tiempos
}

/** Con veinte muertes, dos minutos largos. */
export const GRUPO: Guion = {
  ...{ nombre: 'tres servidores NATS, uno muerto cada pocos segundos', filas: [19] },
  impedimento: () => requerir('nats-server').saltar || null,
  async correr(veces, punto): Promise<Resultado> {
    await using pila = new AsyncDisposableStack()
    const m = await montar(pila)
    const fin = new AbortController()
    const carga = cargar(m.taller, m.leido, fin.signal)
    await esperarQue('hay carga', () => m.leido() > VENTANA, 60_000)
    const antes = await caudal(m)
    const tiempos = await matarPorTurno(m, veces, punto)
    const despues = await caudal(m)
    fin.abort()
    await carga.acabar
    await esperarQue('todo publicado y leído', () => m.leido() === carga.escritos(), 90_000)
    const vistas = new Set((await leerFlujo(m.grupo.url, TOPICO)).map((f) => f.posicion))
    const faltan = carga.escritos() - vistas.size
    const violaciones = await juzgar(m.taller.pool, 'remota')
    return {
      ...{ tiempos, aceptados: carga.escritos() },
      violaciones:
        faltan > 0 ? [...violaciones, { regla: 'C12', detalle: `no se publicaron ${faltan}` }] : violaciones,
      nota: `caudal ${Math.round(antes)}/s antes, ${Math.round(despues)}/s después: ${(despues / antes).toFixed(2)}`,
    }
  },
}
