declare const marca: unique symbol

/**
 * Un valor que ya pasó por su analizador: `Marcado<string, 'FechaCivil'>` es un texto que el
 * compilador no deja confundir con otro. La marca no existe al correr.
 */
export type Marcado<T, M extends string> = T & { readonly [marca]: M }
