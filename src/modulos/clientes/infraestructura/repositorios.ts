import { crearRepositorio } from '#seedwork/infraestructura/uow/repositorio.ts'
import { dePostgres, type TransaccionPostgres } from '#seedwork/infraestructura/uow/transaccion.ts'
import { uuidDe } from '#seedwork/infraestructura/uuid-de.ts'
import type { BuscarClientes, FichaCliente, TxClientes } from '../aplicacion/puertos.ts'
import type { Cliente } from '../dominio/cliente.ts'
import { documentoDuplicado, textoDocumento } from '../dominio/documento.ts'
import { despacharCliente } from './despachadores/clientes.ts'
import { mapaClientes, mapaReservas } from './mapa.ts'

const repositorio = crearRepositorio(mapaClientes, despacharCliente)

/** Id de la reserva de un documento: sale del documento, para que dos altas se encuentren en la misma fila. */
const idReserva = (documento: string): string => uuidDe(`alpes/documento/${documento}`)

const documentos = (t: TransaccionPostgres): TxClientes['documentos'] => {
  const reservar = async (documento: string, idCliente: string | null): Promise<void> => {
    const id = idReserva(documento)
    const previa = await t.cargar(mapaReservas, id, 'escribir')
    if (
      idCliente !== null &&
      previa &&
      previa.estado.idCliente !== null &&
      previa.estado.idCliente !== idCliente
    )
      throw documentoDuplicado(previa.estado.idCliente)
    const reserva = { id, estado: { documento, idCliente }, eventos: () => [] }
    if (previa) t.anotar(mapaReservas, reserva)
    else t.crear(mapaReservas, reserva)
  }
  return {
    reclamar: (documento, idCliente) => reservar(textoDocumento(documento), idCliente),
    soltar: (documento) => reservar(textoDocumento(documento), null),
  }
}

/** Lo que reciben los casos de uso, sobre la transacción en curso. */
export const armarTx = (t: TransaccionPostgres): TxClientes => ({
  clientes: repositorio(t),
  codigos: { siguiente: () => t.siguiente('codigo_cliente') },
  documentos: documentos(t),
})

const fichaDe = (c: Cliente): FichaCliente => ({
  id: c.id,
  codigo: c.codigo,
  tipo: c.tipo,
  nombre: c.nombre,
  documento: c.documento && textoDocumento(c.documento),
  correo: c.correo,
  idioma: c.idioma,
})

/** Fichas para otro módulo, leídas (y comprobadas al confirmar) en su transacción. */
export const buscarClientes: BuscarClientes = (t) => ({
  async buscar(ids) {
    const tx = dePostgres(t)
    const leidos = await Promise.all([...new Set(ids)].map((id) => tx.cargar(mapaClientes, id, 'leer')))
    return new Map(leidos.flatMap((c) => (c ? [[c.id, fichaDe(c.estado)] as const] : [])))
  },
})
