import { esperarQue } from '../pruebas/apoyo/esperar.ts'
import { abrirServidorNats } from '../pruebas/apoyo/nats.ts'
import { mediana, medirCarga } from './carga.ts'
import { peticion, sembrar } from './cartera.ts'
import { abrirServidorBench, crearBase, enServidor, lanzarHijo } from './sistema.ts'

/** Segundos de cada medida, rondas, y mensajes que el relevo encuentra atrasados. */
const DURACION = Number(process.env.BENCH_SEGUNDOS ?? 4) * 1_000
const RONDAS = Number(process.env.BENCH_RONDAS ?? 3)
const ATRASO = Number(process.env.BENCH_ATRASO ?? 100_000)

const numero = (url: string, texto: string): Promise<number> =>
  enServidor(url, async (c) => Number((await c.query<{ n: string }>(texto)).rows[0]?.n ?? 0))

const CABEZA = `select posicion as n from alpes.cabezas where topico = 'eventos-contrato'`
const CURSOR = `select posicion as n from alpes.suscripciones
  where suscripcion = 'relevo' and topico = 'eventos-contrato'`

const cargar = async (puerto: number): Promise<number> =>
  (await medirCarga({ puerto, conexiones: 64, duracion: DURACION, peticion, calentamiento: DURACION / 4 }))
    .porSegundo

/**
 * El relevo hacia un nats-server de verdad desde un atraso, frente a lo que la API sostiene escribiendo:
 * si no drena varias veces más de prisa, tras una parada del broker no lo alcanza nunca.
 */
export const medirRelevo = async (): Promise<void> => {
  await using servidor = await abrirServidorBench()
  await using nats = await abrirServidorNats()
  const url = await crearBase(servidor.url, 'relevo')
  const ingestas: number[] = []
  {
    await using api = await lanzarHijo<{ puerto: number }>('nuestro.ts', {
      BASE_DATOS_URL: url,
      ROLES: 'http',
    })
    await sembrar(api.datos.puerto)
    while (ingestas.length < RONDAS || (await numero(url, CABEZA)) < ATRASO)
      ingestas.push(await cargar(api.datos.puerto))
  }
  const cabeza = await numero(url, CABEZA)
  await using _relevo = await lanzarHijo('nuestro.ts', {
    BASE_DATOS_URL: url,
    ROLES: 'relevo',
    BROKER: nats.url,
  })
  // El arranque del proceso no cuenta: desde donde vaya al estar listo.
  const [desde, inicio] = [await numero(url, CURSOR), performance.now()]
  await esperarQue('el relevo llega', async () => (await numero(url, CURSOR)) === cabeza, 600_000)
  const drenado = ((cabeza - desde) * 1_000) / (performance.now() - inicio)
  const ingesta = mediana(ingestas)
  console.table([
    {
      ...{ atraso: cabeza, 'escritos/s': Math.round(ingesta), 'publicados/s': Math.round(drenado) },
      'publicados/escritos': (drenado / ingesta).toFixed(2),
    },
  ])
}
