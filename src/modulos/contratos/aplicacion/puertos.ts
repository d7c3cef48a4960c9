import type { UnidadTrabajo } from '#seedwork/aplicacion/unidad-trabajo.ts'
import { type Contrato, plegarSobre } from '../dominio/contrato.ts'
import type { Fichas } from '../dominio/fichas.ts'
import { aniosDeIndice, type Ipcs } from '../dominio/incremento.ts'
import { deshacerRenovacion, vivo } from '../dominio/renovacion.ts'
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

/** Las variaciones de IPC que hacen falta para poner al día un contrato, en un solo turno de lectura. */
export const ipcsDe = async (
  { indices }: Pick<TxContratos, 'indices'>,
  c: Contrato,
  ahora: Temporal.Instant,
): Promise<Ipcs> => {
  const leidos = aniosDeIndice(c, ahora).map(async (anio) => [anio, await indices.ipc(anio)] as const)
  return new Map(await Promise.all(leidos))
}

/** Si el contrato sucedía a otro y ya no obliga, éste deja de nombrarlo, en la misma transacción. */
export const liberarAntecesor = async (
  { contratos }: Pick<TxContratos, 'contratos'>,
  sucesor: Contrato,
  ahora: Temporal.Instant,
): Promise<void> => {
  if (sucesor.renuevaA === null || vivo(sucesor)) return
  const antecesor = await contratos.obtener(sucesor.renuevaA)
  const eventos = deshacerRenovacion(antecesor.estado, sucesor, ahora)
  contratos.guardar(antecesor, plegarSobre(antecesor.estado, eventos), eventos)
}
