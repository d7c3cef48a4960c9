import { signal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { mandar } from '../nucleo/api.ts'
import { avisarFallo, avisarHecho } from '../nucleo/avisos.ts'
import { encargar } from '../nucleo/pendientes.ts'
import { T } from '../nucleo/preferencias.ts'
import { aProblema } from '../nucleo/problema.ts'
import type { Contrato } from '../nucleo/tipos.ts'

const CAJON = 'alpes.segundo-plano'

/** Enviar sin esperar el resultado: lo elige quien trabaja, y se recuerda. */
export const segundoPlano = signal(localStorage.getItem(CAJON) === 'si')

/** Cambia la elección. */
export const elegirSegundoPlano = (si: boolean): void => {
  segundoPlano.value = si
  localStorage.setItem(CAJON, si ? 'si' : 'no')
}

export type OrdenContrato = Readonly<{
  /** Cómo se llama lo que se hace: «Firmar CT-0001». */
  que: string
  hecho: string
  metodo: 'POST'
  ruta: string
  cuerpo: unknown
}>

/** Da una orden sobre un contrato y cuenta cómo va; `ocupado` dice cuál está en camino. */
export const crearOrdenes = (c: () => Contrato, alCambiar: () => void) => {
  const ocupado = signal<string | null>(null)
  const dar = async (o: OrdenContrato): Promise<void> => {
    if (ocupado.peek()) return
    if (segundoPlano.peek()) {
      encargar({ que: o.que, metodo: o.metodo, ruta: o.ruta, cuerpo: o.cuerpo, recurso: c().id })
      return
    }
    ocupado.value = o.que
    try {
      await mandar(o.metodo, o.ruta, { cuerpo: o.cuerpo })
      avisarHecho(o.hecho)
    } catch (error) {
      const problema = aProblema(error)
      // 412: lo que se tenía a la vista ya no era lo vigente; se trae lo nuevo para decidir otra vez
      avisarFallo(problema.status === 412 ? T().ordenes.obsoleta : `${o.que}: ${problema.message}`)
    } finally {
      ocupado.value = null
      alCambiar()
    }
  }
  return { ocupado, dar }
}

/** Las órdenes de la ficha abierta. */
export const usarOrdenes = (c: Contrato, alCambiar: () => void) => {
  const actual = useMemo(() => ({ c, alCambiar }), [])
  actual.c = c
  actual.alCambiar = alCambiar
  return useMemo(
    () =>
      crearOrdenes(
        () => actual.c,
        () => actual.alCambiar(),
      ),
    [],
  )
}
