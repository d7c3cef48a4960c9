import type { DatosDe } from '#seedwork/infraestructura/esquemas/definicion.ts'
import type { Reacciones } from '#seedwork/infraestructura/uow/corrida.ts'
import { dePostgres } from '#seedwork/infraestructura/uow/transaccion.ts'
import { citarExpiracion } from './citas.ts'
import { ReservaCreada } from './schema/v1/eventos.ts'

/** Lo que vuelos hace en la misma transacción ante un hecho: apuntar su cita. */
export const REACCIONES_VUELOS: Reacciones = {
  async [ReservaCreada.tipo](evento, tx) {
    const { id_reserva: id, expira_en } = evento.datos as DatosDe<typeof ReservaCreada>
    if (expira_en !== null) citarExpiracion(dePostgres(tx), { id, expiraEn: Number(expira_en) })
  },
}
