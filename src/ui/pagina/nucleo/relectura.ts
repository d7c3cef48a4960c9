import { useEffect } from 'preact/hooks'
import type { Lectura } from './datos.ts'
import { escuchar } from './enlace.ts'

/** Cada hecho puede mover una lectura: se relee al poco, una vez por ráfaga. */
export const usarRelectura = (lectura: Lectura<unknown>, esperaMs = 400): void => {
  useEffect(() => {
    let turno: ReturnType<typeof setTimeout> | undefined
    const releer = () => {
      turno ??= setTimeout(() => {
        turno = undefined
        void lectura.releer()
      }, esperaMs)
    }
    const bajas = [escuchar('evento', releer), escuchar('reinicio', releer)]
    return () => {
      for (const baja of bajas) baja()
      clearTimeout(turno)
    }
  }, [])
}
