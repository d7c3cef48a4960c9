import type { Origen } from '#seedwork/aplicacion/contexto.ts'
import type { Aviso, Cancelacion, Destinatario, TipoAviso } from '../dominio/avisos.ts'
import type { FichaContrato, FichaInmueble, Idioma } from '../dominio/fichas.ts'
import type { Escrito } from '../dominio/plantillas/redactar.ts'
import type { AvisoReserva, FichaReserva } from '../dominio/reservas.ts'

/** De dónde salió un aviso: el mensaje de la bitácora que lo causó. */
export type Causa = Readonly<{
  topico: string
  posicion: number
  idMensaje: string
  origen: Origen
  /** Ms desde la época, reloj de la base de la bitácora. */
  guardadoEn: number
  /** Ms desde la época, reloj de negocio. */
  ocurridoEn: number
  actor: string
  correlacion: string
  traceparent: string | null
}>

/** Quien da las órdenes que nadie pidió en ese momento: sus avisos salen desde las 08:00 del inmueble. */
export const PLANIFICADOR = 'planificador'

/** Lo que identifica una entrega: dos veces lo mismo es la misma entrega. */
export type ClaveEntrega = Readonly<{
  tipo: TipoAviso
  /** El contrato o la reserva de que trata. */
  idContrato: string
  hito: string
  /** `AAAA-MM-DD`. */
  fechaFin: string
  /** Id de la parte o nombre del buzón. */
  destinatario: string
  canal: 'correo'
}>

/** El hecho con que se escribe el aviso, congelado en el momento en que ocurrió. */
export type ContenidoContrato = Readonly<{ aviso: Aviso; contrato: FichaContrato; destino: Destinatario }>

/** Lo mismo, de una reserva: su aviso va siempre a su cliente. */
export type ContenidoReserva = Readonly<{
  aviso: AvisoReserva
  reserva: FichaReserva
  destino: Extract<Destinatario, { clase: 'parte' }>
}>

export type Contenido = ContenidoContrato | ContenidoReserva

/** Una intención de avisar, antes de saber a qué dirección. */
export type Intencion = Readonly<{
  clave: ClaveEntrega
  contenido: Contenido
  causa: Causa
  /** Por qué no se le escribe a nadie; `null` si sí. */
  omitidaPor: string | null
}>

/** En qué queda una intención con lo que hoy se sabe. */
export type Resolucion =
  /** Aún no se conocen estas referencias (partes o inmueble): espera. */
  | Readonly<{ estado: 'espera'; faltan: readonly string[] }>
  | Readonly<{
      estado: 'lista'
      direccion: string
      idioma: Idioma
      escrito: Escrito
      /** De dónde es la hora local del aviso: el inmueble, o el aeropuerto de que se sale. */
      inmueble: Pick<FichaInmueble, 'zona'>
    }>
  | Readonly<{ estado: 'fallida' | 'omitida'; motivo: string; direccion?: string }>

/** Entregas sin salir que dejaron de tener sentido. */
export type PorCancelar = Readonly<{ idContrato: string; cancelacion: Cancelacion; causa: Causa }>
