import { campoInvalido } from '#seedwork/dominio/errores-comunes.ts'
import type { Instante } from '#seedwork/dominio/instante.ts'
import { textoDeUnaLinea } from '#seedwork/dominio/texto.ts'
import { direccionCorreo } from './correo.ts'
import type { DatosCliente, Idioma } from './datos.ts'
import {
  type Documento,
  documentoDe,
  type TipoCliente,
  type TipoDocumento,
  textoDocumento,
} from './documento.ts'
import type { ClienteActualizado, ClienteCreado, EventoCliente } from './eventos.ts'

export type Cliente = DatosCliente &
  Readonly<{ id: string; codigo: number; creadoEn: Instante; actualizadoEn: Instante }>

/** Los datos de un alta tal como se piden, con los nombres del contrato HTTP. */
export type DatosPedidos = Readonly<{
  codigo?: number
  tipo: TipoCliente
  nombre: string
  documento: Readonly<{ tipo: TipoDocumento; numero: string }>
  correo?: string | null
  idioma?: Idioma
}>

/** Cambios por fusión (RFC 7396): lo que no viene no cambia; `correo: null` lo borra. */
export type CambiosCliente = Readonly<{
  tipo?: TipoCliente
  nombre?: string
  documento?: Readonly<{ tipo?: TipoDocumento; numero?: string }>
  correo?: string | null
  idioma?: Idioma
}>

/** Con qué identidad nace: la pone la orden, nunca el dominio. */
export type Nacimiento = Readonly<{ id: string; codigo: number; en: Instante }>

const NOMBRE = { max: 200 }
const CODIGO_MAXIMO = 999_999_999

/** Código corto que usan las personas: entero de 1 a 999.999.999. Falla con `PeticionInvalida`. */
const codigoValido = (codigo: number): number => {
  if (Number.isInteger(codigo) && codigo >= 1 && codigo <= CODIGO_MAXIMO) return codigo
  throw campoInvalido('codigo', `debe ser un entero de 1 a ${CODIGO_MAXIMO}`)
}

/**
 * Da de alta un cliente. Falla con `DocumentoInvalido`, `CorreoInvalido` o `PeticionInvalida`; que el
 * documento y el código no estén ya en uso lo deciden las restricciones de la tabla.
 */
export const registrar = (pedidos: DatosPedidos, { id, codigo, en }: Nacimiento): ClienteCreado => ({
  tipo: 'ClienteCreado',
  id,
  codigo: codigoValido(codigo),
  datos: {
    tipo: pedidos.tipo,
    nombre: textoDeUnaLinea('nombre', pedidos.nombre, NOMBRE),
    documento: documentoDe(pedidos.tipo, pedidos.documento),
    correo: pedidos.correo ? direccionCorreo(pedidos.correo) : null,
    idioma: pedidos.idioma ?? 'es',
  },
  en,
})

/**
 * Un cliente del que sólo se conoce el código, como los que citan por número los clientes heredados.
 * Queda sin documento hasta que alguien lo complete; el alta corriente no admite esa falta.
 */
export const registrarProvisional = (tipo: TipoCliente, { id, codigo, en }: Nacimiento): ClienteCreado => ({
  tipo: 'ClienteCreado',
  id,
  codigo: codigoValido(codigo),
  datos: { tipo, nombre: `Cliente ${codigo}`, documento: null, correo: null, idioma: 'es' },
  en,
})

/** El documento después de unos cambios; si cambia el tipo de cliente, se vuelve a comprobar. */
const documentoTras = (tipo: TipoCliente, actual: Documento | null, cambios: CambiosCliente['documento']) => {
  if (!cambios) return actual && documentoDe(tipo, actual)
  const { tipo: clase = actual?.tipo, numero = actual?.numero } = cambios
  if (clase === undefined) throw campoInvalido('documento/tipo', 'falta')
  if (numero === undefined) throw campoInvalido('documento/numero', 'falta')
  return documentoDe(tipo, { tipo: clase, numero })
}

const correoTras = (actual: string | null, cambio: string | null | undefined): string | null => {
  if (cambio === undefined) return actual
  return cambio ? direccionCorreo(cambio) : null
}

const iguales = (a: DatosCliente, b: DatosCliente): boolean =>
  a.tipo === b.tipo &&
  a.nombre === b.nombre &&
  a.correo === b.correo &&
  a.idioma === b.idioma &&
  (a.documento && textoDocumento(a.documento)) === (b.documento && textoDocumento(b.documento))

const datosDe = ({ tipo, nombre, documento, correo, idioma }: DatosCliente): DatosCliente => ({
  tipo,
  nombre,
  documento,
  correo,
  idioma,
})

/** Cambia los datos; si nada queda distinto, no hay hecho. Falla como {@link registrar}. */
export const actualizar = (cliente: Cliente, cambios: CambiosCliente, en: Instante): ClienteActualizado[] => {
  const antes = datosDe(cliente)
  const tipo = cambios.tipo ?? antes.tipo
  const despues: DatosCliente = {
    tipo,
    nombre: cambios.nombre === undefined ? antes.nombre : textoDeUnaLinea('nombre', cambios.nombre, NOMBRE),
    documento: documentoTras(tipo, antes.documento, cambios.documento),
    correo: correoTras(antes.correo, cambios.correo),
    idioma: cambios.idioma ?? antes.idioma,
  }
  if (iguales(antes, despues)) return []
  return [{ tipo: 'ClienteActualizado', id: cliente.id, antes, despues, en }]
}

/** El cliente que deja su alta. */
export const nacer = ({ id, codigo, datos, en }: ClienteCreado): Cliente => ({
  id,
  codigo,
  ...datos,
  creadoEn: en,
  actualizadoEn: en,
})

/** El cliente después de un hecho. */
export const evolucionar = (cliente: Cliente, evento: EventoCliente): Cliente =>
  evento.tipo === 'ClienteCreado'
    ? nacer(evento)
    : { ...cliente, ...evento.despues, actualizadoEn: evento.en }
