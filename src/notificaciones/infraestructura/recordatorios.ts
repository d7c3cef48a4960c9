import type { Origen } from '#seedwork/aplicacion/contexto.ts'
import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import { cancelar, programar } from '#seedwork/infraestructura/programados/agenda.ts'
import type { Programado } from '#seedwork/infraestructura/programados/planificador.ts'
import { intencionDeReserva } from '../aplicacion/reservas.ts'
import type { AjustesAviso } from '../aplicacion/resolver.ts'
import { type FichaReserva, recordatorioDe } from '../dominio/reservas.ts'
import { causaDeCita } from './causas.ts'
import type { Sql } from './copias.ts'
import { escribirEntregas } from './escribir.ts'

/** El tipo de cita con que se recuerda que una reserva está por expirar. */
export const POR_EXPIRAR = 'ReservaPorExpirar' as const

/** Una reserva que espera pago. Instantes en ms desde la época, reloj de negocio. */
export type PorRecordar = Readonly<{
  reserva: FichaReserva
  idCliente: string
  origen: Origen
  desde: number
  expiraEn: number
}>

const claveDe = (id: string): string => `${POR_EXPIRAR}:${id}`

/** Deja en la agenda un recordatorio por reserva; leer la bitácora otra vez no lo repite. */
export const recordar = async (tx: Sql, reservas: readonly PorRecordar[]): Promise<void> => {
  const citas = reservas.flatMap((comando) => {
    const cuando = recordatorioDe(comando)
    if (cuando === null) return []
    const clave = claveDe(comando.reserva.id)
    return [{ clave, cuando: Temporal.Instant.fromEpochMilliseconds(cuando), tipo: POR_EXPIRAR, comando }]
  })
  await programar(tx, citas)
}

/** Las que se pagaron o se cancelaron ya no se recuerdan. */
export const olvidarRecordatorios = async (tx: Sql, ids: readonly string[]): Promise<void> => {
  if (ids.length > 0) await cancelar(tx, ids.map(claveDe))
}

/** Da el aviso, si todavía queda plazo: tras una parada larga ya lo dirá la cancelación. */
export const cumplirRecordatorio = async (
  { id, comando }: Programado,
  tx: Sql,
  { ajustes, reloj }: Readonly<{ ajustes: AjustesAviso; reloj: Reloj }>,
): Promise<void> => {
  const { reserva, idCliente, origen, expiraEn } = comando as PorRecordar
  const ahora = reloj.ahora()
  if (ahora.epochMilliseconds > expiraEn) return
  const causa = causaDeCita(id, { origen, ahora })
  const aviso = { tipo: POR_EXPIRAR, expiraEn }
  await escribirEntregas(tx, [intencionDeReserva({ aviso, reserva, idCliente, causa })], { ajustes, reloj })
}
