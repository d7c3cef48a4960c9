import type { Aviso } from '../dominio/avisos.ts'
import type { FichaCliente, FichaInmueble } from '../dominio/fichas.ts'
import { redactar } from '../dominio/plantillas/redactar.ts'
import { partesDe } from '../dominio/terminos.ts'
import type { Buzones } from './anotar.ts'
import type { ClaveEntrega, Contenido, ContenidoContrato, Resolucion } from './entregas.ts'
import { resolverReserva } from './reservas.ts'

/** Lo que se conoce de las referencias de un lote. */
export type Referencias = Readonly<{
  clientes: ReadonlyMap<string, FichaCliente>
  inmuebles: ReadonlyMap<string, FichaInmueble>
}>

/** Lo que no cambia entre avisos. `urlPagina` no lleva barra final. */
export type AjustesAviso = Readonly<{ buzones: Buzones; urlPagina: string }>

const idsDeCambios = (aviso: Aviso): readonly string[] =>
  ('cambios' in aviso ? (aviso.cambios ?? []) : [])
    .filter((c) => ['propiedad', 'compania', 'inquilino', 'codeudores'].includes(c.campo))
    .flatMap((c) => `${c.antes} ${c.despues}`.split(' ').filter((v) => v !== ''))

/** Ids de todo lo que el aviso nombra: las partes, el inmueble y lo que cambió. */
export const referenciasDe = (contenido: Contenido): readonly string[] => {
  if ('reserva' in contenido) return [contenido.destino.id]
  const { aviso, contrato, destino } = contenido
  const ids = new Set([
    contrato.terminos.idPropiedad,
    ...partesDe(contrato.terminos).map((p) => p.id),
    ...idsDeCambios(aviso),
  ])
  if (destino.clase === 'parte') ids.add(destino.id)
  if ('firmo' in aviso) ids.add(aviso.firmo)
  if ('faltan' in aviso) for (const id of aviso.faltan) ids.add(id)
  return [...ids]
}

type Lector = Readonly<{ direccion: string | null; idioma: 'es' | 'en'; nombre: string | null }>

const lectorDe = (
  { destino }: ContenidoContrato,
  { clientes }: Referencias,
  { buzones }: AjustesAviso,
): Lector => {
  if (destino.clase === 'oficina')
    return { direccion: buzones[destino.buzon] ?? null, idioma: 'es', nombre: null }
  const cliente = clientes.get(destino.id)
  return {
    direccion: cliente?.correo ?? null,
    idioma: cliente?.idioma ?? 'es',
    nombre: cliente?.nombre ?? null,
  }
}

/** Escribe el aviso si ya se conoce todo lo que nombra; si no, dice qué falta. */
export const resolver = (
  contenido: Contenido,
  referencias: Referencias,
  ajustes: AjustesAviso,
): Resolucion => {
  if ('reserva' in contenido) {
    const { clientes } = referencias
    return resolverReserva(contenido, { clientes, urlPagina: ajustes.urlPagina })
  }
  const { clientes, inmuebles } = referencias
  const faltan = referenciasDe(contenido).filter((id) => !clientes.has(id) && !inmuebles.has(id))
  const inmueble = inmuebles.get(contenido.contrato.terminos.idPropiedad)
  if (faltan.length > 0 || !inmueble) return { estado: 'espera', faltan }
  const { direccion, idioma, nombre } = lectorDe(contenido, referencias, ajustes)
  if (direccion === null)
    return { estado: 'fallida', motivo: `${nombre ?? 'el destinatario'} no tiene correo` }
  const escrito = redactar({
    aviso: contenido.aviso,
    contrato: contenido.contrato,
    inmueble,
    idioma,
    nombre,
    nombreDe: (id) => clientes.get(id)?.nombre ?? inmuebles.get(id)?.nombre ?? id,
    urlPagina: ajustes.urlPagina,
  })
  return { estado: 'lista', direccion, idioma, escrito, inmueble }
}

/** Lo que hace iguales dos envíos: el mismo aviso del mismo hito a la misma dirección. */
export const mismoEnvio = ({ tipo, idContrato, hito }: ClaveEntrega, direccion: string): string =>
  [tipo, idContrato, hito, direccion.toLowerCase()].join(' ')

/**
 * Dos partes con la misma dirección reciben un solo correo: la segunda entrega queda omitida y dice por qué.
 * @param usadas envíos que ya existen, por `mismoEnvio`; se le añaden los de este lote
 */
export const sinRepetir = (clave: ClaveEntrega, resolucion: Resolucion, usadas: Set<string>): Resolucion => {
  if (resolucion.estado !== 'lista') return resolucion
  const envio = mismoEnvio(clave, resolucion.direccion)
  if (usadas.has(envio))
    return {
      estado: 'omitida',
      motivo: `${resolucion.direccion} ya recibe este aviso`,
      direccion: resolucion.direccion,
    }
  usadas.add(envio)
  return resolucion
}
