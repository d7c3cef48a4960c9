import { readFileSync } from 'node:fs'
import { Admin, type BaseOptions, Consumer, Producer, stringSerializer } from '@platformatic/kafka'
import { DependenciaCaida } from '../../aplicacion/errores-consumo.ts'
import { ErrorArranque } from '../error-arranque.ts'
import type { AjustesKafka } from './ajustes.ts'

/** El productor de un proceso: clave y cabeceras de texto, cuerpo tal cual. */
export type Productor = Producer<string, Buffer, string, string>

/** Lo que un proceso tiene con el grupo Kafka: se une al usarlo y se rehace solo. */
export type ConexionKafka = AsyncDisposable & {
  readonly ajustes: AjustesKafka
  readonly administrador: Admin
  readonly productor: Productor
  /** Un lector nuevo, sin grupo ni memoria; lo cierra quien lo pide. */
  abrirLector(): Consumer
}

/** Ms para unirse y para cada respuesta; la del broker que aún copia a los demás, algo menos. */
const PLAZO_UNION = 3_000
const PLAZO_RESPUESTA = 10_000
const PLAZO_COPIAS = 5_000

const leerArchivo = (ruta: string, nombre: string): string => {
  try {
    return readFileSync(ruta, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new ErrorArranque(`BROKER: no se puede leer «${nombre}» en ${ruta} (${code})`)
  }
}

const tlsDe = ({ ca, certificado, llave }: NonNullable<AjustesKafka['tls']>) => ({
  ...(ca && { ca: leerArchivo(ca, 'ca') }),
  ...(certificado && llave
    ? { cert: leerArchivo(certificado, 'certificado'), key: leerArchivo(llave, 'llave') }
    : {}),
})

const MECANISMOS = {
  plain: 'PLAIN',
  'scram-sha-256': 'SCRAM-SHA-256',
  'scram-sha-512': 'SCRAM-SHA-512',
} as const

const opcionesDe = ({ servidores, sasl, tls }: AjustesKafka, nombre: string): BaseOptions => ({
  clientId: nombre.replaceAll(/\s+/g, '-'),
  bootstrapBrokers: [...servidores],
  // Los reintentos son de quien llama, que sabe el orden; uno escondido lo cambiaría.
  retries: 0,
  connectTimeout: PLAZO_UNION,
  requestTimeout: PLAZO_RESPUESTA,
  timeout: PLAZO_COPIAS,
  // Un tópico que naciera solo tendría las particiones que quisiera el broker.
  autocreateTopics: false,
  ...(tls && { tls: tlsDe(tls), tlsServerName: true }),
  ...(sasl && {
    sasl: { mechanism: MECANISMOS[sasl.mecanismo], username: sasl.usuario, password: sasl.clave },
  }),
})

/** Lo que dice un error del cliente, que suele traer otros dentro, sin repetirse. */
export const motivoDe = (error: unknown): string => {
  const dichos = new Set<string>()
  const mirar = (e: unknown): void => {
    if (!(e instanceof Error)) return
    const dentro = [...((e as AggregateError).errors ?? []), ...(e.cause ? [e.cause] : [])]
    const { apiId } = e as Error & { apiId?: string }
    if (apiId !== undefined || dentro.length === 0) dichos.add(apiId ?? e.message)
    for (const otro of dentro) mirar(otro)
  }
  mirar(error)
  return [...dichos].join('; ')
}

/** El código de Kafka, si alguno de los errores que trae lo es. */
export const esDe = (error: unknown, ...codigos: readonly string[]): boolean => {
  const { apiId = '', errors = [], cause } = error as { apiId?: string; errors?: unknown[]; cause?: unknown }
  return codigos.includes(apiId) || [...errors, ...(cause ? [cause] : [])].some((e) => esDe(e, ...codigos))
}

/** Corre lo que habla con el broker; lo que falle es que está caído, y lo que se sabía de él ya no vale. */
export const conBroker = async <T>(
  cliente: Pick<Admin, 'clearMetadata'>,
  que: string,
  correr: () => Promise<T>,
): Promise<T> => {
  try {
    return await correr()
  } catch (error) {
    cliente.clearMetadata()
    if (error instanceof DependenciaCaida) throw error
    throw new DependenciaCaida(`Kafka ${que}: ${motivoDe(error)}`, error)
  }
}

/** Prepara la conexión; no falla si el broker está caído. Lee ya los archivos TLS. */
export const abrirConexionKafka = (o: { ajustes: AjustesKafka; nombre: string }): ConexionKafka => {
  const opciones = opcionesDe(o.ajustes, o.nombre)
  const administrador = new Admin({ ...opciones })
  const productor: Productor = new Producer<string, Buffer, string, string>({
    ...opciones,
    serializers: { key: stringSerializer, headerKey: stringSerializer, headerValue: stringSerializer },
    // Uno en vuelo: dos lotes de un tópico no se pueden adelantar.
    maxInflights: 1,
  })
  return {
    ajustes: o.ajustes,
    administrador,
    productor,
    abrirLector: () => new Consumer({ ...opciones, groupId: 'alpes' }),
    async [Symbol.asyncDispose]() {
      await Promise.allSettled([productor.close(true), administrador.close()])
    },
  }
}
