import { Counter, Gauge, Histogram, type Registry } from '@prometheus-io/client'
import type pg from 'pg'
import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import { listarSuscripciones } from '#seedwork/infraestructura/suscripciones/vista.ts'
import type { Publicados } from '#seedwork/infraestructura/trazas/publicador.ts'
import type { Observador } from '#seedwork/infraestructura/uow/observador.ts'
import { crearRegistroMetricas, fotografiar } from '#seedwork/presentacion/metricas.ts'
import { vigilarLectores } from '#seedwork/presentacion/metricas-lectores.ts'
import type { Medida } from '#seedwork/presentacion/servidor.ts'
import type { MedirComando } from './ordenes.ts'
import type { LectorVigilado } from './salud.ts'

/** Lo que se mira al servir `/metrics`. */
type Vigilados = Readonly<{
  enCola: () => number
  lectores: readonly LectorVigilado[]
  pool: pg.Pool
  fuente: Fuente
}>

/** Lo que se mide de la API y por dónde entra cada medida. */
export type MetricasApi = Readonly<{
  registro: Registry
  comando: MedirComando
  http: (medida: Medida) => void
  escritor: Required<Pick<Observador, 'lote' | 'sobrecarga'>>
  /** Lo que el relevo lleva publicado. */
  publicados: Publicados
  /** Apunta lo que se mira al servir `/metrics`: la cola, los lectores y la base. */
  vigilar(p: Vigilados): void
}>

const TRAMOS_LOTE = [1, 2, 4, 8, 16, 32, 64, 128]
const TRAMOS_MS = [0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000]

// También el xid: quien escribió y se quedó con la transacción abierta, sin consultar nada, no tiene instantánea; y
// las de los demás son tan viejas como ese xid, así que con la misma edad el culpable es él.
const XMIN = `select pid, greatest(age(backend_xmin), age(backend_xid))::float8 as edad from pg_stat_activity
  order by edad desc nulls last, age(backend_xid) desc nulls last limit 1`

const vigilarBase = (registers: Registry[], pool: pg.Pool): void => {
  const foto = fotografiar(() => pool.query<{ pid: number; edad: number | null }>(XMIN))
  new Gauge({
    name: 'alpes_xmin_mas_viejo',
    help: 'Edad, en transacciones, de la transacción más vieja abierta en el servidor, y el proceso que la tiene',
    labelNames: ['pid'],
    registers,
    async collect() {
      const vieja = (await foto())?.rows[0]
      this.reset()
      if (vieja) this.set({ pid: vieja.pid }, vieja.edad ?? 0)
    },
  })
}

const vigilarRelevo = (registers: Registry[], publicados: Publicados): void => {
  for (const [name, help, cuanto] of [
    ['alpes_relevo_publicados_total', 'Mensajes que el broker confirmó', () => publicados.mensajes],
    ['alpes_relevo_fallos_total', 'Lotes que el broker no confirmó', () => publicados.fallos],
  ] as const)
    new Counter({
      ...{ name, help, registers },
      collect() {
        this.reset()
        this.inc(cuanto())
      },
    })
}

const contadores = (registers: Registry[]) => ({
  comandos: new Counter({
    name: 'alpes_comandos_total',
    help: 'Comandos por tipo y resultado',
    labelNames: ['tipo', 'resultado'],
    registers,
  }),
  sobrecargas: new Counter({
    name: 'alpes_sobrecargas_total',
    help: 'Órdenes que no cupieron en la cola del escritor: se contestó 503 sin trabajar',
    registers,
  }),
})

const duraciones = (registers: Registry[]) => {
  const histograma = (name: string, help: string, buckets: number[], labelNames: string[] = []) =>
    new Histogram({ name, help, buckets, labelNames, registers })
  return {
    ordenes: histograma('alpes_lote_ordenes', 'Órdenes por lote del escritor', TRAMOS_LOTE),
    lote: histograma('alpes_lote_ms', 'Duración de un lote', TRAMOS_MS),
    commit: histograma('alpes_commit_ms', 'De mandar un lote a la base a saber que confirmó', TRAMOS_MS),
    http: histograma('alpes_http_ms', 'Duración de las respuestas HTTP', TRAMOS_MS, [
      'metodo',
      'ruta',
      'estado',
    ]),
  }
}

/** Crea las métricas de la API en un registro propio. */
export const crearMetricas = (): MetricasApi => {
  const registro = crearRegistroMetricas('api')
  const registers = [registro]
  const m = { ...contadores(registers), ...duraciones(registers) }
  const publicados: Publicados = { mensajes: 0, fallos: 0 }
  vigilarRelevo(registers, publicados)
  return {
    registro,
    publicados,
    comando: (tipo, resultado) => m.comandos.inc({ tipo, resultado }),
    http: ({ metodo, ruta, estado, segundos }) =>
      m.http.observe({ metodo, ruta, estado: String(estado) }, segundos * 1_000),
    escritor: {
      sobrecarga: () => m.sobrecargas.inc(),
      lote({ ordenes, ms, msCommit }) {
        m.ordenes.observe(ordenes)
        m.lote.observe(ms)
        if (msCommit > 0) m.commit.observe(msCommit)
      },
    },
    vigilar({ enCola, lectores, pool, fuente }) {
      new Gauge({
        ...{ name: 'alpes_cola_ordenes', help: 'Órdenes que esperan su lote', registers },
        collect() {
          this.set(enCola())
        },
      })
      vigilarLectores(registers, { lectores, listar: () => listarSuscripciones(pool, fuente) })
      vigilarBase(registers, pool)
    },
  }
}
