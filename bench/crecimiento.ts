import { mediana, medirCarga } from './carga.ts'
import { peticion } from './cartera.ts'
import {
  abrirServidorBench,
  crearBase,
  crearBaseSembrada,
  enServidor,
  type Hijo,
  lanzarHijo,
} from './sistema.ts'

const GRANDE = Number(process.env.BENCH_CONTRATOS ?? 1_000_000)
const RONDAS = 3
const DURACION = 4_000

/** Copia un contrato ya creado hasta tener `cuantos`, con su mensaje y su registro: sólo para llenar. */
const llenar = (url: string, cuantos: number): Promise<void> =>
  enServidor(url, async (c) => {
    await c.query('set search_path = alpes, public')
    const { rows } = await c.query<{ column_name: string }>(
      `select column_name from information_schema.columns where table_schema = 'alpes' and table_name = 'contratos' order by ordinal_position`,
    )
    const cambios: Record<string, string> = {
      id: 'gen_random_uuid()',
      numero: `'LL-' || g`,
      creado_en: `c.creado_en - g * interval '1 minute'`,
      fecha_fin: `c.fecha_fin + (g % 900)::int`,
      fin_efectiva: `c.fin_efectiva + (g % 900)::int`,
    }
    const lista = rows.map((r) => r.column_name)
    const valores = lista.map((n) => cambios[n] ?? `c.${n}`).join(', ')
    await c.query(
      `insert into contratos (${lista.join(', ')}) select ${valores} from (select * from contratos limit 1) c, generate_series(1, ${cuantos}) g`,
    )
    await c.query('vacuum analyze contratos')
  })

const medir = (hijo: Hijo<{ puerto: number }>) =>
  medirCarga({
    puerto: hijo.datos.puerto,
    conexiones: 64,
    duracion: DURACION,
    peticion,
    calentamiento: 1_000,
  })

/** Lo que cuesta una orden con un millón de contratos, comparado con mil. */
export const medirCrecimiento = async (): Promise<void> => {
  await using servidor = await abrirServidorBench()
  await using pila = new AsyncDisposableStack()
  const base = await crearBaseSembrada(servidor.url, 'poca', (puerto) =>
    medirCarga({ puerto, conexiones: 8, duracion: 1_000, peticion }),
  )
  const grande = await crearBase(servidor.url, 'mucha', 'poca')
  await llenar(grande, GRANDE)
  const poca = pila.use(await lanzarHijo<{ puerto: number }>('nuestro.ts', { BASE_DATOS_URL: base }))
  const mucha = pila.use(await lanzarHijo<{ puerto: number }>('nuestro.ts', { BASE_DATOS_URL: grande }))
  for (const hijo of [poca, mucha]) await medir(hijo)
  const cifras = { poca: [] as number[], mucha: [] as number[] }
  for (let i = 0; i < RONDAS; i++) {
    cifras.poca.push((await medir(poca)).porSegundo)
    cifras.mucha.push((await medir(mucha)).porSegundo)
  }
  const [a, b] = [mediana(cifras.poca), mediana(cifras.mucha)]
  console.log(
    `con pocos contratos ${a.toFixed(0)}/s; con ${GRANDE} más ${b.toFixed(0)}/s; coste por orden ×${(a / b).toFixed(2)}`,
  )
}
