import { abrirEscena, type Escena, type Juicio } from './escena.ts'
import type { Fallo } from './fallo.ts'
import { FALLOS, LOTE_RELEVO, lanzarRelevo } from './fallos.ts'

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
}>

/** Qué clase de promesa rompe una violación. */
const clase = (detalle: string): 'perdido' | 'repetido' | 'desorden' => {
  if (/orden|antes que|versiones/.test(detalle)) return 'desorden'
  return /dos veces|repetid|de más|varios comandos|sobra/.test(detalle) ? 'repetido' : 'perdido'
}

const mediana = (ms: readonly number[]): number => [...ms].sort((a, b) => a - b)[ms.length >> 1] ?? 0

const filaDe = (fallo: string, { historia, violaciones }: Juicio, tiempos: readonly number[]): Fila => {
  const por = Object.groupBy(violaciones, (v) => clase(v.detalle))
  for (const v of violaciones.slice(0, 20)) decir(`\n  ${v.regla}: ${v.detalle}`)
  return {
    ...{ fallo, corridas: tiempos.length, ms: Math.round(mediana(tiempos)) },
    ...{ aceptados: historia.aceptados.length, perdido: por.perdido?.length ?? 0 },
    ...{ repetido: por.repetido?.length ?? 0, desorden: por.desorden?.length ?? 0 },
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

const correr = async (fallo: Fallo): Promise<Fila | null> => {
  const impedimento = fallo.impedimento?.() ?? null
  decir(`${fallo.nombre} `)
  if (impedimento !== null) {
    decir(`SE SALTA: ${impedimento}\n`)
    return null
  }
  await using escena = await abrirEscena(fallo)
  const tiempos: number[] = []
  const inicio = performance.now()
  for (let vez = 1; vez <= REPETICIONES; vez++) tiempos.push(await unaVez(escena, fallo, vez))
  const conRelevo = fallo.nombre.startsWith('relevo')
  await using _relevo = conRelevo ? lanzarRelevo(escena) : null
  const juicio = await escena.juzgar(conRelevo ? { muertes: REPETICIONES, lote: LOTE_RELEVO } : undefined)
  const fila = filaDe(fallo.nombre, juicio, tiempos)
  decir(` ${fila.aceptados} aceptadas, ${Math.round((performance.now() - inicio) / 1_000)} s\n`)
  return fila
}

const filas: Fila[] = []
for (const fallo of FALLOS) {
  if (elegidos.length > 0 && !elegidos.some((e) => fallo.nombre.includes(e))) continue
  const fila = await correr(fallo)
  if (fila) filas.push(fila)
}
console.table(filas)
process.exitCode = filas.some((f) => f.perdido + f.repetido + f.desorden > 0) ? 1 : 0
