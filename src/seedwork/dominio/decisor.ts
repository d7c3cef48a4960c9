/** Un hecho del dominio, en pasado. Privado de su módulo. */
export type EventoDominio = Readonly<{ tipo: string }>

/** Aplica un hecho al estado. Pura y total: un hecho ya decidido nunca se rechaza. */
export type Evolucionar<E, Ev> = (estado: E, evento: Ev) => E

/**
 * Lleva un estado por una lista de hechos. Con `null` como comienzo, el primero tiene que ser el de creación.
 * @example const contrato = plegar(evolucionar)(null, [creado, firmado])
 */
export const plegar =
  <E, Ev>(evolucionar: Evolucionar<E, Ev>) =>
  (estado: E, eventos: readonly Ev[]): E =>
    eventos.reduce(evolucionar, estado)
