import { hash } from 'node:crypto'
import type { TransaccionPostgres } from '#seedwork/infraestructura/uow/transaccion.ts'
import type { Contrato } from '../dominio/contrato.ts'
import { venceEn } from '../dominio/vida.ts'
import { MAPA_CONTRATO } from './mapa.ts'

/** La única cita de este módulo. */
export const VENCIMIENTO = 'VencerContrato' as const

/** Un UUID v8 que sale de la clave: correr otra vez el caso de uso apunta la misma cita. */
const idDe = (clave: string): string => {
  const h = hash('sha256', clave)
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-8${h.slice(13, 16)}-8${h.slice(17, 20)}-${h.slice(20, 32)}`
}

const apuntar = (tx: TransaccionPostgres, c: Contrato): void => {
  const clave = `vencer:${c.id}:${c.terminos.fechaFin}`
  tx.guardia({
    tabla: 'programados',
    columnas: { id: 'uuid', clave: 'text', cuando: 'timestamptz', tipo: 'text', comando: 'jsonb' },
    valores: [idDe(clave), clave, venceEn(c).toString(), VENCIMIENTO, { id: c.id }],
    alPerder: () => new Error(`${clave} ya estaba apuntada`),
  })
}

/**
 * Apunta, en la transacción que firma o prorroga, la cita con que vencerá. La de un fin anterior no se
 * toca (podría estar cumpliéndose): cuando llegue su hora no tendrá nada que hacer.
 */
export const citarVencimiento = async (tx: TransaccionPostgres, idContrato: string): Promise<void> => {
  const fila = await tx.cargar(MAPA_CONTRATO, idContrato, 'escribir')
  if (fila) apuntar(tx, fila.estado)
}
