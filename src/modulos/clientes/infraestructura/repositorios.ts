import { crearRepositorio } from '#seedwork/infraestructura/uow/repositorio.ts'
import { dePostgres, type TransaccionPostgres } from '#seedwork/infraestructura/uow/transaccion.ts'
import type { BuscarClientes, FichaCliente, TxClientes } from '../aplicacion/puertos.ts'
import type { Cliente } from '../dominio/cliente.ts'
import { textoDocumento } from '../dominio/documento.ts'
import { despacharCliente } from './despachadores/clientes.ts'
import { mapaClientes } from './mapa.ts'

const repositorio = crearRepositorio(mapaClientes, despacharCliente)

/** Lo que reciben los casos de uso, sobre la transacción en curso. */
export const armarTx = (t: TransaccionPostgres): TxClientes => ({
  clientes: repositorio(t),
  codigos: { siguiente: () => t.siguiente('codigo_cliente') },
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
