import type { EventoIntegracion } from '../../aplicacion/mensajes.ts'
import { describirError } from './fallos.ts'

type Fila = Readonly<Record<string, unknown>>

/** Una fila que el efecto cambiaría. `antes` es `null` si nace, y `despues` si desaparece; iguales no hay. */
export type CambioEnsayado = Readonly<{
  tabla: string
  /** Su llave, como texto. */
  llave: string
  antes: Fila | null
  despues: Fila | null
}>

/** Lo que haría un mensaje si se aplicara ahora. */
export type Ensayado = Readonly<{
  /** `sin-efecto`: ya estaba hecho, o no escribe nada. `fallaria`: se volvería a apartar. */
  desenlace: 'aplicaria' | 'rechazaria' | 'fallaria' | 'sin-efecto' | 'publicaria'
  /** Por qué se rechazaría o fallaría. */
  error: Readonly<{ clase: string; texto: string }> | null
  cambios: readonly CambioEnsayado[]
  eventos: readonly EventoIntegracion[]
}>

/** El ensayo de algo que no llega a escribir porque falla. */
export const ensayoFallido = (error: unknown): Ensayado => ({
  ...{ desenlace: 'fallaria', error: describirError(error), cambios: [], eventos: [] },
})

const igual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Deja de dos filas sólo las columnas en que difieren; de una que nace o desaparece, todas. */
export const soloLoDistinto = (cambio: CambioEnsayado): CambioEnsayado => {
  const { antes, despues } = cambio
  if (antes === null || despues === null) return cambio
  const columnas = [...new Set([...Object.keys(antes), ...Object.keys(despues)])]
  const distintas = columnas.filter((c) => !igual(antes[c], despues[c]))
  const de = (fila: Fila): Fila => Object.fromEntries(distintas.map((c) => [c, fila[c] ?? null]))
  return { ...cambio, antes: de(antes), despues: de(despues) }
}
