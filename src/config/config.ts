import { accessSync, constants, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Value } from 'typebox/value'
import { ErrorArranque } from '#seedwork/infraestructura/error-arranque.ts'
import type { PlanDeVersiones } from '#seedwork/infraestructura/esquemas/versiones.ts'
import { faltasKafka } from '#seedwork/infraestructura/kafka/ajustes.ts'
import { faltasNats } from '#seedwork/infraestructura/nats/ajustes.ts'
import { Secreto } from '#seedwork/infraestructura/secreto.ts'
import { CLAVES, type Clave, type NombreClave, ROLES } from './claves.ts'
import { desconocidas } from './parecido.ts'

export type Rol = (typeof ROLES)[number]

export type ConfigTls =
  | Readonly<{ modo: 'ninguno' }>
  | Readonly<{ modo: 'delante' }>
  | Readonly<{ modo: 'propio'; certificado: string; llave: string }>

/** Lo que un servicio sabe de su entorno al empezar. Congelado; los secretos no se pueden imprimir. */
export type Config = Readonly<{
  /** Carpeta de los datos, ruta absoluta. */
  datos: string
  /** Servidor externo; sin él, el proceso abre su PostgreSQL embebido. */
  baseDatosUrl: Secreto | undefined
  /** `undefined` es la bitácora en PostgreSQL; si no, la URL de NATS o de Kafka. */
  brokerUrl: Secreto | undefined
  smtpUrl: Secreto | undefined
  correos: Readonly<{ gestor: string | undefined; cartera: string | undefined; admin: string | undefined }>
  /** Los que salen a una misma dirección, que no sea de la oficina; 0 es sin límite. */
  correosPorHora: number
  token: Secreto | undefined
  /** Puntos de control firmados: dónde (carpeta o URL), con qué llave, y cada cuánto. */
  auditoria: Readonly<{
    /** Por omisión, `auditoria` en la carpeta de los datos. */
    destino: Secreto
    /** Sin ella, la de `archivoLlave`, que se crea la primera vez. */
    llave: Secreto | undefined
    archivoLlave: string
    entradas: number
    minutos: number
  }>
  /** Sólo en este equipo, sin emisor de JWT ni nadie delante: entra quien tenga el token del arranque. */
  modoLocal: boolean
  /** Principio del reloj del negocio. */
  reloj: Temporal.Instant | undefined
  demo: boolean
  /** Negarse a empezar si el servidor no es duradero. */
  exigirDurabilidad: boolean
  roles: readonly Rol[]
  /** Dónde están los otros servicios cuando éste corre solo; por omisión, en este equipo. */
  apiUrl: string
  notificacionesUrl: string
  /** Cómo llega la gente a la página: es la dirección de los enlaces de los correos. */
  paginaUrl: string | undefined
  jwt: Readonly<{ jwksUrl: string; emisor: string; audiencia: string }> | undefined
  tls: ConfigTls
  /** Por segundo; 0 es sin límite. `costosas`, por minuto. `saltos`: intermediarios de confianza. */
  tasas: Readonly<{ principal: number; direccion: number; costosas: number; saltos: number }>
  anfitrion: string
  /** 0 toma uno libre. Métricas: uno por servicio, desde `PUERTO_METRICAS`. */
  puertos: Readonly<Record<'api' | 'notificaciones' | 'grpc' | 'ui', number>>
  metricas: Readonly<Record<'api' | 'notificaciones' | 'grpc' | 'ui', number>>
  /** Adónde van las trazas y qué parte de las que empiezan aquí; sin colector no hay. */
  trazas: Readonly<{ url: string; muestra: number }> | undefined
  /** Adónde lleva la página a quien opera: una traza (plantilla con `{traza}`) y las métricas. */
  enlaces: Readonly<{ trazas: string | undefined; metricas: string | undefined }>
  /** En qué versiones salen los eventos que están cambiando. */
  versiones: PlanDeVersiones
  nivelRegistro: string
}>

/** La configuración no sirve: `faltas`, una por línea; nunca trae el valor de un secreto. */
export class ErrorConfig extends ErrorArranque {
  readonly faltas: readonly string[]

  constructor(faltas: readonly string[]) {
    super(faltas.join('\n'))
    this.name = 'ErrorConfig'
    this.faltas = faltas
  }
}

type Leidos = Partial<Record<NombreClave, string>>
type Lectura = { leidos: Leidos; faltas: string[] }

/** El valor de una clave: del entorno o, si es secreta, del archivo que nombra `<clave>_FILE`. */
const crudo = (nombre: NombreClave, entorno: NodeJS.ProcessEnv, faltas: string[]): string | undefined => {
  const directo = entorno[nombre] || undefined
  const archivo = (CLAVES[nombre] as Clave).secreta ? entorno[`${nombre}_FILE`] || undefined : undefined
  if (!archivo) return directo
  if (directo) faltas.push(`${nombre}: está también como ${nombre}_FILE; deje una de las dos`)
  try {
    return readFileSync(archivo, 'utf8').trim()
  } catch (error) {
    faltas.push(`${nombre}_FILE: no se puede leer ${archivo} (${(error as NodeJS.ErrnoException).code})`)
    return undefined
  }
}

