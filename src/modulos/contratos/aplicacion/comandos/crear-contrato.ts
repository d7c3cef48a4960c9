import type { Hecho, Orden } from '#seedwork/aplicacion/contexto.ts'
import { id } from '#seedwork/dominio/id.ts'
import { aplicar } from '../../dominio/contrato.ts'
import { advertencias, crear } from '../../dominio/decisiones.ts'
import { type DatosTerminos, terminos } from '../../dominio/terminos.ts'
import { fichasDe, type UnidadContratos } from '../puertos.ts'
import { type ContratoConAdvertencias, representarEn } from '../representacion.ts'

/** T1. El `id` lo trae quien llama o lo pone la puerta; sin `numero` se toma el siguiente. */
export type CrearContrato = DatosTerminos &
  Readonly<{ tipo: 'CrearContrato'; id: string; numero?: string | undefined }>

/** Redacta un contrato Pendiente. Un solape con uno ya firmado sólo se advierte: decide la última firma. */
export const crearContrato =
  (unidadTrabajo: UnidadContratos) =>
  ({ comando, contexto }: Orden<CrearContrato>): Promise<Hecho<ContratoConAdvertencias>> =>
    unidadTrabajo(contexto, async (tx) => {
      const pactado = terminos(comando)
      const [fichas, numero] = await Promise.all([
        fichasDe(tx, pactado),
        comando.numero ?? tx.numeros.siguiente(),
      ])
      const alta = {
        id: id(comando.id),
        numero,
        terminos: pactado,
        fichas,
        huella: tx.huella,
        renuevaA: null,
      }
      const eventos = crear({ ...alta, ahora: contexto.ahora })
      const fila = tx.contratos.crear(alta.id, aplicar(null, eventos), eventos)
      return { ...representarEn(fila, contexto.ahora), advertencias: advertencias(fila.estado, fichas) }
    })
