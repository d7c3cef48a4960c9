import type { TipoVida } from '../vida.ts'
import type { Datos, Texto } from './datos.ts'

/** Lo que además puede nombrar un aviso sobre la vida de un contrato; vacío o cero si no viene al caso. */
export type DatosVida = Datos &
  Readonly<{
    rige: string
    otrosi: number
    sucesor: string
    anio: string
    dias: number
    desistido: boolean
    /** Ya se sabe en qué canon queda un incremento que se acerca. */
    previsto: boolean
  }>

/** Los textos de los avisos de la vida de un contrato, en un idioma. */
export type TextosVida = Readonly<Record<TipoVida, (d: DatosVida) => Texto>>
