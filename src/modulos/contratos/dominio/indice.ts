import { campoInvalido } from '#seedwork/dominio/errores-comunes.ts'
import type { Id } from '#seedwork/dominio/id.ts'
import { type Instante, instante } from '#seedwork/dominio/instante.ts'

/** Variación anual de un índice, a diciembre, en puntos básicos (520 = 5,20 %). */
export type Indice = Readonly<{
  id: Id
  serie: 'ipc'
  anio: number
  puntosBasicos: number
  actualizadoEn: Instante
}>

/** El id de la variación de IPC de un año: siempre el mismo, no hay que buscarlo. */
export const idDeIpc = (anio: number): Id => `01900000-0000-7000-8000-${String(anio).padStart(12, '0')}` as Id

const entre = (campo: string, valor: number, [minimo, maximo]: readonly [number, number]): number => {
  if (Number.isInteger(valor) && valor >= minimo && valor <= maximo) return valor
  throw campoInvalido(campo, `se espera un entero de ${minimo} a ${maximo}`)
}

/** Lee una variación de IPC. Falla con `PeticionInvalida`. */
export const ipc = ({
  anio,
  puntosBasicos,
  ahora,
}: Readonly<{ anio: number; puntosBasicos: number; ahora: Temporal.Instant }>): Indice => ({
  id: idDeIpc(entre('anio', anio, [1900, 2899])),
  serie: 'ipc',
  anio,
  puntosBasicos: entre('puntos_basicos', puntosBasicos, [-10_000, 100_000]),
  actualizadoEn: instante(ahora),
})
