import { EVENTOS_CLIENTE } from '#modulos/clientes/infraestructura/schema/v1/eventos.ts'
import {
  EVENTOS_CONTRATO_V2,
  type EventoContratoV2,
} from '#modulos/contratos/infraestructura/schema/v2/eventos.ts'
import { EVENTOS_INMUEBLE } from '#modulos/inmuebles/infraestructura/schema/v1/eventos.ts'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import type { Registro } from '#seedwork/infraestructura/esquemas/registro.ts'
import { palabrasDe } from '../palabras.ts'

/** Un inmueble o un cliente, como se busca. */
export type Ficha = Readonly<{
  id: string
  clase: 'inmueble' | 'cliente'
  titulo: string
  detalle: string
  estado: string | null
  palabras: readonly string[]
}>

/** Un contrato, con los ids de lo que nombra. */
export type ContratoBuscado = Readonly<{
  id: string
  numero: string
  estado: string
  palabras: readonly string[]
  /** Los de la plataforma anterior pueden no traer los ids. */
  id_propiedad: string | null
  /** Compañía, inquilino y codeudores, en ese orden. */
  partes: readonly (string | null)[]
}>

type DatosInmueble = Readonly<{ codigo: number; nombre: string; tipo: string; ciudad: string }>

const fichaInmueble = (id: string, d: DatosInmueble, estado: string | null): Ficha => ({
  id,
  clase: 'inmueble',
  titulo: d.nombre,
  detalle: `${d.tipo} · ${d.ciudad} · código ${d.codigo}`,
  estado,
  palabras: palabrasDe(d.nombre, d.ciudad, d.tipo, String(d.codigo)),
})

type DatosCliente = Readonly<{
  codigo: number
  nombre: string
  documento: Readonly<{ tipo: string; numero: string }> | null
}>

const fichaCliente = (id: string, { codigo, nombre, documento }: DatosCliente): Ficha => ({
  id,
  clase: 'cliente',
  titulo: nombre,
  detalle: documento ? `${documento.tipo} ${documento.numero} · código ${codigo}` : `código ${codigo}`,
  estado: null,
  palabras: palabrasDe(nombre, documento?.numero ?? '', String(codigo)),
})

/** La ficha de un inmueble tras un evento; `previa` si el evento no la cambia. */
export const pasarInmueble = (
  previa: Ficha | undefined,
  mensaje: Mensaje,
  esquemas: Registro,
): Ficha | undefined => {
  const evento = esquemas.evento(EVENTOS_INMUEBLE, mensaje)
  if (evento?.tipo === 'InmuebleCreado') return fichaInmueble(evento.datos.id, evento.datos, null)
  if (evento?.tipo === 'InmuebleActualizado')
    return fichaInmueble(evento.datos.id, evento.datos.despues, previa?.estado ?? null)
  if (evento?.tipo === 'InmuebleRetirado') return previa && { ...previa, estado: 'Retirado' }
  return previa
}

export const pasarCliente = (
  previa: Ficha | undefined,
  mensaje: Mensaje,
  esquemas: Registro,
): Ficha | undefined => {
  const evento = esquemas.evento(EVENTOS_CLIENTE, mensaje)
  if (!evento) return previa
  const { tipo, datos } = evento
  return fichaCliente(datos.id, tipo === 'ClienteCreado' ? datos : datos.despues)
}

type Terminos = Readonly<{
  id_propiedad: string
  id_compania: string
  id_inquilino: string
  codeudores: readonly string[]
}>

type Base = Pick<ContratoBuscado, 'id' | 'numero' | 'estado'>

const conTerminos = ({ id, numero, estado }: Base, t: Terminos): ContratoBuscado => ({
  ...{ id, numero, estado },
  palabras: palabrasDe(numero),
  id_propiedad: t.id_propiedad || null,
  partes: [t.id_compania || null, t.id_inquilino || null, ...t.codeudores],
})

type Pliegue<T extends EventoContratoV2['tipo']> = (
  previo: ContratoBuscado | undefined,
  datos: Extract<EventoContratoV2, { tipo: T }>['datos'],
) => ContratoBuscado | undefined

const nada = (previo: ContratoBuscado | undefined) => previo
const enEstado = (estado: string) => (previo: ContratoBuscado | undefined) => previo && { ...previo, estado }

/** Un pliegue por evento: el compilador no deja que falte ninguno. */
const PLIEGUES: { readonly [T in EventoContratoV2['tipo']]: Pliegue<T> } = {
  ContratoCreado: (_, d) => conTerminos(d, d.terminos),
  ContratoActualizado: (previo, d) =>
    previo && conTerminos({ id: d.id, numero: d.numero, estado: previo.estado }, d.despues),
  FirmaRegistrada: nada,
  FirmasInvalidadas: nada,
  ContratoFirmado: enEstado('Firmado'),
  ContratoEliminado: enEstado('Anulado'),
  ContratoProcesado: enEstado('Procesado'),
  ContratoTerminado: enEstado('Terminado'),
  ContratoProrrogado: nada,
  OtrosiRegistrado: nada,
  IncrementoAplicado: nada,
  IndicePublicado: nada,
  ContratoVencido: enEstado('Vencido'),
  RenovacionIniciada: nada,
  RenovacionDeshecha: nada,
  IncrementoPendienteDeIndice: nada,
}

export const pasarContrato = (
  previo: ContratoBuscado | undefined,
  mensaje: Mensaje,
  esquemas: Registro,
): ContratoBuscado | undefined => {
  const evento = esquemas.evento(EVENTOS_CONTRATO_V2, mensaje)
  if (!evento) return previo
  return (PLIEGUES[evento.tipo] as Pliegue<EventoContratoV2['tipo']>)(previo, evento.datos)
}
