import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import { type Causa, PLANIFICADOR } from '../aplicacion/entregas.ts'

/** La causa de un aviso que sale de un mensaje de la bitácora. */
export const causaDeMensaje = (m: Mensaje): Causa => ({
  ...{ topico: m.topico, posicion: m.posicion, idMensaje: m.id, origen: m.origen, actor: m.actor },
  ...{ guardadoEn: m.guardadoEn, ocurridoEn: m.ocurridoEn, correlacion: m.correlacion },
  traceparent: m.traceparent,
})

/** La de uno que sale de la agenda: `ahora`, del reloj de negocio, es cuando se cumple la cita. */
export const causaDeCita = (
  id: string,
  { origen, ahora }: Readonly<{ origen: Causa['origen']; ahora: Temporal.Instant }>,
): Causa => ({
  ...{ topico: 'programados', posicion: 0, idMensaje: id, origen, actor: PLANIFICADOR },
  ...{ guardadoEn: Temporal.Now.instant().epochMilliseconds, ocurridoEn: ahora.epochMilliseconds },
  ...{ correlacion: id, traceparent: null },
})
