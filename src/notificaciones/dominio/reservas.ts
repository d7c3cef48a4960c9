/** Un despegue, con lo que se cuenta de él. Las horas son las de su aeropuerto: `AAAA-MM-DDThh:mm:ss`. */
export type VueloReserva = Readonly<{
  origen: string
  ciudadOrigen: string
  salida: string
  destino: string
  ciudadDestino: string
  llegada: string
}>

/** Lo que un aviso cuenta de una reserva, congelado cuando ocurrió. `zona`: la del primer aeropuerto. */
export type FichaReserva = Readonly<{ id: string; zona: string; vuelos: readonly VueloReserva[] }>

export type Importe = Readonly<{ monto: string; moneda: string }>

/** Los avisos de una reserva; van a su cliente. Instantes en ms desde la época. */
export type AvisoReserva =
  | Readonly<{ tipo: 'ReservaAprobada'; precio: Importe; expiraEn: number }>
  | Readonly<{ tipo: 'ReservaPagada'; precio: Importe; referencia: string }>
  | Readonly<{ tipo: 'ReservaCancelada'; motivo: string; reembolso: Importe | null }>
  | Readonly<{ tipo: 'ReservaPorExpirar'; expiraEn: number }>

/** El motivo con que la plataforma cancela lo que no se pagó a tiempo. */
export const EXPIRADA = 'expirada'

const HORA = 3_600_000
/** Cuánto antes se recuerda que una reserva está por expirar. */
const ANTES_DE_EXPIRAR = 12 * HORA

/**
 * Cuándo recordar que vence el plazo de pago, o `null` si ya no da tiempo a que sirva: la reserva nació con
 * menos plazo que ese.
 */
export const recordatorioDe = ({
  desde,
  expiraEn,
}: Readonly<{ desde: number; expiraEn: number }>): number | null => {
  const cuando = expiraEn - ANTES_DE_EXPIRAR
  return cuando > desde ? cuando : null
}
