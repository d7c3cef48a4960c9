import type { Orden } from '#seedwork/aplicacion/contexto.ts'
import type { UnidadTrabajo } from '#seedwork/aplicacion/unidad-trabajo.ts'
import { plegar } from '#seedwork/dominio/decisor.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import { actualizar, type CambiosCliente, evolucionar } from '../../dominio/cliente.ts'
import type { TxClientes } from '../puertos.ts'
import { representarCliente } from '../representacion.ts'

export type ActualizarCliente = Readonly<{ tipo: 'ActualizarCliente'; id: string; cambios: CambiosCliente }>

/** Cambia los datos de un cliente por fusión; sin cambio real, contesta lo que ya había. */
export const actualizarCliente =
  (unidadTrabajo: UnidadTrabajo<TxClientes>) =>
  ({ comando: { id, cambios }, contexto }: Orden<ActualizarCliente>) =>
    unidadTrabajo(contexto, async ({ clientes }) => {
      const cliente = await clientes.obtener(id)
      const eventos = actualizar(cliente.estado, cambios, instante(contexto.ahora))
      return representarCliente(
        clientes.guardar(cliente, plegar(evolucionar)(cliente.estado, eventos), eventos),
      )
    })
