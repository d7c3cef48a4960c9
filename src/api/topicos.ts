/** Tópicos de la bitácora con los hechos de cada agregado. */
export const TOPICOS_EVENTOS = [
  'eventos-contrato',
  'eventos-inmueble',
  'eventos-cliente',
  'eventos-reserva',
] as const

/** El de las claves de API: quién entra y con qué papel. No va al broker, y lo lee quien administra. */
export const TOPICO_CLAVES = 'actos-clave'

/** El de lo que hace quien opera: reintentar, corregir, descartar, reconstruir, copiar. No va al broker. */
export const TOPICO_OPERACION = 'actos-operacion'

/** Todos los tópicos que escribe esta API. */
export const TOPICOS = [
  ...TOPICOS_EVENTOS,
  'comandos-contrato',
  'comandos-reserva',
  'resultados-comando',
  TOPICO_CLAVES,
  TOPICO_OPERACION,
] as const
