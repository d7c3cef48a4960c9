import { aTexto, type Dinero, dinero, igualDinero } from '#seedwork/dominio/dinero.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import type { Id } from '#seedwork/dominio/id.ts'
import { enMs, type Instante, instanteDeMs } from '#seedwork/dominio/instante.ts'
import { textoDeUnaLinea, textoDeVariasLineas } from '#seedwork/dominio/texto.ts'
import { exigir, expirada } from './acciones.ts'
import type { Catalogo } from './aeropuertos.ts'
import { errorEn } from './errores.ts'
import type { EventoReserva } from './eventos.ts'
import { type DatosItinerario, type Itinerario, itinerarios, ventana } from './itinerario.ts'
import { type DatosPasajero, pasajeros } from './pasajeros.ts'
import type { Politica } from './politica.ts'
import type { Reserva } from './reserva.ts'

/** El motivo con que cancela el planificador. */
export const EXPIRADA = 'expirada'

export type DatosPrecio = Readonly<{ monto: string; moneda: string }>

/** Lo que se pide al reservar, tal como llega. */
export type DatosReserva = Readonly<{
  itinerarios: readonly DatosItinerario[]
  pasajeros?: readonly DatosPasajero[] | undefined
  precio?: DatosPrecio | undefined
}>

type Cuando = Readonly<{ ahora: Instante }>

/** Señala las faltas de un precio dentro de `/precio`. */
const precioDe = (p: DatosPrecio | undefined): Dinero | null => {
  if (p === undefined) return null
  try {
    return dinero(p.monto, p.moneda)
  } catch (error) {
    if (!(error instanceof ErrorDominio)) throw error
    const faltas = error.faltas.map((f) => ({ ...f, puntero: `/precio${f.puntero}` }))
    throw new ErrorDominio(error.codigo, error.message, error.datos, faltas)
  }
}

/**
 * Hasta cuándo se guarda sin pagar: el plazo de la oficina, y nunca más allá del primer despegue. Una reserva
 * de un vuelo que ya salió (las hay en los sistemas viejos) conserva el plazo entero.
 */
const expiraEn = (ahora: Instante, suyos: readonly Itinerario[], { plazoDePago }: Politica): Instante => {
  const limite = instanteDeMs(enMs(ahora) + plazoDePago * 60_000)
  const { salida } = ventana(suyos)
  return ahora < salida && salida < limite ? salida : limite
}

type Nueva = Cuando &
  Readonly<{ id: Id; idCliente: Id | null; datos: DatosReserva; catalogo: Catalogo; politica: Politica }>

/** Reserva vuelos: comprueba R1–R9. Falla como `itinerarios`, `pasajeros` y `dinero`. */
export const reservar = ({
  id,
  idCliente,
  datos,
  catalogo,
  politica,
  ahora,
}: Nueva): readonly EventoReserva[] => {
  const suyos = itinerarios(datos.itinerarios, { catalogo, politica })
  const alta = {
    ...{ id, idCliente, itinerarios: suyos, pasajeros: pasajeros(datos.pasajeros, suyos) },
    ...{ precio: precioDe(datos.precio), expiraEn: expiraEn(ahora, suyos, politica) },
    catalogo: catalogo.version,
  }
  return [{ tipo: 'ReservaCreada', alta, en: ahora }]
}

/**
 * Aprueba una reserva y congela su precio: el que se da ahora o, si no, el que traía. Falla con
 * `PrecioRequerido` si no hay ninguno, y como la tabla de acciones.
 */
export const aprobar = (
  r: Reserva,
  { precio: dado, ahora }: Cuando & Readonly<{ precio?: DatosPrecio | undefined }>,
): readonly EventoReserva[] => {
  exigir('aprobar', r, ahora)
  const precio = precioDe(dado) ?? r.precio
  if (!precio) throw errorEn('PrecioRequerido', '/precio', 'la reserva no tiene precio: délo al aprobarla')
  return [{ tipo: 'ReservaAprobada', precio, en: ahora }]
}

export type DatosPago = DatosPrecio & Readonly<{ referencia: string }>

/** Paga el monto exacto. `ReferenciaDuplicada` la decide quien guarda: la referencia es única en la casa. */
export const pagar = (
  r: Reserva,
  { monto, moneda, referencia, ahora }: Cuando & DatosPago,
): readonly EventoReserva[] => {
  exigir('pagar', r, ahora)
  const pagado = dinero(monto, moneda)
  const limpia = textoDeUnaLinea('referencia', referencia, { max: 120 })
  if (r.precio && !igualDinero(pagado, r.precio)) {
    const esperado = `${aTexto(r.precio)} ${r.precio.moneda}`
    throw errorEn('MontoIncorrecto', '/monto', `el precio es ${esperado}`, { esperado })
  }
  return [{ tipo: 'ReservaPagada', referencia: limpia, en: ahora }]
}

const cancelada = (r: Reserva, motivo: string, ahora: Instante): EventoReserva => ({
  tipo: 'ReservaCancelada',
  motivo,
  reembolso: r.estado === 'Pagada' ? r.pago.monto : null,
  en: ahora,
})

/** Cancela antes del primer despegue; si estaba pagada, hay que devolver lo pagado. */
export const cancelar = (
  r: Reserva,
  { motivo, ahora }: Cuando & Readonly<{ motivo: string }>,
): readonly EventoReserva[] => {
  exigir('cancelar', r, ahora)
  return [cancelada(r, textoDeVariasLineas('motivo', motivo, { max: 500 }), ahora)]
}

/** Cancela la que no se pagó a tiempo. Si ya se pagó o se canceló, o aún no es hora, no hay nada que hacer. */
export const expirar = (r: Reserva, { ahora }: Cuando): readonly EventoReserva[] =>
  (r.estado === 'Pendiente' || r.estado === 'Aprobada') && expirada(r, ahora)
    ? [cancelada(r, EXPIRADA, ahora)]
    : []
