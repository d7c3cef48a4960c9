import { plegar } from '#seedwork/dominio/decisor.ts'
import type { FechaCivil } from '#seedwork/dominio/fecha.ts'
import type { Instante } from '#seedwork/dominio/instante.ts'
import { desocupar, evolucionar, solape } from '../../dominio/inmueble.ts'
import { choque } from '../../dominio/ocupacion.ts'
import type { TxInmuebles } from '../puertos.ts'

/** Lo que interesa aquí de un contrato que termina antes: qué inmueble suelta y desde qué día. */
export type ContratoQueSuelta = Readonly<{ idInmueble: string; idContrato: string; desde: FechaCivil }>

/**
 * Al terminar antes de plazo, el contrato suelta el inmueble desde `desde`, en la misma transacción: sus
 * días se acortan o, si no le queda ninguno (desistido), desaparecen.
 */
export const alSoltarseInmueble = async (
  { inmuebles, ocupaciones }: TxInmuebles,
  { idInmueble, idContrato, desde }: ContratoQueSuelta,
  en: Instante,
): Promise<void> => {
  const inmueble = await inmuebles.obtener(idInmueble)
  const eventos = desocupar(inmueble.estado, { idContrato, desde, en })
  if (eventos.length === 0) return
  const despues = plegar(evolucionar)(inmueble.estado, eventos)
  inmuebles.guardar(inmueble, despues, eventos)
  const queda = despues.ocupaciones.find((o) => o.idContrato === idContrato)
  if (!queda) return ocupaciones.quitar(idContrato)
  ocupaciones.cambiar(idInmueble, queda, () => solape(choque(despues.ocupaciones, queda) ?? null, queda))
}
