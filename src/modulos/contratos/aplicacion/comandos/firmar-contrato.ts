import type { Hecho, Orden } from '#seedwork/aplicacion/contexto.ts'
import { id } from '#seedwork/dominio/id.ts'
import { aplicar } from '../../dominio/contrato.ts'
import { firmar } from '../../dominio/decisiones.ts'
import type { UnidadContratos } from '../puertos.ts'
import { type ContratoVista, representarEn } from '../representacion.ts'

/** T3 y T4. `hash` es el de los términos que leyó quien firma. */
export type FirmarContrato = Readonly<{ tipo: 'FirmarContrato'; id: string; idParte: string; hash: string }>

/**
 * Firma una parte. Con la última sale `ContratoFirmado`, y el módulo de inmuebles ocupa el inmueble en
 * esta misma transacción: si choca con otro contrato falla con `SolapeDeVigencia` y la firma no queda.
 */
export const firmarContrato =
  (unidadTrabajo: UnidadContratos) =>
  ({ comando, contexto }: Orden<FirmarContrato>): Promise<Hecho<ContratoVista>> =>
    unidadTrabajo(contexto, async ({ contratos }) => {
      const anterior = await contratos.obtener(id(comando.id))
      const eventos = firmar(anterior.estado, {
        idParte: id(comando.idParte, 'id_parte'),
        hash: comando.hash,
        actor: contexto.actor,
        autorizadas: contexto.partes,
        ahora: contexto.ahora,
      })
      const fila = contratos.guardar(anterior, aplicar(anterior.estado, eventos), eventos)
      return representarEn(fila, contexto.ahora)
    })
