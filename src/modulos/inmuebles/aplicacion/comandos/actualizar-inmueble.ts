import type { Orden } from '#seedwork/aplicacion/contexto.ts'
import type { UnidadTrabajo } from '#seedwork/aplicacion/unidad-trabajo.ts'
import { plegar } from '#seedwork/dominio/decisor.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import { actualizar, type CambiosInmueble, evolucionar } from '../../dominio/inmueble.ts'
import type { TxInmuebles } from '../puertos.ts'
import { representarInmueble } from '../representacion.ts'

export type ActualizarInmueble = Readonly<{
  tipo: 'ActualizarInmueble'
  id: string
  cambios: CambiosInmueble
}>

/** Cambia los datos de un inmueble por fusión; sin cambio real, contesta lo que ya había. */
export const actualizarInmueble =
  (unidadTrabajo: UnidadTrabajo<TxInmuebles>) =>
  ({ comando: { id, cambios }, contexto }: Orden<ActualizarInmueble>) =>
    unidadTrabajo(contexto, async ({ inmuebles }) => {
      const inmueble = await inmuebles.obtener(id)
      const eventos = actualizar(inmueble.estado, cambios, instante(contexto.ahora))
      const queda = inmuebles.guardar(inmueble, plegar(evolucionar)(inmueble.estado, eventos), eventos)
      return representarInmueble(queda, contexto.ahora)
    })
