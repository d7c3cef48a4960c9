import { Gauge, type Registry } from '@prometheus-io/client'
import type pg from 'pg'
import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import type { Suscripcion } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { listarSuscripciones } from '#seedwork/infraestructura/suscripciones/vista.ts'
import { crearRegistroMetricas, fotografiar } from '#seedwork/presentacion/metricas.ts'
import { vigilarLectores } from '#seedwork/presentacion/metricas-lectores.ts'
import { ESTADOS_ENTREGA } from '../dominio/entrega.ts'
import type { Repartidor } from './repartidor.ts'
import { contarPorEstado } from './vistas.ts'

type Vigilados = Readonly<{
  pool: pg.Pool
  repartidor: Repartidor
  suscripcion: Suscripcion
  fuente: Fuente
}>

const ESPERA = `select coalesce(extract(epoch from clock_timestamp() - min(proximo_intento)), 0)::float8 as s
  from entregas where estado in ('pendiente', 'reintento') and faltan = '{}' and proximo_intento <= clock_timestamp()`

const vigilarEspera = (registers: Registry[], pool: pg.Pool): void => {
  const foto = fotografiar(() => pool.query<{ s: number }>(ESPERA))
  new Gauge({
    name: 'alpes_correo_pendiente_segundos',
    help: 'Cuánto lleva sin salir la carta que más espera de las que ya podían salir; 0 si ninguna',
    registers,
    async collect() {
      const mirado = await foto()
      if (mirado === null) this.reset()
      else this.set(mirado.rows[0]?.s ?? 0)
    },
  })
}

const vigilarReparto = (registers: Registry[], { pool, repartidor }: Vigilados): void => {
  new Gauge({
    name: 'alpes_notificaciones',
    help: 'Notificaciones por estado',
    labelNames: ['estado'],
    registers,
    async collect() {
      // Sin base no hay cuenta que dar: la métrica se queda con la última.
      const cuenta = await contarPorEstado(pool).catch(() => null)
      if (cuenta) for (const estado of ESTADOS_ENTREGA) this.set({ estado }, cuenta[estado] ?? 0)
    },
  })
  new Gauge({
    name: 'alpes_correos',
    help: 'Cartas que este proceso ha enviado, que no han salido, o que están en vuelo',
    labelNames: ['resultado'],
    registers,
    collect() {
      const { enviadas, fallos, enVuelo } = repartidor.estado()
      this.set({ resultado: 'enviada' }, enviadas)
      this.set({ resultado: 'fallida' }, fallos)
      this.set({ resultado: 'en-vuelo' }, enVuelo)
    },
  })
  new Gauge({
    name: 'alpes_correo_pausado',
    help: '1 si el servidor de correo no atiende y el reparto espera',
    registers,
    collect() {
      this.set(repartidor.estado().situacion === 'pausado' ? 1 : 0)
    },
  })
}

/** Las métricas del servicio, en un registro propio: todo se mira al pedirlas. */
export const crearMetricasNotificaciones = (vigilados: Vigilados): Registry => {
  const registro = crearRegistroMetricas('notificaciones')
  const { pool, suscripcion, fuente } = vigilados
  vigilarLectores([registro], { lectores: [suscripcion], listar: () => listarSuscripciones(pool, fuente) })
  vigilarReparto([registro], vigilados)
  vigilarEspera([registro], pool)
  return registro
}
