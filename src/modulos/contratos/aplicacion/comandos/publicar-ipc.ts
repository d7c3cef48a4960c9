import type { Hecho, Orden } from '#seedwork/aplicacion/contexto.ts'
import { ipc } from '../../dominio/indice.ts'
import type { UnidadContratos } from '../puertos.ts'
import { type IndiceVista, representarIndice } from '../representacion-indice.ts'

/** Pone, o corrige, la variación de IPC de un año. */
export type PublicarIpc = Readonly<{ tipo: 'PublicarIpc'; anio: number; puntosBasicos: number }>

/** Lo ya aplicado con otra cifra no se recalcula. Publicar la misma no cambia nada. */
export const publicarIpc =
  (unidadTrabajo: UnidadContratos) =>
  ({ comando, contexto }: Orden<PublicarIpc>): Promise<Hecho<IndiceVista>> =>
    unidadTrabajo(contexto, async ({ indices }) => {
      const nuevo = ipc({ ...comando, ahora: contexto.ahora })
      const anterior = await indices.tomar(nuevo.anio)
      if (anterior && anterior.estado.puntosBasicos === nuevo.puntosBasicos)
        return representarIndice(anterior)
      return representarIndice(indices.guardar(anterior, nuevo))
    })