const leerClaves = (entorno: NodeJS.ProcessEnv): Lectura => {
  const faltas = desconocidas(entorno)
  const leidos: Leidos = {}
  for (const nombre of Object.keys(CLAVES) as NombreClave[]) {
    const valor = crudo(nombre, entorno, faltas)
    if (valor === undefined) continue
    const { esquema, espera, secreta }: Clave = CLAVES[nombre]
    if (Value.Check(esquema, valor)) leidos[nombre] = valor
    else faltas.push(`${nombre}: se espera ${espera}${secreta ? '' : `, no «${valor}»`}`)
  }
  return { leidos, faltas }
}

const validarUrls = ({ leidos, faltas }: Lectura): void => {
  for (const nombre of [
    'BASE_DATOS_URL',
    'SMTP_URL',
    'API_URL',
    'NOTIFICACIONES_URL',
    'PAGINA_URL',
    'JWKS_URL',
    'COLECTOR_OTLP',
  ] as const) {
    const valor = leidos[nombre]
    if (valor !== undefined && !URL.canParse(valor))
      faltas.push(`${nombre}: se espera ${CLAVES[nombre].espera}`)
  }
}

const validarBroker = ({ leidos: { BROKER: broker }, faltas }: Lectura): void => {
  if (broker === undefined || broker === 'bitacora') return
  const faltasDe = broker.startsWith('kafka:') ? faltasKafka : faltasNats
  for (const falta of faltasDe(broker)) faltas.push(`BROKER: ${falta}`)
}

const leerReloj = ({ leidos, faltas }: Lectura): Temporal.Instant | undefined => {
  const valor = leidos.ALPES_RELOJ
  if (!valor) return undefined
  try {
    return valor.includes('[') ? Temporal.ZonedDateTime.from(valor).toInstant() : Temporal.Instant.from(valor)
  } catch {
    faltas.push(`ALPES_RELOJ: se espera ${CLAVES.ALPES_RELOJ.espera}, no «${valor}»`)
    return undefined
  }
}

const leerTls = ({ leidos, faltas }: Lectura): ConfigTls => {
  if (!leidos.TLS) return { modo: 'ninguno' }
  if (leidos.TLS === 'delante') return { modo: 'delante' }
  const [certificado = '', llave = ''] = leidos.TLS.split(',').map((ruta) => resolve(ruta.trim()))
  for (const ruta of [certificado, llave]) {
    try {
      accessSync(ruta, constants.R_OK)
    } catch (error) {
      faltas.push(`TLS: no se puede leer ${ruta} (${(error as NodeJS.ErrnoException).code})`)
    }
  }
  return { modo: 'propio', certificado, llave }
}

const leerJwt = ({ leidos, faltas }: Lectura): Config['jwt'] => {
  const { JWKS_URL: jwksUrl, JWT_EMISOR: emisor, JWT_AUDIENCIA: audiencia } = leidos
  if (jwksUrl && emisor && audiencia) return { jwksUrl, emisor, audiencia }
  const dadas = { JWKS_URL: jwksUrl, JWT_EMISOR: emisor, JWT_AUDIENCIA: audiencia }
  if (!jwksUrl && !emisor && !audiencia) return undefined
  for (const [nombre, valor] of Object.entries(dadas))
    if (!valor) faltas.push(`${nombre}: falta; JWKS_URL, JWT_EMISOR y JWT_AUDIENCIA van juntas`)
  return undefined
}

const esLocal = (anfitrion: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1)$/.test(anfitrion)

const leerAnfitrion = ({ leidos, faltas }: Lectura): string => {
  const anfitrion = leidos.ANFITRION ?? '127.0.0.1'
  if (!esLocal(anfitrion) && !leidos.TLS)
    faltas.push(
      `ANFITRION: ${anfitrion} sale de este equipo y el tráfico iría sin cifrar; se permite con TLS=certificado.pem,llave.pem, o con TLS=delante si el cifrado termina antes`,
    )
  return anfitrion
}

const puertosMetricas = (base: number): Config['metricas'] => {
  const en = (n: number): number => (base === 0 ? 0 : base + n)
  return { api: en(0), notificaciones: en(1), grpc: en(2), ui: en(3) }
}

const leerPuertos = (l: Leidos): Config['puertos'] => ({
  api: Number(l.PUERTO_API ?? 5000),
  notificaciones: Number(l.PUERTO_NOTIFICACIONES ?? 5001),
  grpc: Number(l.PUERTO_GRPC ?? 50051),
  ui: Number(l.PUERTO_UI ?? 5678),
})

/** En modo local hay un solo principal, el dueño de la máquina: frenarlo no protege a nadie. */
const leerTasas = (l: Leidos, local: boolean): Config['tasas'] => ({
  principal: Number(l.TASA_PRINCIPAL ?? (local ? 0 : 300)),
  direccion: Number(l.TASA_DIRECCION ?? 50),
  costosas: local ? 0 : 12,
  saltos: Number(l.SALTOS_PROXY ?? 0),
})

