/** Encabezados de toda respuesta (OWASP ASVS 3.4): la API no se dibuja, no se guarda y no se incrusta. */
export const ENCABEZADOS_SEGUROS: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
}

/** Topes de lo que se recibe. Tiempos en milisegundos, tamaños en bytes. */
export type Limites = Readonly<{
  cuerpo: number
  encabezados: number
  /** Cantidad de encabezados. */
  campos: number
  url: number
  plazoEncabezados: number
  plazoPeticion: number
  plazoManejador: number
  conexionOciosa: number
  /** Cada cuánto se buscan conexiones pasadas de plazo. */
  revision: number
  /** Peticiones en curso a la vez; más allá, 503. */
  enCurso: number
  /** Credenciales malas por segundo que se aguantan de una dirección; 0: sin freno. */
  fallosPorDireccion: number
  /** Peticiones por segundo de un principal; 0: sin freno. */
  porPrincipal: number
  /** Operaciones costosas por minuto de un principal; 0: sin freno. */
  costosasPorMinuto: number
  /** Intermediarios de confianza que hay delante: de ellos se cree `X-Forwarded-For`. */
  saltosDeProxy: number
}>

export const LIMITES: Limites = {
  cuerpo: 256 * 1024,
  encabezados: 16 * 1024,
  campos: 100,
  url: 8 * 1024,
  plazoEncabezados: 10_000,
  plazoPeticion: 30_000,
  plazoManejador: 10_000,
  conexionOciosa: 5_000,
  revision: 1_000,
  enCurso: 4_000,
  fallosPorDireccion: 50,
  porPrincipal: 0,
  costosasPorMinuto: 0,
  saltosDeProxy: 0,
}

const ANFITRION = /^(?<nombre>[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?$/i

/** El nombre de un `Host` sin su puerto y en minúsculas, o `null` si está mal formado. */
export const nombreDeAnfitrion = (host: string): string | null =>
  ANFITRION.exec(host)?.groups?.nombre?.toLowerCase() ?? null

/** Los nombres con los que la propia máquina se llama: contra el cambio de DNS de una página ajena. */
export const ANFITRIONES_LOCALES = ['localhost', '127.0.0.1', '[::1]'] as const

/** El nombre del `Origin`, o `null` si no es una URL (`null`, opaco o roto). */
export const nombreDeOrigen = (origen: string): string | null => {
  const url = URL.parse(origen)
  return url === null || url.hostname === '' ? null : url.hostname.toLowerCase()
}
