import { Gauge, type Registry } from '@prometheus-io/client'
import type pg from 'pg'
import type { Suscripcion } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { crearRegistroMetricas } from '#seedwork/presentacion/metricas.ts'
import { ESTADOS_ENTREGA } from '../dominio/entrega.ts'
import type { Repartidor } from './repartidor.ts'
import { contarPorEstado } from './vistas.ts'

type Vigilados = Readonly<{ pool: pg.Pool; repartidor: Repartidor; suscripcion: Suscripcion }>

const vigilarLector = (registers: Registry[], { suscripcion }: Vigilados): void => {
  new Gauge({
    name: 'alpes_lector_atraso',
    help: 'Mensajes entre el cursor de una suscripción y la cabeza de su tópico',
    labelNames: ['suscripcion', 'topico'],
    registers,
    collect() {
      for (const { topico, cabeza, posicion } of suscripcion.estado().topicos)
        this.set({ suscripcion: suscripcion.nombre, topico }, Math.max(0, cabeza - posicion))
    },
  })
  new Gauge({
    name: 'alpes_lector_sin_vuelta_segundos',
    help: 'Segundos desde que una suscripción dio su última vuelta entera',
    labelNames: ['suscripcion'],
    registers,
    collect() {
      this.set({ suscripcion: suscripcion.nombre }, suscripcion.estado().sinVuelta / 1_000)
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
  vigilarLector([registro], vigilados)
  vigilarReparto([registro], vigilados)
  return registro
}
