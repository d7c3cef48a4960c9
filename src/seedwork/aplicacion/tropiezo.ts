/**
 * Punto de caída con nombre. Fuera de las pruebas no hace nada; en ellas mata o detiene el proceso
 * justo en esa línea. Es `async` para poder detenerse allí.
 */
export type Tropiezo = ((punto: string) => void | Promise<void>) & {
  /** El único punto en que hace algo, si se sabe: lo demás puede correr como en producción. */
  readonly punto?: string
}

/** El de producción. */
export const sinTropiezo: Tropiezo = () => {}
