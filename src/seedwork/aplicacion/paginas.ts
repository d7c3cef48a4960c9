/** Dónde quedó una lista: el valor del campo de orden en la última fila vista, como texto, y su id. */
export type Marca = Readonly<{ valor: string; id: string }>

export type Sentido = 'asc' | 'desc'

/** Qué trozo de una lista se pide. El desempate es siempre por id. */
export type Pagineo<Campo extends string> = Readonly<{
  /** De 1 a 200. */
  limite: number
  orden?: Readonly<{ campo: Campo; sentido: Sentido }>
  /** Sólo lo que va después de esta marca, en el mismo orden. */
  despues?: Marca
  /** Contar además todo lo que cumple el filtro. */
  totales?: boolean
}>

/** Un trozo de una lista. `siguiente` es `null` al final; `total` es de todo el filtro, si se pidió. */
export type Pagina<T> = Readonly<{ elementos: readonly T[]; siguiente: Marca | null; total?: number }>
