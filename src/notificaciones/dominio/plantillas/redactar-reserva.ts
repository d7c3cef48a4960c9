import type { Idioma } from '../fichas.ts'
import {
  type AvisoReserva,
  EXPIRADA,
  type FichaReserva,
  type Importe,
  type VueloReserva,
} from '../reservas.ts'
import { dinero, unaLinea } from './formato.ts'
import { type Dato, enHtml, enTexto } from './pliego.ts'
import type { Escrito } from './redactar.ts'
import { type DatosReserva, TEXTOS_RESERVA } from './textos-reserva.ts'

/** Todo lo que hace falta para escribir un aviso de reserva. `urlPagina`, sin barra final. */
export type ReservaPorRedactar = Readonly<{
  aviso: AvisoReserva
  reserva: FichaReserva
  idioma: Idioma
  nombre: string | null
  urlPagina: string
}>

const LOCALES: Readonly<Record<Idioma, string>> = { es: 'es-CO', en: 'en-US' }

/** Una hora de aeropuerto: «jue, 10 dic 2026, 06:15». */
const hora = (local: string, idioma: Idioma): string =>
  `${Temporal.PlainDate.from(local).toLocaleString(LOCALES[idioma], {
    ...{ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  })}, ${local.slice(11, 16)}`

const momento = (ms: number, zona: string, idioma: Idioma): string =>
  `${hora(Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zona).toPlainDateTime().toString(), idioma)} (${zona})`

const lugar = (codigo: string, ciudad: string): string => unaLinea(`${ciudad} (${codigo})`)

const vuelo = (v: VueloReserva, idioma: Idioma): string =>
  `${lugar(v.origen, v.ciudadOrigen)}, ${hora(v.salida, idioma)} → ${lugar(v.destino, v.ciudadDestino)}, ${hora(v.llegada, idioma)}`

const importeDe = (aviso: AvisoReserva): Importe | null => {
  if ('precio' in aviso) return aviso.precio
  return 'reembolso' in aviso ? aviso.reembolso : null
}

const datosDe = ({ aviso, reserva, idioma }: ReservaPorRedactar): DatosReserva => {
  const importe = importeDe(aviso)
  const [primero] = reserva.vuelos
  const codigos = reserva.vuelos.map((v) => v.destino)
  return {
    ruta: unaLinea([primero?.origen ?? '', ...codigos].join('–')),
    importe: importe ? dinero(importe.monto, importe.moneda, idioma) : '',
    limite: 'expiraEn' in aviso ? momento(aviso.expiraEn, reserva.zona, idioma) : '',
    referencia: 'referencia' in aviso ? unaLinea(aviso.referencia) : '',
    motivo: 'motivo' in aviso && aviso.motivo !== EXPIRADA ? unaLinea(aviso.motivo) : '',
  }
}

const filas = (p: ReservaPorRedactar, d: DatosReserva): readonly Dato[] => {
  const { etiquetas: e } = TEXTOS_RESERVA[p.idioma]
  const delImporte = p.aviso.tipo === 'ReservaCancelada' ? e.reembolso : e.precio
  const otras = [
    { etiqueta: delImporte, valor: d.importe },
    { etiqueta: e.limite, valor: d.limite },
    { etiqueta: e.referencia, valor: d.referencia },
    { etiqueta: e.motivo, valor: d.motivo },
  ]
  return [
    ...p.reserva.vuelos.map((v) => ({ etiqueta: e.vuelo, valor: vuelo(v, p.idioma) })),
    ...otras.filter(({ valor }) => valor !== ''),
  ]
}

/** Escribe un aviso de reserva en el idioma de quien lo recibe, con los vuelos en hora local. */
export const redactarReserva = (p: ReservaPorRedactar): Escrito => {
  const textos = TEXTOS_RESERVA[p.idioma]
  const datos = datosDe(p)
  const pliego = {
    idioma: p.idioma,
    ...textos.avisos[p.aviso.tipo](datos),
    saludo: textos.saludo(p.nombre === null ? null : unaLinea(p.nombre)),
    datos: filas(p, datos),
    comparacion: null,
    boton: { texto: textos.boton, url: `${p.urlPagina}/reservas/${p.reserva.id}` },
    pie: textos.pie,
  }
  return { asunto: pliego.asunto, texto: enTexto(pliego), html: enHtml(pliego) }
}
