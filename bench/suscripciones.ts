import { mediana, medirCarga } from './carga.ts'
import { peticion, sembrar } from './cartera.ts'
import { abrirServidorBench, crearBase, lanzarHijo } from './sistema.ts'

const DURACION = Number(process.env.BENCH_SEGUNDOS ?? 4) * 1_000
const RONDAS = Number(process.env.BENCH_RONDAS ?? 3)
const CUANTAS = [1, 10] as const

/** Lo que la API sostiene escribiendo con una suscripción leyendo y con diez, en rondas entrelazadas. */
export const medirSuscripciones = async (): Promise<void> => {
  await using servidor = await abrirServidorBench()
  const url = await crearBase(servidor.url, 'suscripciones')
  await using api = await lanzarHijo<{ puerto: number }>('nuestro.ts', { BASE_DATOS_URL: url, ROLES: 'http' })
  const { puerto } = api.datos
  await sembrar(puerto)
  const medidas = new Map(CUANTAS.map((n) => [n, [] as number[]]))
  for (let ronda = 0; ronda < RONDAS; ronda++)
    for (const n of CUANTAS) {
      await using _lectores = await lanzarHijo('lectores.ts', { BASE_DATOS_URL: url, LECTORES: String(n) })
      const carga = { puerto, conexiones: 64, duracion: DURACION, peticion, calentamiento: DURACION / 4 }
      medidas.get(n)!.push((await medirCarga(carga)).porSegundo)
    }
  const [una, diez] = CUANTAS.map((n) => mediana(medidas.get(n)!))
  console.table([
    {
      ...{ 'con una/s': Math.round(una!), 'con diez/s': Math.round(diez!) },
      'diez/una': (diez! / una!).toFixed(2),
    },
  ])
}
