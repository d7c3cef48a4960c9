/** Los estados de un lector y de un apartado que no se leen solos, con las palabras de la página. */
const ESTADOS: Readonly<Record<string, string>> = {
  'sin-dueno': 'sin dueño',
  'esperando-reintento': 'espera su reintento',
  'esperando-referencia': 'espera lo que nombra',
  'en-cola': 'en cola',
  'espera-operador': 'espera a un operador',
  'marcado-reintento': 'marcado para reintento',
  'marcado-edicion': 'marcado con su copia',
  'marcado-descarte': 'marcado para descartar',
}

/** Un estado con palabras; el que no las necesite o no se conozca sale como vino. */
export const estadoEnPalabras = (estado: string): string => ESTADOS[estado] ?? estado
