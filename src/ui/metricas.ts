import { Gauge, type Registry } from '@prometheus-io/client'
import { SIN_VUELTA_MAXIMO } from '#seedwork/infraestructura/suscripciones/vida.ts'
import { crearRegistroMetricas } from '#seedwork/presentacion/metricas.ts'
import type { Difusor } from './ws/difusor.ts'
import type { ServidorWs } from './ws/servidor.ts'

type Vigilados = Readonly<{ ws: ServidorWs; difusor: Difusor }>

/** Las métricas de la página, en un registro propio: todo se mira al pedirlas. */
export const crearMetricasUi = ({ ws, difusor }: Vigilados): Registry => {
  const registro = crearRegistroMetricas('ui')
  const registers = [registro]
  new Gauge({
    name: 'alpes_ws_conexiones',
    help: 'Conexiones WebSocket abiertas',
    registers,
    collect() {
      this.set(ws.conexiones)
    },
  })
  new Gauge({
    name: 'alpes_ws_eventos',
    help: 'Mensajes de la bitácora repartidos a las conexiones desde que arrancó',
    registers,
    collect() {
      this.set(ws.repartidos)
    },
  })
  new Gauge({
    name: 'alpes_lector_sin_vuelta_segundos',
    help: 'Segundos desde que el lector de la página dio su última vuelta entera',
    labelNames: ['suscripcion'],
    registers,
    collect() {
      this.set({ suscripcion: 'pagina' }, difusor.sinVuelta() / 1_000)
    },
  })
  new Gauge({
    name: 'alpes_lector_vivo',
    help: '0 si un lector de este proceso está muerto o detenido',
    labelNames: ['suscripcion'],
    registers,
    collect() {
      this.set({ suscripcion: 'pagina' }, difusor.sinVuelta() < SIN_VUELTA_MAXIMO ? 1 : 0)
    },
  })
  return registro
}
