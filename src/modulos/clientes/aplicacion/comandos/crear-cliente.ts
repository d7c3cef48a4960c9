import type { Orden } from '#seedwork/aplicacion/contexto.ts'
import type { UnidadTrabajo } from '#seedwork/aplicacion/unidad-trabajo.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import { type DatosPedidos, nacer, registrar } from '../../dominio/cliente.ts'
import type { TxClientes } from '../puertos.ts'
import { representarCliente } from '../representacion.ts'

export type CrearCliente = Readonly<{ tipo: 'CrearCliente'; id: string; datos: DatosPedidos }>

/** Da de alta un cliente; sin código, toma el siguiente. Contesta su representación. */
export const crearCliente =
  (unidadTrabajo: UnidadTrabajo<TxClientes>) =>
  ({ comando: { id, datos }, contexto }: Orden<CrearCliente>) =>
    unidadTrabajo(contexto, async ({ clientes, codigos, documentos }) => {
      const codigo = datos.codigo ?? (await codigos.siguiente())
      const creado = registrar(datos, { id, codigo, en: instante(contexto.ahora) })
      if (creado.datos.documento) await documentos.reclamar(creado.datos.documento, id)
      return representarCliente(clientes.crear(id, nacer(creado), [creado]))
    })
