import { readFileSync } from 'node:fs'
import {
  connect,
  credsAuthenticator,
  type NatsConnection,
  type NodeConnectionOptions,
} from '@nats-io/transport-node'
import { DependenciaCaida } from '../../aplicacion/errores-consumo.ts'
import { ErrorArranque } from '../error-arranque.ts'
import type { Registro } from '../registro.ts'
import type { AjustesNats } from './ajustes.ts'

/** La conexión de un proceso con el grupo NATS: se abre al usarla y se rehace sola. */
export type ConexionNats = AsyncDisposable & {
  readonly ajustes: AjustesNats
  /** La conexión viva. Falla con `DependenciaCaida`, enseguida, si ahora no la hay. */
  obtener(): Promise<NatsConnection>
}

/** Ms de la primera conexión, y entre intentos de rehacerla. */
const PLAZO = 3_000
const REINTENTO = 250
/** Ms entre latidos: dos sin respuesta y la conexión está muerta, aunque el sistema no lo sepa. */
const LATIDO = 5_000

const leerArchivo = (ruta: string, nombre: string): Buffer => {
  try {
    return readFileSync(ruta)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new ErrorArranque(`BROKER: no se puede leer «${nombre}» en ${ruta} (${code})`)
  }
}

const tlsDe = (tls: NonNullable<AjustesNats['tls']>) => {
  const texto = (nombre: 'ca' | 'certificado' | 'llave') =>
    tls[nombre] === undefined ? undefined : leerArchivo(tls[nombre], nombre).toString('utf8')
  const [ca, cert, key] = [texto('ca'), texto('certificado'), texto('llave')]
  return { ...(ca && { ca }), ...(cert && key && { cert, key }) }
}

const opcionesDe = (a: AjustesNats, nombre: string): NodeConnectionOptions => ({
  servers: [...a.servidores],
  name: nombre,
  timeout: PLAZO,
  reconnect: true,
  maxReconnectAttempts: -1,
  reconnectTimeWait: REINTENTO,
  reconnectJitter: REINTENTO,
  pingInterval: LATIDO,
  maxPingOut: 2,
  // Una credencial que se está rotando no debe cerrar la conexión para siempre.
  ignoreAuthErrorAbort: true,
  ...(a.usuario !== undefined && { user: a.usuario, pass: a.clave ?? '' }),
  ...(a.ficha !== undefined && { token: a.ficha }),
  ...(a.credenciales && { authenticator: credsAuthenticator(leerArchivo(a.credenciales, 'credenciales')) }),
  ...(a.tls && { tls: tlsDe(a.tls) }),
})

const caido = (a: AjustesNats, causa?: unknown): DependenciaCaida =>
  new DependenciaCaida(`NATS no contesta en ${a.servidores.join(', ')}`, causa)

type Opciones = Readonly<{
  ajustes: AjustesNats
  /** Nombre que se ve en el broker. */
  nombre: string
  registro: Registro
}>

class Conexion implements ConexionNats {
  readonly ajustes: AjustesNats
  readonly #registro: Registro
  readonly #opciones: NodeConnectionOptions
  #conectando: Promise<NatsConnection> | null = null
  #unida = false
  #cerrada = false

  constructor({ ajustes, nombre, registro }: Opciones) {
    this.ajustes = ajustes
    this.#registro = registro
    this.#opciones = opcionesDe(ajustes, nombre)
  }

  async obtener(): Promise<NatsConnection> {
    if (this.#cerrada) throw caido(this.ajustes)
    this.#conectando ??= this.#conectar().catch((causa) => {
      this.#conectando = null
      throw caido(this.ajustes, causa)
    })
    const nats = await this.#conectando
    if (!this.#unida) throw caido(this.ajustes)
    return nats
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#cerrada = true
    const nats = await this.#conectando?.catch(() => null)
    await nats?.close()
  }

  async #conectar(): Promise<NatsConnection> {
    const nats = await connect(this.#opciones)
    this.#cambiar(true)
    void this.#vigilar(nats)
    void nats.closed().then(() => {
      this.#conectando = null
      this.#cambiar(false)
    })
    return nats
  }

  async #vigilar(nats: NatsConnection): Promise<void> {
    for await (const { type } of nats.status()) {
      if (type === 'disconnect' || type === 'staleConnection') this.#cambiar(false)
      if (type === 'reconnect') this.#cambiar(true)
    }
  }

  #cambiar(ahora: boolean): void {
    const { servidores } = this.ajustes
    if (ahora !== this.#unida) this.#registro.info({ servidores }, ahora ? 'NATS: unido' : 'NATS: cortado')
    this.#unida = ahora
  }
}

/** Prepara la conexión; no falla si el broker está caído. Lee ya los archivos de credenciales y TLS. */
export const abrirConexionNats = (opciones: Opciones): ConexionNats => new Conexion(opciones)
