import type pg from 'pg'
import { type Cursor, type Lector, renovar, soltar, tomar } from './cursores.ts'

/** El arriendo de los cursores de una suscripción, mantenido por un latido en su propia conexión. */
export type Arriendo = {
  /** Toma (o vuelve a tomar, con época nueva) los cursores; `null` si los tiene otro. */
  tomar(): Promise<Cursor[] | null>
  /** ¿Supo el latido que el arriendo ya no es nuestro? */
  readonly perdido: boolean
  /** Para el latido y devuelve el arriendo si aún es nuestro. */
  soltar(): Promise<void>
}

/**
 * `duracion` en ms de la base; late cada tercio. Con el pool agotado por el trabajo el latido sigue,
 * porque tiene el suyo: si no, la sobrecarga quitaría arriendos y traería más sobrecarga.
 */
export const crearArriendo = (opciones: {
  pool: pg.Pool
  latido: pg.Pool
  lector: Lector
  duracion: number
  alPerder: () => void
}): Arriendo => {
  const { pool, latido, lector, duracion, alPerder } = opciones
  let nuestro = false
  let latiendo = false
  const latir = async (): Promise<void> => {
    if (!nuestro || latiendo) return
    latiendo = true
    // Sin base no se sabe: si venció, lo dirá la época al mover el cursor.
    const sigue = await renovar(latido, lector, duracion).catch(() => true)
    latiendo = false
    if (sigue || !nuestro) return
    nuestro = false
    alPerder()
  }
  const reloj = setInterval(() => void latir(), duracion / 3)
  reloj.unref()
  return {
    get perdido() {
      return !nuestro
    },
    async tomar() {
      const cursores = await tomar(pool, lector, duracion)
      nuestro = cursores !== null
      return cursores
    },
    async soltar() {
      clearInterval(reloj)
      const devolver = nuestro
      nuestro = false
      if (devolver) await soltar(latido, lector).catch(() => {})
    },
  }
}
