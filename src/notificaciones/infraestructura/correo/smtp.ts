import { type Carta, type Correo, ErrorCorreo } from '#seedwork/aplicacion/correo.ts'
import { clasificar } from './clasificar.ts'
import {
  type Conversacion,
  crearConversacion,
  entregar,
  type OpcionesSmtp,
  PLAZOS_SMTP,
  presentarse,
} from './conversacion.ts'
import { componerMensaje, type MensajeCorreo } from './mensaje.ts'
import { crearReserva, type Reserva } from './reserva.ts'

/** Un envío: por dónde va ahora, y si su plazo ya pasó. */
type Turno = { actual: Conversacion | null; vencido: boolean }

const vencer = (ms: number, alVencer: () => void): Disposable => {
  const reloj = setTimeout(alVencer, ms)
  return { [Symbol.dispose]: () => clearTimeout(reloj) }
}

/**
 * ¿Falló por llegar en una conexión vieja, sin que el servidor viera la carta? Se cortó, o la despidió con
 * 421 (se apaga, o no quiere más por ella). Un 4xx o 5xx corriente sí habla de la carta.
 */
const porVieja = ({ dada }: Conversacion, error: unknown): boolean => {
  const { responseCode } = error as { responseCode?: number }
  return !dada && (responseCode === undefined || responseCode === 421)
}

class Smtp implements Correo, AsyncDisposable {
  readonly #opciones: OpcionesSmtp
  readonly #plazo: number
  readonly #reserva: Reserva
  readonly #enCurso = new Set<Turno>()
  #cerrado = false

  constructor(opciones: OpcionesSmtp) {
    this.#opciones = opciones
    this.#plazo = (opciones.plazos ?? PLAZOS_SMTP).total
    this.#reserva = crearReserva(opciones.ocio)
  }

  async enviar(carta: Carta): Promise<void> {
    const mensaje = await componerMensaje(carta, this.#opciones.remitente)
    if (this.#cerrado) throw new ErrorCorreo('caida', 'el correo se está cerrando')
    await this.#conversar(mensaje)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#cerrado = true
    for (const { actual } of this.#enCurso) actual?.conexion.close()
    await this.#reserva.cerrar()
  }

  async #conversar(mensaje: MensajeCorreo): Promise<void> {
    const turno: Turno = { actual: null, vencido: false }
    this.#enCurso.add(turno)
    const { promise: vencida, reject } = Promise.withResolvers<never>()
    using _ = vencer(this.#plazo, () => {
      turno.vencido = true
      reject(new Error(`la conversación pasó de ${this.#plazo} ms`))
    })
    try {
      await Promise.race([this.#mandar(turno, mensaje), vencida])
      if (turno.actual) this.#reserva.guardar(turno.actual)
    } catch (error) {
      turno.actual?.conexion.close()
      throw clasificar(turno.actual?.fase ?? 'conexion', error)
    } finally {
      this.#enCurso.delete(turno)
      vencida.catch(() => {})
    }
  }

  async #mandar(turno: Turno, mensaje: MensajeCorreo): Promise<void> {
    if (!(await this.#porReserva(turno, mensaje))) await this.#porNueva(turno, mensaje)
  }

  /** Por una conexión de la reserva; `false` si no la había o ya no servía, y entonces la carta no salió. */
  async #porReserva(turno: Turno, mensaje: MensajeCorreo): Promise<boolean> {
    const vieja = this.#reserva.tomar()
    if (!vieja) return false
    turno.actual = vieja
    try {
      await entregar(vieja, mensaje)
      return true
    } catch (error) {
      if (turno.vencido || this.#cerrado || !porVieja(vieja, error)) throw error
      vieja.conexion.close()
      return false
    }
  }

  async #porNueva(turno: Turno, mensaje: MensajeCorreo): Promise<void> {
    const nueva = crearConversacion(this.#opciones)
    turno.actual = nueva
    await presentarse(nueva, this.#opciones.url)
    await entregar(nueva, mensaje)
  }
}

/**
 * Abre el adaptador SMTP: un destinatario por sobre, y las conexiones se usan de nuevo mientras haya qué
 * enviar. Al cerrarlo corta las que estén con una carta y se despide de las demás.
 */
export const abrirSmtp = (opciones: OpcionesSmtp): Correo & AsyncDisposable => new Smtp(opciones)
