import type pg from 'pg'
import { enTransaccion } from '#seedwork/infraestructura/suscripciones/transaccion.ts'
import { planificar } from './hitos.ts'

const LOTE = 200
const PLAZO = 30_000

// `skip locked`: si arrancan varios procesos a la vez se reparten los que faltan.
const TOMAR = `delete from contratos_por_planificar where id in (
    select id from contratos_por_planificar order by id limit $1 for update skip locked)
  returning id`

/**
 * Pone en la agenda los hitos de los contratos que ya se conocían cuando no había agenda. Una vez por
 * contrato: lo anota la migración 0003 y se tacha en la transacción que los programa. De su vida se sabe lo
 * que de ella se avisó; lo que le ocurra después la completa, y un hito que ya no venga al caso no sale.
 */
export const planificarAntiguos = async (pool: pg.Pool): Promise<void> => {
  for (;;) {
    const cuantos = await enTransaccion({ pool, plazo: PLAZO }, async (tx) => {
      const { rows } = await tx.query<{ id: string }>(TOMAR, [LOTE])
      await planificar(
        tx,
        rows.map((f) => f.id),
      )
      return rows.length
    })
    if (cuantos < LOTE) return
  }
}
