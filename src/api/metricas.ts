import { Counter, Gauge, Histogram, type Registry } from '@prometheus-io/client'
import type pg from 'pg'
import type { Observador } from '#seedwork/infraestructura/uow/observador.ts'
import { crearRegistroMetricas } from '#seedwork/presentacion/metricas.ts'
import type { Medida } from '#seedwork/presentacion/servidor.ts'
import type { MedirComando } from './ordenes.ts'
import type { LectorVigilado } from './salud.ts'

/** Lo que se mide de la API y por dónde entra cada medida. */
export type MetricasApi = Readonly<{
  registro: Registry
  comando: MedirComando
  http: (medida: Medida) => void
  lote: NonNullable<Observador['lote']>
  /** Apunta lo que se mira al servir `/metrics`: la cola, los lectores y la base. */
  vigilar(p: Readonly<{ enCola: () => number; lectores: readonly LectorVigilado[]; pool: pg.Pool }>): void
}>

const TRAMOS_LOTE = [1, 2, 4, 8, 16, 32, 64, 128]
const TRAMOS_MS = [0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000]

const DE_LA_BASE = `select
  (select count(*)::float8 from apartados where cerrado_en is null) as apartados,
  (select coalesce(max(age(backend_xmin)), 0)::float8 from pg_stat_activity) as xmin`

const mirarBase = async (pool: pg.Pool): Promise<{ apartados: number; xmin: number } | undefined> =>
  (await pool.query(DE_LA_BASE).catch(() => ({ rows: [] }))).rows[0]

const vigilarLectores = (registers: Registry[], lectores: readonly LectorVigilado[]): void => {
  new Gauge({
    name: 'alpes_lector_atraso',
    help: 'Mensajes entre el cursor de una suscripción y la cabeza de su tópico',
    labelNames: ['suscripcion', 'topico'],
    registers,
    collect() {
      for (const { nombre, estado } of lectores)
        for (const { topico, cabeza, posicion } of estado().topicos)
          this.set({ suscripcion: nombre, topico }, Math.max(0, cabeza - posicion))
    },
  })
  new Gauge({
    name: 'alpes_lector_sin_vuelta_segundos',
    help: 'Segundos desde que una suscripción dio su última vuelta entera',
    labelNames: ['suscripcion'],
    registers,
    collect() {
      for (const { nombre, estado } of lectores) this.set({ suscripcion: nombre }, estado().sinVuelta / 1_000)
    },
  })
}

const vigilarBase = (registers: Registry[], pool: pg.Pool): void => {
  const apartados = new Gauge({ name: 'alpes_apartados', help: 'Mensajes apartados sin cerrar', registers })
  new Gauge({
    name: 'alpes_xmin_mas_viejo',
    help: 'Edad, en transacciones, de la instantánea más vieja abierta en el servidor',
    registers,
    async collect() {
      const mirado = await mirarBase(pool)
      if (mirado === undefined) return
      this.set(mirado.xmin)
      apartados.set(mirado.apartados)
    },
  })
}

const mediciones = (registers: Registry[]) => ({
  comandos: new Counter({
    name: 'alpes_comandos_total',
    help: 'Comandos por tipo y resultado',
    labelNames: ['tipo', 'resultado'],
    registers,
  }),
  ordenes: new Histogram({
    name: 'alpes_lote_ordenes',
    help: 'Órdenes por lote del escritor',
    buckets: TRAMOS_LOTE,
    registers,
  }),
  lote: new Histogram({ name: 'alpes_lote_ms', help: 'Duración de un lote', buckets: TRAMOS_MS, registers }),
  http: new Histogram({
    name: 'alpes_http_ms',
    help: 'Duración de las respuestas HTTP',
    labelNames: ['metodo', 'ruta', 'estado'],
    buckets: TRAMOS_MS,
    registers,
  }),
})

/** Crea las métricas de la API en un registro propio. */
export const crearMetricas = (): MetricasApi => {
  const registro = crearRegistroMetricas('api')
  const m = mediciones([registro])
  return {
    registro,
    comando: (tipo, resultado) => m.comandos.inc({ tipo, resultado }),
    http: ({ metodo, ruta, estado, segundos }) =>
      m.http.observe({ metodo, ruta, estado: String(estado) }, segundos * 1_000),
    lote: ({ ordenes, ms }) => {
      m.ordenes.observe(ordenes)
      m.lote.observe(ms)
    },
    vigilar({ enCola, lectores, pool }) {
      new Gauge({
        name: 'alpes_cola_ordenes',
        help: 'Órdenes que esperan su lote',
        registers: [registro],
        collect() {
          this.set(enCola())
        },
      })
      vigilarLectores([registro], lectores)
      vigilarBase([registro], pool)
    },
  }
}
