import { setTimeout as dormir } from 'node:timers/promises'
import pg from 'pg'

/** Oye los avisos de un canal de PostgreSQL con su propia conexión, que se rehace sola. */
export type Escucha = AsyncDisposable

type Opciones = Readonly<{
  url: string
  canal: string
  /** Texto de cada aviso. */
  alAvisar: (texto: string) => void
  /** Al conectar, la primera vez y cada vez que se recupera: lo avisado entre tanto se perdió. */
  alConectar: () => void
}>

/** Ms entre intentos de conexión. */
const REINTENTO = 1_000

/** Empieza a oír `canal` y vuelve enseguida. Un NOTIFY es una pista: quien lo usa debe además sondear. */
export const abrirEscucha = (opciones: Opciones): Escucha => {
  const fin = new AbortController()
  const marcha = escuchar(opciones, fin.signal)
  return {
    async [Symbol.asyncDispose]() {
      fin.abort()
      await marcha
    },
  }
}

const escuchar = async (opciones: Opciones, senal: AbortSignal): Promise<void> => {
  while (!senal.aborted) {
    await unaConexion(opciones, senal).catch(() => {})
    await dormir(REINTENTO, undefined, { signal: senal, ref: false }).catch(() => {})
  }
}

/** Resuelve cuando la conexión se corta o se pide el fin. */
const unaConexion = async (
  { url, canal, alAvisar, alConectar }: Opciones,
  senal: AbortSignal,
): Promise<void> => {
  const cliente = new pg.Client({
    connectionString: url,
    application_name: `escucha ${canal}`,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  })
  const { promise: cortada, resolve: cortar } = Promise.withResolvers<void>()
  cliente.on('error', () => cortar())
  cliente.on('end', () => cortar())
  cliente.on('notification', ({ payload }) => alAvisar(payload ?? ''))
  const parar = (): void => cortar()
  senal.addEventListener('abort', parar)
  try {
    await cliente.connect()
    await cliente.query(`listen ${cliente.escapeIdentifier(canal)}`)
    alConectar()
    await cortada
  } finally {
    senal.removeEventListener('abort', parar)
    await cliente.end().catch(() => {})
  }
}
