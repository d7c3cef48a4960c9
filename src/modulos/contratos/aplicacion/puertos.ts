import type { UnidadTrabajo } from '#seedwork/aplicacion/unidad-trabajo.ts'
import type { Contrato } from '../dominio/contrato.ts'
import type { Fichas } from '../dominio/fichas.ts'
import type { Clientes, Contratos, Indices, Inmuebles, Numeros } from '../dominio/repositorios.ts'
import { type Huella, partesDe, type Terminos } from '../dominio/terminos.ts'

/** Lo que un caso de uso de contratos tiene a mano dentro de una transacción. */
export type TxContratos = Readonly<{
  contratos: Contratos
  inmuebles: Inmuebles
  clientes: Clientes
  numeros: Numeros
  indices: Indices
  huella: Huella
}>

export type UnidadContratos = UnidadTrabajo<TxContratos>

/** Las fichas que nombran unos términos, en un solo turno de lectura. */
export const fichasDe = async (tx: TxContratos, t: Terminos): Promise<Fichas> => {
  const [inmuebles, clientes] = await Promise.all([
    tx.inmuebles.buscar([t.idPropiedad]),
    tx.clientes.buscar(partesDe(t)),
  ])
  return { inmuebles, clientes }
}

/** El contrato que sucede a otro; nulo si no lo hay. */
export const sucesorDe = async (
  { contratos }: Pick<TxContratos, 'contratos'>,
  { renovadoPor }: Pick<Contrato, 'renovadoPor'>,
): Promise<Contrato | null> => (renovadoPor && (await contratos.leer(renovadoPor))?.estado) ?? null
