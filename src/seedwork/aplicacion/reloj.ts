/** Reloj de negocio: el único que deciden las reglas. Arriendos y plazos técnicos usan el de la base. */
export type Reloj = { ahora(): Temporal.Instant }
