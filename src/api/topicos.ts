/** Tópicos de la bitácora con los hechos de cada agregado. */
export const TOPICOS_EVENTOS = [
  'eventos-contrato',
  'eventos-inmueble',
  'eventos-cliente',
  'eventos-reserva',
] as const

/** Todos los tópicos que escribe esta API. */
export const TOPICOS = [
  ...TOPICOS_EVENTOS,
  'comandos-contrato',
  'comandos-reserva',
  'resultados-comando',
] as const
