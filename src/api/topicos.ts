/** Tópicos de la bitácora. Los de reservas existen vacíos hasta que llegue su módulo. */
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
