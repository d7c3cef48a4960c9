import { type FechaCivil, hoyEn } from '#seedwork/dominio/fecha.ts'
import type { Cita } from '#seedwork/infraestructura/programados/agenda.ts'
import { apuntar } from '#seedwork/infraestructura/programados/citar.ts'
import type { TransaccionPostgres } from '#seedwork/infraestructura/uow/transaccion.ts'
import { aniversarioTras } from '../dominio/aniversarios.ts'
import type { Contrato } from '../dominio/contrato.ts'
import { empiezaEn, venceEn } from '../dominio/vida.ts'
import { MAPA_CONTRATO } from './mapa.ts'

/** Lo que hay que hacer cuando llega una fecha: un comando del módulo o repartir un índice publicado. */
export const VENCIMIENTO = 'VencerContrato' as const
export const ANIVERSARIO = 'CumplirAniversarios' as const
export const INDICE = 'RepartirIndice' as const

const contratoEn = async (tx: TransaccionPostgres, id: string): Promise<Contrato | null> =>
  (await tx.cargar(MAPA_CONTRATO, id, 'escribir'))?.estado ?? null

/**
 * Apunta, en la transacción que firma o prorroga, la cita con que vencerá. La de un fin anterior no se
 * toca (podría estar cumpliéndose): cuando llegue su hora no tendrá nada que hacer.
 */
export const citarVencimiento = async (tx: TransaccionPostgres, idContrato: string): Promise<void> => {
  const c = await contratoEn(tx, idContrato)
  if (!c) return
  const clave = `vencer:${c.id}:${c.terminos.fechaFin}`
  apuntar(tx, { clave, cuando: venceEn(c), tipo: VENCIMIENTO, comando: { id: c.id } })
}

const citaDe = (c: Contrato, dia: FechaCivil): Cita => ({
  clave: `aniversario:${c.id}:${dia}`,
  cuando: empiezaEn(c, dia),
  tipo: ANIVERSARIO,
  comando: { id: c.id },
})

/** La cita del aniversario siguiente al día de hoy: la apunta quien cumple la anterior. */
export const citaSiguiente = (c: Contrato, ahora: Temporal.Instant): Cita | null => {
  const dia = c.estado === 'Procesado' ? aniversarioTras(c, hoyEn(c.zona, ahora)) : null
  return dia && citaDe(c, dia)
}

/** Al procesarlo: la del primer aniversario, que puede haber pasado ya. Cada una apunta la siguiente. */
export const citarAniversarios = async (tx: TransaccionPostgres, idContrato: string): Promise<void> => {
  const c = await contratoEn(tx, idContrato)
  const primero = c && aniversarioTras(c, c.terminos.fechaInicio)
  if (primero) apuntar(tx, citaDe(c, primero))
}

/** Una prórroga trae aniversarios que las citas de antes no alcanzaban: la del primero de ellos. */
export const citarTrasProrroga = async (
  tx: TransaccionPostgres,
  { id, finAntes }: Readonly<{ id: string; finAntes: FechaCivil }>,
): Promise<void> => {
  const c = await contratoEn(tx, id)
  const primero = c && aniversarioTras(c, finAntes)
  if (primero) apuntar(tx, citaDe(c, primero))
}

/** Un otrosí cambió la regla: se mira ya, porque puede tocar aniversarios que pasaron. */
export const citarTrasOtrosi = async (
  tx: TransaccionPostgres,
  { id, otrosi }: Readonly<{ id: string; otrosi: number }>,
): Promise<void> => {
  const c = await contratoEn(tx, id)
  if (c?.estado !== 'Procesado') return
  const clave = `aniversario:${id}:otrosi-${otrosi}`
  apuntar(tx, { clave, cuando: tx.contexto.ahora, tipo: ANIVERSARIO, comando: { id } })
}

/** Se publicó un índice: en la misma transacción queda apuntado repartirlo entre quienes lo esperan. */
export const citarIndice = (tx: TransaccionPostgres, anio: number): void => {
  const { idComando, ahora } = tx.contexto
  const clave = `indice:${anio}:${idComando}`
  apuntar(tx, { clave, cuando: ahora, tipo: INDICE, comando: { anio } })
}
