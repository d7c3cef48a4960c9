import { servidorDePruebas } from '../apoyo/servidor-pruebas.ts'
import { abrirEscena, type Escena } from './escena.ts'
import type { Fallo } from './fallo.ts'
import { FALLOS, LOTE_RELEVO, lanzarRelevo } from './fallos.ts'
import type { Guion } from './guion.ts'
import { GUIONES } from './guiones.ts'
import type { Violacion } from './historia.ts'

/**
 * `npm run fallas`: cada fallo `REPETICIONES` veces (20) con carga, cada uno en una instalación propia, y
 * la tabla de lo que se perdió, se repitió o se desordenó. Los argumentos eligen fallos por su nombre.
 */
const REPETICIONES = Number(process.env.REPETICIONES ?? 20)
const elegidos = process.argv.slice(2)
const decir = (texto: string): void => void process.stdout.write(texto)

type Fila = Readonly<{
  fallo: string
  corridas: number
  perdido: number
  repetido: number
  desorden: number
  ms: number
  aceptados: number
  nota: string
}>

/** Qué clase de promesa rompe una violación. */
const clase = (detalle: string): 'perdido' | 'repetido' | 'desorden' => {
  if (/orden|antes que|versiones/.test(detalle)) return 'desorden'
  return /dos veces|repetid|de más|varios comandos|sobra/.test(detalle) ? 'repetido' : 'perdido'
}

const mediana = (ms: readonly number[]): number => [...ms].sort((a, b) => a - b)[ms.length >> 1] ?? 0

type Corrida = Readonly<{
  nombre: string
  aceptados: number
  violaciones: readonly Violacion[]
  tiempos: readonly number[]
  nota?: string
}>

const filaDe = ({ nombre, aceptados, violaciones, tiempos, nota = '' }: Corrida): Fila => {
  const por = Object.groupBy(violaciones, (v) => clase(v.detalle))
  for (const v of violaciones.slice(0, 20)) decir(`\n  ${v.regla}: ${v.detalle}`)
  return {
    ...{ fallo: nombre, corridas: tiempos.length, ms: Math.round(mediana(tiempos)), aceptados, nota },
    ...{ perdido: por.perdido?.length ?? 0, repetido: por.repetido?.length ?? 0 },
    desorden: por.desorden?.length ?? 0,
  }
}

/** Provoca el fallo una vez y mide cuánto tarda el sistema en atender otra vez. */
const unaVez = async (escena: Escena, fallo: Fallo, vez: number): Promise<number> => {
  await fallo.provocar(escena, vez)
  await escena.vivo()
  // Provocarlo puede incluir reponerse: se cuenta desde la muerte.
  decir('.')
  return escena.desdeCaida()
}

const enEscena = async (fallo: Fallo): Promise<Corrida> => {
  await using escena = await abrirEscena(fallo)
  const tiempos: number[] = []
  for (let vez = 1; vez <= REPETICIONES; vez++) tiempos.push(await unaVez(escena, fallo, vez))
  const conRelevo = fallo.nombre.startsWith('relevo')
  await using _relevo = conRelevo ? lanzarRelevo(escena) : null
  const { historia, violaciones } = await escena.juzgar(
    conRelevo ? { muertes: REPETICIONES, lote: LOTE_RELEVO } : undefined,
  )
  return { nombre: fallo.nombre, aceptados: historia.aceptados.length, violaciones, tiempos }
}

const correr = async (cual: Fallo | Guion): Promise<Fila | null> => {
  const impedimento = cual.impedimento?.() ?? null
  decir(`${cual.nombre} `)
  if (impedimento !== null) {
    decir(`SE SALTA: ${impedimento}\n`)
    return null
  }
  const inicio = performance.now()
  const corrida =
    'correr' in cual
      ? { nombre: cual.nombre, ...(await cual.correr(REPETICIONES, () => decir('.'))) }
      : await enEscena(cual)
  const fila = filaDe(corrida)
  decir(` ${fila.aceptados} aceptadas, ${Math.round((performance.now() - inicio) / 1_000)} s ${fila.nota}\n`)
  return fila
}

await using cierre = new AsyncDisposableStack()
process.env.BASE_DATOS_PRUEBAS_URL = await servidorDePruebas(cierre)
const filas: Fila[] = []
const sinAcabar: string[] = []
for (const cual of [...FALLOS, ...GUIONES]) {
  if (elegidos.length > 0 && !elegidos.some((e) => cual.nombre.includes(e))) continue
  try {
    const fila = await correr(cual)
    if (fila) filas.push(fila)
  } catch (error) {
    // Lo ya corrido se enseña igual; la que no acabó cuenta como fallida.
    sinAcabar.push(cual.nombre)
    decir(` NO ACABÓ: ${(error as Error).stack}\n`)
  }
}
console.table(filas)
if (sinAcabar.length > 0) decir(`sin acabar: ${sinAcabar.join(', ')}\n`)
process.exitCode = sinAcabar.length > 0 || filas.some((f) => f.perdido + f.repetido + f.desorden > 0) ? 1 : 0
