import type pg from 'pg'
import { masAtrasada } from '#seedwork/infraestructura/bitacora/poda.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import type { ProcesoHijo } from '../apoyo/proceso-hijo.ts'
import { conPool } from './bases.ts'
import { leerCuaderno } from './cuaderno.ts'
import type { Guion, Resultado } from './guion.ts'
import type { Violacion } from './historia.ts'
import {
  arrancar,
  conCarga,
  juzgarMontaje,
  lanzarNotificaciones,
  type Montaje,
  montar,
  SRC,
  salir,
} from './separado.ts'
import { lanzarTestigo, puertoLibre } from './sistema.ts'

/** El tópico en que se mira el atraso: casi toda la carga va a él. */
const TOPICO = 'eventos-contrato'
/** Mensajes que tiene que quedarse atrás el detenido, y ms más largos que se espera a que pase. */
const ATRASO = 150
const LIMITE = 120_000

const CURSORES = `select 'alpes' as de, suscripcion, posicion::float8 as posicion from alpes.suscripciones where topico = $1
  union all select 'notificaciones', suscripcion, posicion::float8 from notificaciones.suscripciones where topico = $1`

type Cursor = Readonly<{ de: string; suscripcion: string; posicion: number }>

const mirar = async (pool: pg.Pool) => {
  const { rows } = await pool.query<Cursor>(CURSORES, [TOPICO])
  const cabeza = await pool.query('select posicion::float8 as p from alpes.cabezas where topico = $1', [
    TOPICO,
  ])
  return {
    cabeza: (cabeza.rows[0]?.p ?? 0) as number,
    propios: rows.filter((c) => c.de === 'alpes').map((c) => c.posicion),
    avisos: rows.find((c) => c.de === 'notificaciones')?.posicion ?? 0,
  }
}

/** Lo que dice el `/metrics` de quien atiende del atraso de un lector que no está en su proceso. */
const medida = async (metricas: number, nombre: string): Promise<number> => {
  const texto = await (await fetch(`http://127.0.0.1:${metricas}/metrics`)).text()
  const serie = new RegExp(`^${nombre}\\{[^}]*suscripcion="auditoria"[^}]*\\} (\\S+)$`, 'gm')
  const valores = [...texto.matchAll(serie)].map((m) => Number(m[1]))
  return Math.max(0, ...valores)
}

type Reparto = Readonly<{ m: Montaje; lector: ProcesoHijo; metricas: number }>

const ritmo = async ({ cuaderno }: Montaje, mientras: () => Promise<unknown>): Promise<number> => {
  const [antes, desde] = [leerCuaderno(cuaderno).length, performance.now()]
  await mientras()
  return ((leerCuaderno(cuaderno).length - antes) * 1_000) / (performance.now() - desde)
}

/**
 * Se detiene al único proceso que lee, hasta que su arriendo vence y queda muy atrás; los demás siguen y su atraso se ve
 * desde fuera. Despierto, alcanza lo que había entonces. Devuelve ms hasta alcanzarlo y órdenes por segundo sin él.
 */
const detener = async (
  { m, lector, metricas }: Reparto,
  pool: pg.Pool,
): Promise<{ ms: number; sinEl: number }> => {
  lector.senal('SIGSTOP')
  const parado = await mirar(pool)
  const sinEl = await ritmo(m, () =>
    esperarQue(
      'los demás siguen y su atraso se ve',
      async () =>
        (await mirar(pool)).avisos > parado.cabeza + ATRASO &&
        (await medida(metricas, 'alpes_lector_atraso')) > ATRASO &&
        (await medida(metricas, 'alpes_lector_sin_dueno')) === 1,
      LIMITE,
    ),
  )
  const { cabeza, propios } = await mirar(pool)
  const limite = await masAtrasada(pool, TOPICO)
  if (limite === null || limite.posicion > Math.min(...propios))
    throw new Error(`se podaría lo que no ha leído: ${JSON.stringify(limite)}`)
  const despierta = performance.now()
  lector.senal('SIGCONT')
  await esperarQue('alcanza', async () => Math.min(...(await mirar(pool)).propios) >= cabeza, LIMITE)
  await esperarQue(
    'deja de verse atrás',
    async () => (await medida(metricas, 'alpes_lector_atraso')) < ATRASO,
    LIMITE,
  )
  return { ms: performance.now() - despierta, sinEl }
}

const abrirReparto = async (pila: AsyncDisposableStack): Promise<Reparto> => {
  const m = await montar(pila)
  const [puerto, metricas] = [await puertoLibre(), await puertoLibre()]
  const extra = { ROLES: 'http,planificador', PUERTO_METRICAS: String(metricas) }
  await arrancar(m, { nombre: 'la API', fuentes: SRC, puerto, extra })
  m.balanceador.repartir([puerto])
  const lector = await arrancar(m, {
    nombre: 'el lector',
    fuentes: SRC,
    puerto: await puertoLibre(),
    extra: {},
  })
  return { m, lector, metricas }
}

/** Un consumidor detenido mucho más que su arriendo. */
export const DETENIDO: Guion = {
  ...{ nombre: 'el único lector, detenido mucho rato', filas: [30] },
  async correr(veces, punto): Promise<Resultado> {
    await using pila = new AsyncDisposableStack()
    const reparto = await abrirReparto(pila)
    const { m } = reparto
    lanzarNotificaciones(m)
    const testigo = m.pila.use(lanzarTestigo(m.balanceador.url, m.cuaderno, 1))
    await conCarga(m)
    const conEl = await ritmo(m, () => conCarga(m))
    const tiempos: number[] = []
    const ritmos: number[] = []
    await conPool(`${m.base}&options=${encodeURIComponent('-c search_path=alpes')}`, async (pool) => {
      const leen = () => mirar(pool).then(({ avisos, propios }) => avisos > 0 && Math.min(...propios) > 0)
      await esperarQue('todos leen', () => leen().catch(() => false), LIMITE)
      for (let vez = 1; vez <= veces; vez++) {
        const { ms, sinEl } = await detener(reparto, pool)
        tiempos.push(ms)
        ritmos.push(sinEl)
        punto()
      }
    })
    await salir('el testigo', testigo)
    const { violaciones, aceptados } = await juzgarMontaje(m, async (): Promise<Violacion[]> => [])
    const media = ritmos.reduce((suma, r) => suma + r, 0) / ritmos.length
    const nota = `${Math.round(conEl)} órdenes/s con él, ${Math.round(media)} detenido`
    return { tiempos, aceptados, violaciones, nota }
  },
}
