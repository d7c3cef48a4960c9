import { instante } from '#seedwork/dominio/instante.ts'
import { sinTildes } from '#seedwork/dominio/texto.ts'
import type { Mapa } from '#seedwork/infraestructura/uow/mapa.ts'
import type { Cliente } from '../dominio/cliente.ts'
import type { Idioma } from '../dominio/datos.ts'
import { type TipoCliente, type TipoDocumento, textoDocumento } from '../dominio/documento.ts'

type FilaCliente = Readonly<{
  id: string
  codigo: number
  tipo: TipoCliente
  nombre: string
  documento_tipo: TipoDocumento | null
  documento_numero: string | null
  correo: string | null
  idioma: Idioma
  creado_en: Temporal.Instant
  actualizado_en: Temporal.Instant
}>

const busquedaDe = (c: Cliente): string =>
  sinTildes([c.nombre, c.documento?.numero ?? '', c.correo ?? '', String(c.codigo)].join(' '))

const aFila = (c: Cliente): Readonly<Record<string, unknown>> => ({
  codigo: c.codigo,
  tipo: c.tipo,
  nombre: c.nombre,
  documento: c.documento && textoDocumento(c.documento),
  documento_tipo: c.documento?.tipo ?? null,
  documento_numero: c.documento?.numero ?? null,
  correo: c.correo,
  idioma: c.idioma,
  busqueda: busquedaDe(c),
  creado_en: c.creadoEn,
  actualizado_en: c.actualizadoEn,
})

const deFila = (fila: Readonly<Record<string, unknown>>): Cliente => {
  const f = fila as FilaCliente
  const { documento_tipo: tipo, documento_numero: numero } = f
  return {
    id: f.id,
    codigo: f.codigo,
    tipo: f.tipo,
    nombre: f.nombre,
    documento: tipo !== null && numero !== null ? { tipo, numero } : null,
    correo: f.correo,
    idioma: f.idioma,
    creadoEn: instante(f.creado_en),
    actualizadoEn: instante(f.actualizado_en),
  }
}

/** Cómo se guarda un cliente. `documento` y `busqueda` se derivan de lo demás. */
export const mapaClientes: Mapa<Cliente> = {
  agregado: 'cliente',
  tabla: 'clientes',
  columnas: {
    codigo: 'int4',
    tipo: 'text',
    nombre: 'text',
    documento: 'text',
    documento_tipo: 'text',
    documento_numero: 'text',
    correo: 'text',
    idioma: 'text',
    busqueda: 'text',
    creado_en: 'timestamptz',
    actualizado_en: 'timestamptz',
  },
  aFila,
  deFila,
  errores: { noEncontrado: 'ClienteNoEncontrado', yaExiste: 'IdRepetido' },
  unicos: [{ columna: 'codigo', codigo: 'CodigoDuplicado', mensaje: 'ya hay un cliente con ese código' }],
}

/** De qué cliente es un documento; `null` si quedó libre. */
export type Reserva = Readonly<{ documento: string; idCliente: string | null }>

/**
 * Las reservas no son un agregado, pero se guardan igual: una fila por documento, con su versión. Así
 * la unicidad se decide antes de escribir, al dar de alta y al cambiar, y nunca como un error de la base.
 */
export const mapaReservas: Mapa<Reserva> = {
  agregado: 'reserva de documento',
  tabla: 'documentos_cliente',
  columnas: { documento: 'text', id_cliente: 'uuid' },
  aFila: (r) => ({ documento: r.documento, id_cliente: r.idCliente }),
  deFila: (f) => ({
    documento: String(f.documento),
    idCliente: f.id_cliente === null ? null : String(f.id_cliente),
  }),
  errores: { noEncontrado: 'ClienteNoEncontrado', yaExiste: 'DocumentoDuplicado' },
  unicos: [],
}
