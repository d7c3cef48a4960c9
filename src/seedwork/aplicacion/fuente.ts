import type { Mensaje } from './mensajes.ts'

/**
 * Un trozo de un tópico, en orden; `cabeza` es la última posición escrita (0 si está vacío). `ancla` es el id de lo
 * que la bitácora tiene en `desde`, si lo hay y se sabe: quien leyó otra cosa ahí leía otra bitácora.
 */
export type Tramo = Readonly<{
  mensajes: readonly Mensaje[]
  cabeza: number
  inicio: number
  ancla?: string
}>

/**
 * Puerto de lectura de la bitácora. `desde` es exclusivo.
 * `inicio` es la menor posición que queda (por la poda); si `desde + 1 < inicio`, el rango se perdió.
 */
export type Fuente = {
  leer(topico: string, desde: number, limite: number): Promise<Tramo>
  /**
   * Avisa (como pista, nunca como prueba) de que puede haber mensajes nuevos en un tópico.
   * Devuelve la función que deja de avisar.
   */
  alLlegar(aviso: (topico: string) => void): () => void
  /** Olvida lo que recuerde: quien lee perdió la base o el turno, y la bitácora pudo restaurarse entretanto. */
  olvidar?(): void
}
