import type { Hecho, Orden } from '#seedwork/aplicacion/contexto.ts'
import { id } from '#seedwork/dominio/id.ts'
import { aplicar } from '../../dominio/contrato.ts'
import { type DatosTerminacion, terminar } from '../../dominio/vida.ts'
import { liberarAntecesor, type UnidadContratos } from '../puertos.ts'
import { type ContratoVista, representarEn } from '../representacion.ts'

/** T12. */
export type TerminarAnticipadamente = DatosTerminacion &
  Readonly<{ tipo: 'TerminarAnticipadamente'; id: string }>

/** Termina un contrato antes de su fin; el inmueble queda libre desde el día siguiente, en este commit. */
export const terminarAnticipadamente =
  (unidadTrabajo: UnidadContratos) =>
  ({ comando, contexto }: Orden<TerminarAnticipadamente>): Promise<Hecho<ContratoVista>> =>
    unidadTrabajo(contexto, async (tx) => {
      const anterior = await tx.contratos.obtener(id(comando.id))
      const eventos = terminar(anterior.estado, { ...comando, ahora: contexto.ahora })
      const fila = tx.contratos.guardar(anterior, aplicar(anterior.estado, eventos), eventos)
      await liberarAntecesor(tx, fila.estado, contexto.ahora)
      return representarEn(fila, contexto.ahora)
    })
