import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import type { Sesion } from '../sesion.ts'
import type { Difusor, Llegada } from './difusor.ts'
import {
  CIERRES,
  type CodigoWs,
  LIMITES,
  leerTrama,
  permisoDeTopico,
  type Suscribir,
  TOPICO_RESULTADOS,
} from './protocolo.ts'
import { ponerAlDia, type Salida } from './suscripcion.ts'
import { codificarTrama, type Trama } from './tramas.ts'

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

const unir = (tramas: readonly Trama[]): Buffer => Buffer.concat(tramas.map((t) => t.bytes))

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

/** Atiende una conexión ya aceptada. */
export const atenderConexion = (o: Opciones): Conexion => {
  const { ws, toma, sesion, difusor } = o
  /** Última posición entregada de cada tópico que ya va en vivo. */
  const enVivo = new Map<string, number>([[TOPICO_RESULTADOS, 0]])
  const poniendose = new Map<string, symbol>()
  const dentroDelFreno = crearFreno()
  let faltas = 0
  let respondio = true
  let dudas = 0

  const cerrar = (codigo: number, razon = ''): void => {
    if (ws.readyState === ws.OPEN) ws.close(codigo, razon)
    // quien no lee tampoco verá el cierre: se corta si no responde
    setTimeout(() => ws.terminate(), 3000).unref()
  }

  /** Un lector lento se va antes de que su deuda pese sobre los demás. */
  const cabe = (): boolean => {
    if (ws.readyState !== ws.OPEN) return false
    if (toma.writableLength <= LIMITES.porEnviar) return true
    cerrar(CIERRES.lento, 'lector lento')
    return false
  }

  const escribirBytes = (bytes: Buffer, alSalir = (): void => {}): void => {
    if (cabe()) toma.write(bytes, () => alSalir())
    else alSalir()
  }

  const enviar = (mensaje: Readonly<Record<string, unknown>>): void => escribirBytes(codificarTrama(mensaje))

  const error = (codigo: CodigoWs, extra: Readonly<Record<string, unknown>> = {}): void =>
    enviar({ op: 'error', codigo, ...extra })

  const reiniciar = (topico: string): void => {
    enVivo.delete(topico)
    poniendose.delete(topico)
    enviar({ op: 'reinicio', topico })
  }

  const salida: Salida = {
    get abierta() {
      return ws.readyState === ws.OPEN
    },
    escribir: (tramas) => {
      if (tramas.length === 0) return Promise.resolve()
      return new Promise((resolver) => escribirBytes(unir(tramas), resolver))
    },
  }

  const seguirTopico = async (topico: string, desde: number): Promise<void> => {
    const turno = Symbol(topico)
    poniendose.set(topico, turno)
    const vigente = () => poniendose.get(topico) === turno
    const mia: Salida = {
      get abierta() {
        return salida.abierta && vigente()
      },
      escribir: salida.escribir,
    }
    const alDia = (posicion: number) => {
      poniendose.delete(topico)
      enVivo.set(topico, posicion)
    }
    const desenlace = await ponerAlDia(mia, { difusor, topico, desde, enVivo: alDia })
    if (desenlace !== 'perdido' || !vigente()) return
    reiniciar(topico)
    const cabeza = difusor.cabeza(topico)
    if (cabeza !== null) enVivo.set(topico, cabeza)
  }

  const suscribir = (pedido: Suscribir): void => {
    const hasta: Record<string, number> = {}
    const aceptados: [string, number][] = []
    for (const topico of pedido.topicos) {
      const permiso = permisoDeTopico(sesion.roles, topico)
      const cabeza = difusor.cabeza(topico)
      if (permiso !== 'si') error(permiso, { topico })
      else if (cabeza !== null) {
        hasta[topico] = cabeza
        aceptados.push([topico, pedido.desde[topico] ?? cabeza])
      } else reiniciar(topico)
    }
    enviar({ op: 'suscrito', hasta })
    for (const [topico, desde] of aceptados) {
      enVivo.delete(topico)
      seguirTopico(topico, desde).catch((fallo) => {
        o.registro.warn({ fallo, topico }, 'no se pudo poner al día a una conexión')
        cerrar(CIERRES.defecto, 'vuelva a conectar')
      })
    }
  }

  const faltar = (codigo: CodigoWs, enElActo: boolean): void => {
    error(codigo)
    faltas += 1
    if (enElActo || faltas >= LIMITES.faltas) cerrar(CIERRES.falta, codigo)
  }

  ws.on('message', (datos: Buffer, binario: boolean) => {
    if (ws.readyState !== ws.OPEN) return
    if (binario) return cerrar(CIERRES.binario, 'sólo texto')
    if (!dentroDelFreno()) return faltar('DemasiadosMensajes', true)
    const lectura = leerTrama(datos.toString('utf8'))
    if ('suscribir' in lectura) suscribir(lectura.suscribir)
    else faltar(lectura.falta, lectura.falta === 'DemasiadosTopicos')
  })
  /** Quien perdió su credencial deja de recibir. Un tropiezo al preguntar se perdona una vez. */
  const revisarSesion = async (): Promise<void> => {
    try {
      if (!(await o.sigue())) cerrar(CIERRES.sesion, 'la sesión terminó')
      dudas = 0
    } catch (fallo) {
      dudas += 1
      if (dudas > 1) throw fallo
    }
  }

  ws.on('pong', () => {
    respondio = true
  })

  return {
    get abierta() {
      return salida.abierta
    },
    escribir: salida.escribir,
    repartir({ topico, tramas }, bloque) {
      const ultima = enVivo.get(topico)
      if (ultima === undefined) return
      const cabeza = tramas.at(-1)?.posicion ?? ultima
      const resultados = topico === TOPICO_RESULTADOS
      const faltan =
        resultados || ultima >= (tramas[0]?.posicion ?? 0)
          ? tramas.filter((t) => t.posicion > ultima && (!resultados || t.actor === sesion.actor))
          : tramas
      enVivo.set(topico, Math.max(cabeza, ultima))
      if (faltan.length === tramas.length) escribirBytes(bloque)
      else if (faltan.length > 0) escribirBytes(unir(faltan))
    },
    reiniciar,
    latir() {
      revisarSesion().catch(() => cerrar(CIERRES.sesion, 'la sesión no se puede comprobar'))
      if (!respondio) return ws.terminate()
      respondio = false
      if (ws.readyState === ws.OPEN) ws.ping()
    },
    cerrar,
  }
}
