import { abrirPlanificador } from '#seedwork/infraestructura/programados/planificador.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { tropiezoDeEntorno } from '#seedwork/infraestructura/tropiezos.ts'
import { abrirPoolTaller } from './bitacora.ts'

/** Un planificador en su propio proceso; cumplir una cita es dejar una fila en la tabla de efectos. */
const pool = abrirPoolTaller(process.env.BASE_URL ?? '')
abrirPlanificador({
  ...{ pool, registro: sinRegistro, sondeo: 20, tropiezo: tropiezoDeEntorno(process.env) },
  reloj: { ahora: () => Temporal.Instant.from('2026-12-01T17:00:00Z') },
  async disparar(p, tx) {
    await tx.query('insert into efectos (suscripcion, id_mensaje) values ($1, $2)', [p.clave, p.id])
  },
})
