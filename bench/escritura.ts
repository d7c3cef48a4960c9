import { mediana, medirCarga } from './carga.ts'
import { peticion } from './cartera.ts'
import { abrirServidorBench, crearBase, crearBaseSembrada, type Hijo, lanzarHijo } from './sistema.ts'

/** Segundos de cada medida y rondas entrelazadas; de las rondas se toma la mediana. */
const DURACION = Number(process.env.BENCH_SEGUNDOS ?? 4) * 1000
const RONDAS = Number(process.env.BENCH_RONDAS ?? 3)
const CALENTAMIENTO = Number(process.env.BENCH_CALENTAMIENTO ?? 10) * 1000
const CONEXIONES = [1, 16, 64] as const
/** Tamaños de pool que se prueban con el rival; se queda el mejor para 64 conexiones. */
const POOLS = [8, 16, 32]

type Rival = Readonly<{ nombre: string; hijo: Hijo<{ puerto: number }> }>

const cargar = ({ hijo }: Rival, conexiones: number, duracion = DURACION) =>
  medirCarga({ puerto: hijo.datos.puerto, conexiones, duracion, peticion, calentamiento: duracion / 4 })

/** El pool con que el rival rinde más a 64 conexiones. */
const mejorPool = async (modo: string, url: string): Promise<number> => {
  const medidas: [number, number][] = []
  for (const pool of POOLS) {
    await using hijo = await lanzarHijo<{ puerto: number }>('crudo.ts', {
      CRUDO: modo,
      CRUDO_URL: url,
      CRUDO_POOL: String(pool),
    })
    medidas.push([pool, (await cargar({ nombre: modo, hijo }, 64, DURACION / 2)).porSegundo])
  }
  return medidas.sort((a, b) => b[1] - a[1])[0]![0]
}

/**
 * Alta de contratos: nuestra pila entera, con el papel `http` (los lectores, en otro proceso) y con todos
 * los lectores en el mismo (auditoría, panel, búsqueda, comandos: trabajo que el rival no hace),
 * frente a lo escrito a mano, en una y en cuatro sentencias.
 */
export const medirEscritura = async (): Promise<void> => {
  await using servidor = await abrirServidorBench()
  await crearBaseSembrada(servidor.url, 'plantilla')
  await using pila = new AsyncDisposableStack()
  const [nuestra, conLectores, una, cuatro] = [
    await crearBase(servidor.url, 'nuestra', 'plantilla'),
    await crearBase(servidor.url, 'lectores', 'plantilla'),
    await crearBase(servidor.url, 'una', 'plantilla'),
    await crearBase(servidor.url, 'cuatro', 'plantilla'),
  ]
  const pools = { una: await mejorPool('una', una), cuatro: await mejorPool('cuatro', cuatro) }
  const nuestro = (entorno: Record<string, string>) => lanzarHijo<{ puerto: number }>('nuestro.ts', entorno)
  const crudo = (modo: 'una' | 'cuatro', url: string) =>
    lanzarHijo<{ puerto: number }>('crudo.ts', {
      CRUDO: modo,
      CRUDO_URL: url,
      CRUDO_POOL: String(pools[modo]),
    })
  const rivales: Rival[] = [
    { nombre: 'nuestra', hijo: pila.use(await nuestro({ BASE_DATOS_URL: nuestra, ROLES: 'http' })) },
    { nombre: 'con lectores', hijo: pila.use(await nuestro({ BASE_DATOS_URL: conLectores })) },
    { nombre: 'una sentencia', hijo: pila.use(await crudo('una', una)) },
    { nombre: 'cuatro sentencias', hijo: pila.use(await crudo('cuatro', cuatro)) },
  ]
  console.log(
    `alta de contratos (POST /contratos), ${RONDAS} rondas de ${DURACION / 1000} s; pool del rival: ${pools.una} y ${pools.cuatro}`,
  )
  // Todos en régimen: ninguno se mide mientras V8 aún compila lo suyo.
  for (const rival of rivales) await cargar(rival, 64, CALENTAMIENTO)
  for (const conexiones of CONEXIONES) await comparar(rivales, conexiones)
}

const comparar = async (rivales: readonly Rival[], conexiones: number): Promise<void> => {
  const medidas = new Map(rivales.map((r) => [r.nombre, [] as { rps: number; p50: number; p99: number }[]]))
  for (let ronda = 0; ronda < RONDAS; ronda++)
    for (const rival of rivales) {
      const { porSegundo, p50, p99, estados } = await cargar(rival, conexiones)
      if (Object.keys(estados).join() !== '201')
        throw new Error(`${rival.nombre} contestó ${JSON.stringify(estados)}`)
      medidas.get(rival.nombre)!.push({ rps: porSegundo, p50, p99 })
    }
  const deMediana = (nombre: string, campo: 'rps' | 'p50' | 'p99') =>
    mediana(medidas.get(nombre)!.map((m) => m[campo]))
  const nuestra = deMediana('nuestra', 'rps')
  for (const { nombre } of rivales) {
    const rps = deMediana(nombre, 'rps')
    const razon = nombre === 'nuestra' ? '' : `  nuestra/ésta = ${(nuestra / rps).toFixed(2)}`
    console.log(
      `${String(conexiones).padStart(3)} conexiones  ${nombre.padEnd(18)} ${rps.toFixed(0).padStart(6)}/s  p50 ${deMediana(nombre, 'p50').toFixed(1)} ms  p99 ${deMediana(nombre, 'p99').toFixed(1)} ms${razon}`,
    )
  }
}
