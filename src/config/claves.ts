import { type TSchema, Type } from 'typebox'

/** Una variable de entorno que entendemos: su forma, cómo se explica, y si su valor nunca se imprime. */
export type Clave = Readonly<{ esquema: TSchema; espera: string; secreta?: true }>

const texto = (patron: string, espera: string): Clave => ({
  esquema: Type.String({ pattern: patron }),
  espera,
})
const secreto = (patron: string, espera: string): Clave => ({ ...texto(patron, espera), secreta: true })

const puerto = texto(
  '^(6553[0-5]|655[0-2]\\d|65[0-4]\\d\\d|6[0-4]\\d{3}|[1-5]\\d{4}|[1-9]\\d{0,3}|0)$',
  'un puerto de 0 a 65535 (0 toma uno libre)',
)
const correo = texto('^[^\\s@<>,;:"]+@[^\\s@<>,;:"]+$', 'una dirección de correo')
const entero = (espera: string): Clave => texto('^[1-9]\\d{0,6}$', espera)
const http = texto('^https?://[^\\s/]+', 'una URL http:// o https://')

export const ROLES = ['http', 'consumidores', 'relevo', 'planificador'] as const
const VERSIONES = '[A-Z][A-Za-z]*=[1-9]\\d{0,3}(\\+[1-9]\\d{0,3})*'
const NIVELES = 'trace|debug|info|warn|error|fatal|silent'

/** Toda la configuración: no se lee ninguna otra variable. Las secretas también como `<NOMBRE>_FILE`. */
export const CLAVES = {
  ALPES_DATOS: texto('.', 'la carpeta de los datos'),
  ALPES_TOKEN: secreto('^[\\x21-\\x7e]{16,}$', 'al menos 16 caracteres ASCII sin espacios'),
  ALPES_RELOJ: texto('.', 'un instante RFC 3339, como 2026-12-01T12:00:00-05:00'),
  BASE_DATOS_URL: secreto('^postgres(ql)?://', 'una URL postgres://'),
  BROKER: secreto('^(bitacora|(nats|kafka)://\\S+)$', '«bitacora» o una URL nats:// o kafka://'),
  SMTP_URL: secreto('^smtps?://\\S+', 'una URL smtp:// o smtps://'),
  CORREO_GESTOR: correo,
  CORREO_CARTERA: correo,
  CORREO_ADMIN: correo,
  CORREOS_POR_HORA: texto('^\\d{1,6}$', 'correos por hora a una misma dirección (0: sin límite)'),
  AUDITORIA_DESTINO: secreto('.', 'una carpeta o una URL http:// o https://'),
  AUDITORIA_LLAVE: secreto(
    '^(-----BEGIN PRIVATE KEY-----|MC4CAQAwBQYDK2VwBCIEI)',
    'una llave privada Ed25519 en PKCS#8 (PEM o base64)',
  ),
  AUDITORIA_ENTRADAS: entero('cuántas entradas caben entre dos puntos de control, desde 1'),
  AUDITORIA_MINUTOS: entero('cuántos minutos pasan entre dos puntos de control, desde 1'),
  DEMO: texto('^(si|no)$', '«si» o «no»'),
  DURABILIDAD: texto('^(exigida|informada)$', '«exigida» o «informada»'),
  ROLES: texto(
    `^(${ROLES.join('|')})(\\s*,\\s*(${ROLES.join('|')}))*$`,
    `una lista con comas de ${ROLES.join(', ')}`,
  ),
  API_URL: http,
  NOTIFICACIONES_URL: http,
  PAGINA_URL: http,
  JWKS_URL: http,
  JWT_EMISOR: texto('.', 'el emisor (iss) de los JWT'),
  JWT_AUDIENCIA: texto('.', 'la audiencia (aud) de los JWT'),
  TLS: texto(
    '^(delante|[^,]+,[^,]+)$',
    '«delante», o los archivos del certificado y la llave separados por una coma',
  ),
  TASA_PRINCIPAL: texto('^\\d{1,6}$', 'peticiones por segundo de cada credencial (0: sin límite)'),
  TASA_DIRECCION: texto('^\\d{1,6}$', 'credenciales malas por segundo de cada dirección (0: sin límite)'),
  SALTOS_PROXY: texto('^[0-9]$', 'cuántos intermediarios de confianza hay delante, de 0 a 9'),
  PUERTO_API: puerto,
  PUERTO_NOTIFICACIONES: puerto,
  PUERTO_GRPC: puerto,
  PUERTO_UI: puerto,
  PUERTO_METRICAS: puerto,
  ANFITRION: texto('^[0-9A-Za-z.:-]+$', 'una dirección o un nombre de esta máquina'),
  COLECTOR_OTLP: http,
  TRAZAS_MUESTRA: texto('^(0(\\.\\d+)?|1(\\.0+)?)$', 'una parte de 0 a 1, como 0.1'),
  TRAZAS_URL: texto(
    '^https?://[^\\s"<>]*\\{traza\\}[^\\s"<>]*$',
    'una dirección http(s) con {traza} donde va el id de la traza',
  ),
  METRICAS_URL: http,
  VERSIONES_EVENTOS: texto(
    `^${VERSIONES}(\\s*,\\s*${VERSIONES})*$`,
    'una lista con comas de eventos y sus versiones, como ContratoCreado=1+2',
  ),
  NIVEL_REGISTRO: texto(`^(${NIVELES})$`, `uno de ${NIVELES.replaceAll('|', ', ')}`),
} as const satisfies Record<string, Clave>

export type NombreClave = keyof typeof CLAVES

/** Las que usan las pruebas y las herramientas: ni se leen aquí ni son un error. */
export const AJENAS: ReadonlySet<string> = new Set(['BASE_DATOS_PRUEBAS_URL', 'ALPES_PRUEBAS', 'FALLA_EN'])