const leerTrazas = ({ COLECTOR_OTLP: url, TRAZAS_MUESTRA: muestra }: Leidos): Config['trazas'] =>
  url === undefined ? undefined : { url, muestra: Number(muestra ?? 0.1) }

const leerVersiones = ({ VERSIONES_EVENTOS: texto }: Leidos): PlanDeVersiones =>
  Object.fromEntries(
    (texto?.split(',') ?? []).map((uno) => {
      const [tipo = '', versiones = ''] = uno.trim().split('=')
      return [tipo, versiones.split('+').map(Number)]
    }),
  )

const leerCorreos = (l: Leidos): Config['correos'] => ({
  gestor: l.CORREO_GESTOR,
  cartera: l.CORREO_CARTERA,
  admin: l.CORREO_ADMIN,
})

const leerAuditoria = ({ leidos, faltas }: Lectura): Config['auditoria'] => {
  const datos = resolve(leidos.ALPES_DATOS ?? 'datos')
  const { AUDITORIA_DESTINO: destino } = leidos
  const esUrl = destino !== undefined && /^https?:/.test(destino)
  if (esUrl && !URL.canParse(destino))
    faltas.push(`AUDITORIA_DESTINO: se espera ${CLAVES.AUDITORIA_DESTINO.espera}`)
  return {
    destino: new Secreto(esUrl ? destino : resolve(destino ?? join(datos, 'auditoria'))),
    llave: secreto(leidos.AUDITORIA_LLAVE),
    archivoLlave: join(datos, 'auditoria.llave'),
    entradas: Number(leidos.AUDITORIA_ENTRADAS ?? 1_000),
    minutos: Number(leidos.AUDITORIA_MINUTOS ?? 5),
  }
}

const secreto = (valor: string | undefined): Secreto | undefined => (valor ? new Secreto(valor) : undefined)

const leerMetricas = ({ leidos, faltas }: Lectura): Config['metricas'] => {
  const primero = Number(leidos.PUERTO_METRICAS ?? 9464)
  if (primero > 65532) faltas.push('PUERTO_METRICAS: hacen falta cuatro puertos seguidos; el máximo es 65532')
  return puertosMetricas(primero)
}

const armar = (lectura: Lectura): Config => {
  const { leidos } = lectura
  validarUrls(lectura)
  validarBroker(lectura)
  const metricas = leerMetricas(lectura)
  const anfitrion = leerAnfitrion(lectura)
  const jwt = leerJwt(lectura)
  const tls = leerTls(lectura)
  // Con TLS delante llega gente de fuera aunque se escuche en loopback.
  const modoLocal = esLocal(anfitrion) && !jwt && tls.modo !== 'delante'
  return {
    datos: resolve(leidos.ALPES_DATOS ?? 'datos'),
    baseDatosUrl: secreto(leidos.BASE_DATOS_URL),
    brokerUrl: leidos.BROKER === 'bitacora' ? undefined : secreto(leidos.BROKER),
    smtpUrl: secreto(leidos.SMTP_URL),
    correos: leerCorreos(leidos),
    correosPorHora: Number(leidos.CORREOS_POR_HORA ?? 60),
    token: secreto(leidos.ALPES_TOKEN),
    auditoria: leerAuditoria(lectura),
    modoLocal,
    reloj: leerReloj(lectura),
    demo: leidos.DEMO ? leidos.DEMO === 'si' : modoLocal,
    exigirDurabilidad: leidos.DURABILIDAD === 'exigida',
    roles: (leidos.ROLES?.split(',').map((rol) => rol.trim()) as Rol[] | undefined) ?? ROLES,
    apiUrl: leidos.API_URL ?? `http://127.0.0.1:${leidos.PUERTO_API ?? 5000}`,
    notificacionesUrl:
      leidos.NOTIFICACIONES_URL ?? `http://127.0.0.1:${leidos.PUERTO_NOTIFICACIONES ?? 5001}`,
    paginaUrl: leidos.PAGINA_URL,
    jwt,
    tls,
    tasas: leerTasas(leidos, modoLocal),
    anfitrion,
    puertos: leerPuertos(leidos),
    metricas,
    trazas: leerTrazas(leidos),
    enlaces: { trazas: leidos.TRAZAS_URL, metricas: leidos.METRICAS_URL },
    versiones: leerVersiones(leidos),
    nivelRegistro: leidos.NIVEL_REGISTRO ?? 'info',
  }
}

const congelar = <T extends object>(valor: T): T => {
  for (const parte of Object.values(valor))
    if (Array.isArray(parte) || parte?.constructor === Object) congelar(parte)
  return Object.freeze(valor)
}

/**
 * Lee toda la configuración de un entorno.
 * @throws {ErrorConfig} con todas las faltas a la vez, una por línea (el proceso sale con 78).
 */
export const leerConfig = (entorno: NodeJS.ProcessEnv): Config => {
  const lectura = leerClaves(entorno)
  const config = armar(lectura)
  if (lectura.faltas.length > 0) throw new ErrorConfig(lectura.faltas)
  return congelar(config)
}
