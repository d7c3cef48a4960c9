import type { Orden } from '#seedwork/aplicacion/contexto.ts'
import type { UnidadTrabajo } from '#seedwork/aplicacion/unidad-trabajo.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import { nacer, registrarProvisional } from '../../dominio/cliente.ts'
import type { TipoCliente } from '../../dominio/documento.ts'
import type { TxClientes } from '../puertos.ts'
import { representarCliente } from '../representacion.ts'

export type CrearClienteProvisional = Readonly<{
  tipo: 'CrearClienteProvisional'
  id: string
  codigo: number
  tipoCliente: TipoCliente
}>

/** Da de alta un cliente del que sólo se sabe el código, para las rutas heredadas. */
export const crearClienteProvisional =
  (unidadTrabajo: UnidadTrabajo<TxClientes>) =>
  ({ comando: { id, codigo, tipoCliente }, contexto }: Orden<CrearClienteProvisional>) =>
    unidadTrabajo(contexto, async ({ clientes }) => {
      const creado = registrarProvisional(tipoCliente, { id, codigo, en: instante(contexto.ahora) })
      return representarCliente(clientes.crear(id, nacer(creado), [creado]))
    })
