import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import type { Sesion } from '../sesion.ts'
import type { Difusor, Llegada } from './difusor.ts'
import { CIERRES, type CodigoWs, LIMITES, leerTrama } from './protocolo.ts'
import { SalidaWs } from './salida.ts'
import { Seguimiento } from './seguimiento.ts'
import type { Salida } from './suscripcion.ts'
import type { Trama } from './tramas.ts'

/** Una conexión abierta: qué sigue, hasta dónde le llegó y cuánto se le debe. */
export type Conexion = Salida & {
  /** Reparte una llegada; `bloque` son todas sus tramas seguidas, las mismas para todos. */
  repartir(llegada: Llegada, bloque: Buffer): void
  reiniciar(topico: string): void
  latir(): void
  cerrar(codigo: number, razon?: string): void
}

type Opciones = Readonly<{
  ws: WebSocket
  toma: Duplex
  sesion: Sesion
  /** ¿Sigue valiendo la credencial? Se pregunta a cada latido. */
  sigue: () => Promise<boolean>
  difusor: Difusor
  registro: Registro
}>

/** Cuenta mensajes por segundo con una ventana fija: basta para frenar a quien abusa. */
const crearFreno = () => {
  let ventana = 0
  let cuenta = 0
  return (): boolean => {
    const ahora = Math.floor(performance.now() / 1000)
    if (ahora !== ventana) {
      ventana = ahora
      cuenta = 0
    }
    cuenta += 1
    return cuenta <= LIMITES.mensajesPorSegundo
  }
}

class ConexionWs implements Conexion {
  readonly #ws: WebSocket
  readonly #sigue: () => Promise<boolean>
  readonly #salida: SalidaWs
  readonly #seguimiento: Seguimiento
  readonly #dentroDelFreno = crearFreno()
  #faltas = 0
  #respondio = true
  #dudas = 0

  constructor({ ws, toma, sesion, sigue, difusor, registro }: Opciones) {
    this.#ws = ws
    this.#sigue = sigue
    this.#salida = new SalidaWs(ws, toma)
    this.#seguimiento = new Seguimiento({ salida: this.#salida, sesion, difusor, registro })
    ws.on('message', (datos: Buffer, binario: boolean) => this.#alMensaje(datos, binario))
    ws.on('pong', () => {
      this.#respondio = true
    })
  }

  get abierta(): boolean {
    return this.#salida.abierta
  }

  escribir(tramas: readonly Trama[]): Promise<void> {
    return this.#salida.escribir(tramas)
  }

  repartir(llegada: Llegada, bloque: Buffer): void {
    this.#seguimiento.repartir(llegada, bloque)
  }

  reiniciar(topico: string): void {
    this.#seguimiento.reiniciar(topico)
  }

  latir(): void {
    this.#revisarSesion().catch(() => this.cerrar(CIERRES.sesion, 'la sesión no se puede comprobar'))
    if (!this.#respondio) return void this.#ws.terminate()
    this.#respondio = false
    if (this.abierta) this.#ws.ping()
  }

  cerrar(codigo: number, razon = ''): void {
    this.#salida.cerrar(codigo, razon)
  }

  #alMensaje(datos: Buffer, binario: boolean): void {
    if (!this.abierta) return
    if (binario) return void this.cerrar(CIERRES.binario, 'sólo texto')
    if (!this.#dentroDelFreno()) return void this.#faltar('DemasiadosMensajes', true)
    const lectura = leerTrama(datos.toString('utf8'))
    if ('suscribir' in lectura) this.#seguimiento.suscribir(lectura.suscribir)
    else this.#faltar(lectura.falta, lectura.falta === 'DemasiadosTopicos')
  }

  #faltar(codigo: CodigoWs, enElActo: boolean): void {
    this.#salida.enviar({ op: 'error', codigo })
    this.#faltas += 1
    if (enElActo || this.#faltas >= LIMITES.faltas) this.cerrar(CIERRES.falta, codigo)
  }

  /** Quien perdió su credencial deja de recibir. Un tropiezo al preguntar se perdona una vez. */
  async #revisarSesion(): Promise<void> {
    try {
      if (!(await this.#sigue())) this.cerrar(CIERRES.sesion, 'la sesión terminó')
      this.#dudas = 0
    } catch (fallo) {
      this.#dudas += 1
      if (this.#dudas > 1) throw fallo
    }
  }
}

/** Atiende una conexión ya aceptada. */
export const atenderConexion = (opciones: Opciones): Conexion => new ConexionWs(opciones)
