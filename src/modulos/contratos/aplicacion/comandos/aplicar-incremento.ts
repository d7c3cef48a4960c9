import type { Hecho, Orden } from '#seedwork/aplicacion/contexto.ts'
import { fechaCivil } from '#seedwork/dominio/fecha.ts'
import { id } from '#seedwork/dominio/id.ts'
import { aplicar } from '../../dominio/contrato.ts'
import { anioDeIndice, aplicarIncremento as decidir } from '../../dominio/incremento.ts'
import type { UnidadContratos } from '../puertos.ts'
import { type ContratoVista, representarEn } from '../representacion.ts'

/** T11. */
export type AplicarIncremento = Readonly<{ tipo: 'AplicarIncremento'; id: string; aniversario: string }>

/** Sube el canon desde un aniversario ya cumplido, con la fecha que le toca aunque se aplique tarde. */
export const aplicarIncremento =
  (unidadTrabajo: UnidadContratos) =>
  ({ comando, contexto }: Orden<AplicarIncremento>): Promise<Hecho<ContratoVista>> =>
    unidadTrabajo(contexto, async ({ contratos, indices }) => {
      const { ahora } = contexto
      const aniversario = fechaCivil(comando.aniversario, '/aniversario')
      const [anterior, ipc] = await Promise.all([
        contratos.obtener(id(comando.id)),
        indices.ipc(anioDeIndice(aniversario)),
      ])
      const eventos = decidir(anterior.estado, { aniversario, ipc, ahora })
      const fila = contratos.guardar(anterior, aplicar(anterior.estado, eventos), eventos)
      return representarEn(fila, ahora)
    })
