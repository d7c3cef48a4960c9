import { sinTildes } from '#seedwork/dominio/texto.ts'
import type { GuardarReferencia } from './referencias.ts'

/** Lo que contratos muestra y busca de una parte; el dueño de los datos es otro módulo. */
export type ReferenciaCliente = Readonly<{
  id: string
  nombre: string
  documento: string | null
  busqueda: string
}>

type Cliente = Omit<ReferenciaCliente, 'busqueda'>

/** Nace o cambia un cliente: las listas de contratos lo ven en la misma transacción. */
export const alCambiarCliente =
  (guardar: GuardarReferencia<ReferenciaCliente>) =>
  ({ id, nombre, documento }: Cliente): Promise<void> =>
    guardar({ id, nombre, documento, busqueda: sinTildes(`${nombre} ${documento ?? ''}`) })
