import type { Contexto, Hecho } from './contexto.ts'

/** Un agregado leído, con la versión que se comprobará antes de escribir. */
export type Versionado<E> = Readonly<{ id: string; version: number; estado: E }>

/**
 * Lo que un caso de uso puede hacer con los agregados de un tipo. Nada se escribe hasta el final:
 * las lecturas de un mismo turno viajan juntas y los cambios sólo se anotan.
 */
export type Repositorio<E, Ev> = {
  /** Toma el agregado para cambiarlo. Falla con el código «no encontrado» de su módulo. */
  obtener(id: string): Promise<Versionado<E>>
  /** Lo lee para decidir sin cambiarlo: se comprueba (`for share`) que no cambió. */
  leer(id: string): Promise<Versionado<E> | null>
  /** Da de alta un agregado, versión 1. Un id repetido falla con el código de su módulo. */
  crear(id: string, estado: E, eventos: readonly Ev[]): Versionado<E>
  /** Anota el nuevo estado, versión + 1, con los eventos de dominio que lo explican. Sin eventos no hay cambio. */
  guardar(anterior: Versionado<E>, estado: E, eventos: readonly Ev[]): Versionado<E>
}

/**
 * La transacción en curso, opaca para la aplicación: un módulo la pasa al puerto que otro le ofrece
 * y así los dos escriben en el mismo commit.
 */
export type Transaccion = { readonly contexto: Contexto }

/**
 * Corre `trabajo` y confirma lo que anotó; si lanza, no queda nada.
 * `trabajo` debe poder correrse otra vez (conflictos, aplazos): ni red, ni reloj, ni azar dentro.
 */
export type UnidadTrabajo<Tx> = <R>(contexto: Contexto, trabajo: (tx: Tx) => Promise<R>) => Promise<Hecho<R>>
