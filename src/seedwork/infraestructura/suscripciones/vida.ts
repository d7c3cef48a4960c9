import type { EstadoSuscripcion } from './suscriptor.ts'

/** Un lector que no completa una vuelta en este tiempo (ms) está muerto, no atrasado. */
export const SIN_VUELTA_MAXIMO = 30_000

/**
 * ¿Está vivo un lector de este proceso? Quien espera su turno porque otro lee también da vueltas, así que
 * si deja de darlas está tan muerto como el que lee; estar atrasado no es estarlo.
 */
export const estaVivo = (
  { situacion, sinVuelta, topicos }: EstadoSuscripcion,
  maximo: number = SIN_VUELTA_MAXIMO,
): boolean => situacion !== 'cerrada' && sinVuelta < maximo && !topicos.some((t) => t.estado === 'detenida')
