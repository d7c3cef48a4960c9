import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import type { Suscripcion } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { TOPICOS } from './consumir.ts'

/** Una fuente que recuerda hasta dónde llegaba cada tópico la última vez que se leyó. */
export type FuenteVista = Readonly<{ fuente: Fuente; cabezas: ReadonlyMap<string, number> }>

/** Envuelve una fuente para saber qué se ha mirado ya: un lector recién abierto aún no sabe si va atrasado. */
export const recordarCabezas = (fuente: Fuente): FuenteVista => {
  const cabezas = new Map<string, number>()
  return {
    cabezas,
    fuente: {
      async leer(topico, ...resto) {
        const leido = await fuente.leer(topico, ...resto)
        cabezas.set(topico, leido.cabeza)
        return leido
      },
      alLlegar: (avisar) => fuente.alLlegar(avisar),
      olvidar: () => fuente.olvidar?.(),
    },
  }
}

/** ¿Ha aplicado el lector todo lo que había la última vez que miró cada tópico? */
export const vaAlDia = (suscripcion: Suscripcion, { cabezas }: FuenteVista): boolean => {
  const { situacion, topicos } = suscripcion.estado()
  const posiciones = new Map(topicos.map((t) => [t.topico, t.posicion]))
  const alcanzado = (topico: string): boolean => {
    const cabeza = cabezas.get(topico)
    return cabeza !== undefined && (posiciones.get(topico) ?? -1) >= cabeza
  }
  return situacion === 'activa' && TOPICOS.every(alcanzado)
}
