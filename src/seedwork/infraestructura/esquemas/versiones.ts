import type { EventoIntegracion, Mensaje } from '../../aplicacion/mensajes.ts'

/** En qué versiones sale cada tipo de evento que está cambiando: `{ ContratoCreado: [1, 2] }`. */
export type PlanDeVersiones = Readonly<Record<string, readonly number[]>>

type Sobre = Pick<Mensaje, 'versionEsquema' | 'versiones'>

/**
 * De las versiones en que salió un hecho, la que le toca a quien lee hasta la `lee`: la mayor que entiende.
 * `undefined`: salió sólo en versiones más nuevas que él.
 */
export const versionPara = ({ versiones, versionEsquema }: Sobre, lee: number): number | undefined =>
  (versiones ?? [versionEsquema]).findLast((v) => v <= lee)

/** ¿Repite, en otra versión, un hecho que a quien lee hasta la `lee` le llega en la suya? */
export const sobra = (mensaje: Sobre, lee: number): boolean => {
  const suya = versionPara(mensaje, lee)
  return suya !== undefined && suya !== mensaje.versionEsquema
}

/**
 * Un mismo hecho en todas las versiones que se saben escribir, de la menor a la mayor. Salen las del plan y
 * cada una dice cuáles son, para que quien entienda varias actúe una vez; sin plan sale sólo la menor, porque
 * el cambio no ha empezado.
 */
export const enVersiones = (
  plan: PlanDeVersiones,
  escritas: readonly [EventoIntegracion, ...EventoIntegracion[]],
): readonly EventoIntegracion[] => {
  const [primera] = escritas
  const pedidas = plan[primera.tipo] ?? [primera.versionEsquema]
  const elegidas = escritas.filter((e) => pedidas.includes(e.versionEsquema))
  if (elegidas.length < 2) return elegidas
  const versiones = elegidas.map((e) => e.versionEsquema)
  return elegidas.map((e) => ({ ...e, versiones }))
}
