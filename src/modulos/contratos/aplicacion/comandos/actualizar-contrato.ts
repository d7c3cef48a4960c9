import type { Hecho, Orden } from '#seedwork/aplicacion/contexto.ts'
import { id } from '#seedwork/dominio/id.ts'
import { aplicar } from '../../dominio/contrato.ts'
import { actualizar, advertencias, editar } from '../../dominio/decisiones.ts'
import type { CambiosContrato } from '../../dominio/terminos.ts'
import { fichasDe, type UnidadContratos } from '../puertos.ts'
import { type ContratoConAdvertencias, representarEn } from '../representacion.ts'

/** T2. Un campo ausente se queda como está; `null` en uno opcional lo devuelve a su valor inicial. */
export type ActualizarContrato = Readonly<{
  tipo: 'ActualizarContrato'
  id: string
  cambios: CambiosContrato
}>

/** Edita un contrato Pendiente. Sin cambio real no hay evento ni versión nueva. */
export const actualizarContrato =
  (unidadTrabajo: UnidadContratos) =>
  ({ comando, contexto }: Orden<ActualizarContrato>): Promise<Hecho<ContratoConAdvertencias>> =>
    unidadTrabajo(contexto, async (tx) => {
      const { ahora } = contexto
      const anterior = await tx.contratos.obtener(id(comando.id))
      const edicion = editar(anterior.estado, { cambios: comando.cambios, ahora })
      const fichas = await fichasDe(tx, edicion.terminos)
      const eventos = actualizar(anterior.estado, { ...edicion, fichas, huella: tx.huella, ahora })
      const fila = tx.contratos.guardar(anterior, aplicar(anterior.estado, eventos), eventos)
      return { ...representarEn(fila, ahora), advertencias: advertencias(fila.estado, fichas) }
    })
