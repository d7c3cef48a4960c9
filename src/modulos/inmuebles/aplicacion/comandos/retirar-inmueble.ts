import type { Orden } from '#seedwork/aplicacion/contexto.ts'
import type { UnidadTrabajo } from '#seedwork/aplicacion/unidad-trabajo.ts'
import { plegar } from '#seedwork/dominio/decisor.ts'
import { evolucionar, retirar } from '../../dominio/inmueble.ts'
import type { TxInmuebles } from '../puertos.ts'
import { representarInmueble } from '../representacion.ts'

export type RetirarInmueble = Readonly<{ tipo: 'RetirarInmueble'; id: string; motivo?: string | null }>

/** Saca un inmueble de la cartera. Falla con `InmuebleConContratoVivo`. Repetirlo no cambia nada. */
export const retirarInmueble =
  (unidadTrabajo: UnidadTrabajo<TxInmuebles>) =>
  ({ comando: { id, motivo = null }, contexto }: Orden<RetirarInmueble>) =>
    unidadTrabajo(contexto, async ({ inmuebles }) => {
      const inmueble = await inmuebles.obtener(id)
      const eventos = retirar(inmueble.estado, { motivo, ahora: contexto.ahora })
      const queda = inmuebles.guardar(inmueble, plegar(evolucionar)(inmueble.estado, eventos), eventos)
      return representarInmueble(queda, contexto.ahora)
    })
