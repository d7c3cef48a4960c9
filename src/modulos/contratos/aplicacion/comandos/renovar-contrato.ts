import type { Hecho, Orden } from '#seedwork/aplicacion/contexto.ts'
import { id } from '#seedwork/dominio/id.ts'
import { aplicar } from '../../dominio/contrato.ts'
import { advertencias, crear } from '../../dominio/decisiones.ts'
import { type DatosRenovacion, renovar, terminosDelSucesor } from '../../dominio/renovacion.ts'
import { fichasDe, sucesorDe, type UnidadContratos } from '../puertos.ts'
import { type ContratoConAdvertencias, representarEn } from '../representacion.ts'

/** T10. `idNuevo`: el del contrato que sucede; lo pone la puerta. */
export type RenovarContrato = DatosRenovacion &
  Readonly<{ tipo: 'RenovarContrato'; id: string; idNuevo: string }>

/** Redacta, Pendiente, el contrato que sucede a otro, y lo enlaza. Contesta el nuevo. */
export const renovarContrato =
  (unidadTrabajo: UnidadContratos) =>
  ({ comando, contexto }: Orden<RenovarContrato>): Promise<Hecho<ContratoConAdvertencias>> =>
    unidadTrabajo(contexto, async (tx) => {
      const { ahora } = contexto
      const anterior = await tx.contratos.obtener(id(comando.id))
      const sucesor = await sucesorDe(tx, anterior.estado)
      const terminos = terminosDelSucesor(anterior.estado, { datos: comando, sucesor, ahora })
      const [fichas, numero] = await Promise.all([fichasDe(tx, terminos), tx.numeros.siguiente()])
      const nuevo = id(comando.idNuevo)
      const alta = {
        id: nuevo,
        numero,
        terminos,
        fichas,
        huella: tx.huella,
        renuevaA: anterior.estado.id,
        ahora,
      }
      const nacido = crear(alta)
      const fila = tx.contratos.crear(nuevo, aplicar(null, nacido), nacido)
      const eventos = renovar(fila.estado, ahora)
      tx.contratos.guardar(anterior, aplicar(anterior.estado, eventos), eventos)
      return { ...representarEn(fila, ahora), advertencias: advertencias(fila.estado, fichas) }
    })
