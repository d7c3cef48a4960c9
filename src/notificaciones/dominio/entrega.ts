import { ErrorDominio } from '#seedwork/dominio/errores.ts'

/**
 * - `pendiente`: por salir, o esperando una referencia que aún no se conoce
 * - `enviando`: un repartidor la tiene, con arriendo
 * - `enviada`: el servidor de correo la aceptó
 * - `reintento`: falló por ahora; tiene hora del próximo intento
 * - `fallida`: falta un dato para enviarla (destinatario sin correo): la arregla una persona
 * - `muerta`: fallo permanente o intentos agotados
 * - `cancelada`: dejó de tener sentido antes de salir
 * - `omitida`: no se le escribe a nadie por esto, y se dice por qué
 */
export const ESTADOS_ENTREGA = [
  'pendiente',
  'enviando',
  'enviada',
  'reintento',
  'fallida',
  'muerta',
  'cancelada',
  'omitida',
] as const
export type EstadoEntrega = (typeof ESTADOS_ENTREGA)[number]

/** Espera entre intentos: `base · factor^(n−1)`, con tope, y al azar entre la mitad y el total. Tiempos en ms. */
export type PoliticaReintento = Readonly<{ intentos: number; baseMs: number; factor: number; topeMs: number }>

/** Cinco intentos en unas dos horas y media: pasa la lista gris de un servidor, no la paciencia de la gente. */
export const POLITICA_REINTENTO: PoliticaReintento = {
  intentos: 5,
  baseMs: 60_000,
  factor: 5,
  topeMs: 6 * 3_600_000,
}

/** Cómo terminó un intento de envío. */
export type Resultado =
  | Readonly<{ tipo: 'aceptada' }>
  | Readonly<{ tipo: 'temporal'; error: string }>
  | Readonly<{ tipo: 'permanente'; error: string }>
  /** El servidor no atiende a nadie: la carta no gastó su intento. */
  | Readonly<{ tipo: 'caida'; error: string }>

/** Qué queda de la entrega tras un intento. `esperaMs`: cuánto falta para el próximo. */
export type Desenlace = Readonly<{
  estado: 'enviada' | 'pendiente' | 'reintento' | 'muerta'
  esperaMs: number
  devuelveIntento: boolean
  error: string | null
}>

/** Espera antes del intento siguiente al `n`-ésimo. `azar` en [0, 1). */
export const esperaTras = (n: number, politica: PoliticaReintento, azar: number): number => {
  const plena = Math.min(politica.topeMs, politica.baseMs * politica.factor ** (n - 1))
  return Math.round(plena / 2 + (plena / 2) * azar)
}

/**
 * Decide qué sigue a un intento.
 * @param intentos cuántos lleva la entrega, con éste (se cuentan antes de intentar)
 */
export const trasIntento = (
  resultado: Resultado,
  { intentos, politica, azar }: { intentos: number; politica: PoliticaReintento; azar: number },
): Desenlace => {
  switch (resultado.tipo) {
    case 'aceptada':
      return { estado: 'enviada', esperaMs: 0, devuelveIntento: false, error: null }
    case 'caida':
      return { estado: 'pendiente', esperaMs: 0, devuelveIntento: true, error: resultado.error }
    case 'permanente':
      return { estado: 'muerta', esperaMs: 0, devuelveIntento: false, error: resultado.error }
    case 'temporal':
      return intentos >= politica.intentos
        ? { estado: 'muerta', esperaMs: 0, devuelveIntento: false, error: resultado.error }
        : {
            estado: 'reintento',
            esperaMs: esperaTras(intentos, politica, azar),
            devuelveIntento: false,
            error: resultado.error,
          }
  }
}

const REINTENTABLES: readonly EstadoEntrega[] = ['fallida', 'muerta', 'reintento']

/** Una persona pide enviarla otra vez. Falla con `ReintentoNoPermitido` si ya salió, está saliendo o no debe salir. */
export const exigirReintentable = (id: string, estado: EstadoEntrega): void => {
  if (REINTENTABLES.includes(estado)) return
  throw new ErrorDominio('ReintentoNoPermitido', `una notificación ${estado} no se reintenta`, { id, estado })
}
