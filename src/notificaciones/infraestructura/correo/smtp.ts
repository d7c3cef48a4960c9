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
import { crearReserva } from './reserva.ts'

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

/**
 * Abre el adaptador SMTP: un destinatario por sobre, y las conexiones se usan de nuevo mientras haya qué
 * enviar. Al cerrarlo corta las que estén con una carta y se despide de las demás.
 */
export const abrirSmtp = (opciones: OpcionesSmtp): Correo & AsyncDisposable => {
  const enCurso = new Set<Turno>()
  const reserva = crearReserva(opciones.ocio)
  let cerrado = false
  const plazo = (opciones.plazos ?? PLAZOS_SMTP).total

  /** Por una conexión de la reserva; `false` si no la había o ya no servía, y entonces la carta no salió. */
  const porReserva = async (turno: Turno, mensaje: MensajeCorreo): Promise<boolean> => {
    const vieja = reserva.tomar()
    if (!vieja) return false
    turno.actual = vieja
    try {
      await entregar(vieja, mensaje)
      return true
    } catch (error) {
      if (turno.vencido || cerrado || !porVieja(vieja, error)) throw error
      vieja.conexion.close()
      return false
    }
  }

  const porNueva = async (turno: Turno, mensaje: MensajeCorreo): Promise<void> => {
    const nueva = crearConversacion(opciones)
    turno.actual = nueva
    await presentarse(nueva, opciones.url)
    await entregar(nueva, mensaje)
  }

  const conversar = async (mensaje: MensajeCorreo): Promise<void> => {
    const turno: Turno = { actual: null, vencido: false }
    enCurso.add(turno)
    const { promise: vencida, reject } = Promise.withResolvers<never>()
    using _ = vencer(plazo, () => {
      turno.vencido = true
      reject(new Error(`la conversación pasó de ${plazo} ms`))
    })
    const enviar = async () => {
      if (!(await porReserva(turno, mensaje))) await porNueva(turno, mensaje)
    }
    try {
      await Promise.race([enviar(), vencida])
      if (turno.actual) reserva.guardar(turno.actual)
    } catch (error) {
      turno.actual?.conexion.close()
      throw clasificar(turno.actual?.fase ?? 'conexion', error)
    } finally {
      enCurso.delete(turno)
      vencida.catch(() => {})
    }
  }

  return {
    async enviar(carta: Carta) {
      const mensaje = await componerMensaje(carta, opciones.remitente)
      if (cerrado) throw new ErrorCorreo('caida', 'el correo se está cerrando')
      await conversar(mensaje)
    },
    async [Symbol.asyncDispose]() {
      cerrado = true
      for (const { actual } of enCurso) actual?.conexion.close()
      await reserva.cerrar()
    },
  }
}
