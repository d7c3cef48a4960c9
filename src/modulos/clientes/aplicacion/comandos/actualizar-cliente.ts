import type { Orden } from '#seedwork/aplicacion/contexto.ts'
import type { UnidadTrabajo } from '#seedwork/aplicacion/unidad-trabajo.ts'
import { plegar } from '#seedwork/dominio/decisor.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import { actualizar, type CambiosCliente, type Cliente, evolucionar } from '../../dominio/cliente.ts'
import { textoDocumento } from '../../dominio/documento.ts'
import type { TxClientes } from '../puertos.ts'
import { representarCliente } from '../representacion.ts'

export type ActualizarCliente = Readonly<{ tipo: 'ActualizarCliente'; id: string; cambios: CambiosCliente }>

const cambiarDocumento = async (
  documentos: TxClientes['documentos'],
  { antes, despues }: Readonly<{ antes: Cliente; despues: Cliente }>,
) => {
  const [viejo, nuevo] = [antes.documento, despues.documento]
  if (!nuevo || (viejo && textoDocumento(viejo) === textoDocumento(nuevo))) return
  if (viejo) await documentos.soltar(viejo)
  await documentos.reclamar(nuevo, despues.id)
}

/** Cambia los datos de un cliente por fusión; sin cambio real, contesta lo que ya había. */
export const actualizarCliente =
  (unidadTrabajo: UnidadTrabajo<TxClientes>) =>
  ({ comando: { id, cambios }, contexto }: Orden<ActualizarCliente>) =>
    unidadTrabajo(contexto, async ({ clientes, documentos }) => {
      const cliente = await clientes.obtener(id)
      const eventos = actualizar(cliente.estado, cambios, instante(contexto.ahora))
      const queda = plegar(evolucionar)(cliente.estado, eventos)
      await cambiarDocumento(documentos, { antes: cliente.estado, despues: queda })
      return representarCliente(clientes.guardar(cliente, queda, eventos))
    })
