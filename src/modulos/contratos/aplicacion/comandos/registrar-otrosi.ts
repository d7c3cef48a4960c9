import type { Hecho, Orden } from '#seedwork/aplicacion/contexto.ts'
import { id } from '#seedwork/dominio/id.ts'
import { aplicar } from '../../dominio/contrato.ts'
import { type DatosOtrosi, registrarOtrosi as registrar } from '../../dominio/otrosi.ts'
import type { UnidadContratos } from '../puertos.ts'
import { type ContratoVista, representarEn } from '../representacion.ts'

/** T8. */
export type RegistrarOtrosi = DatosOtrosi & Readonly<{ tipo: 'RegistrarOtrosi'; id: string }>

/** Registra un otrosí ya firmado por todas las partes; le toca el número siguiente. */
export const registrarOtrosi =
  (unidadTrabajo: UnidadContratos) =>
  ({ comando, contexto }: Orden<RegistrarOtrosi>): Promise<Hecho<ContratoVista>> =>
    unidadTrabajo(contexto, async ({ contratos }) => {
      const anterior = await contratos.obtener(id(comando.id))
      const eventos = registrar(anterior.estado, { ...comando, ahora: contexto.ahora })
      const fila = contratos.guardar(anterior, aplicar(anterior.estado, eventos), eventos)
      return representarEn(fila, contexto.ahora)
    })
