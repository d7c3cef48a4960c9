import type { Registro } from '#seedwork/infraestructura/registro.ts'
import type { Seguir } from './difusor.ts'

const LOTE = 256
const SONDEO_MS = 1000
const TOPE_ESPERA_MS = 5000

/** Espera a que avisen, o al sondeo; los avisos son pistas y pueden perderse. */
const crearTimbre = () => {
  let sonar: (() => void) | null = null
  let sono = false
  return {
    tocar(): void {
      sono = true
      sonar?.()
    },
    async esperar(ms: number): Promise<void> {
      if (!sono) {
        await new Promise<void>((resolver) => {
          const plazo = setTimeout(resolver, ms)
          sonar = () => {
            clearTimeout(plazo)
            resolver()
          }
        })
      }
      sono = false
      sonar = null
    },
  }
}

const avisarFallo = (registro: Registro, topico: string, seguidos: number, error: unknown): void => {
  if (seguidos === 1 || seguidos % 20 === 0) {
    registro.warn({ error, topico, seguidos }, 'no se pudo leer la bitácora; se reintenta')
  }
}

/** Lee un tópico en orden desde una posición, despertado por la fuente y con sondeo detrás. */
export const seguirFuente: Seguir = ({ fuente, topico, desde, alRecibir, alPerder, registro }) => {
  const timbre = crearTimbre()
  const callar = fuente.alLlegar((t) => t === topico && timbre.tocar())
  let vivo = true
  let posicion = desde
  let seguidos = 0

  /** Milisegundos hasta la próxima lectura. */
  const vuelta = async (): Promise<number> => {
    const tramo = await fuente.leer(topico, posicion, LOTE)
    seguidos = 0
    if (!vivo) return 0
    if (tramo.cabeza < posicion || posicion + 1 < tramo.inicio) {
      vivo = false
      callar()
      alPerder()
      return 0
    }
    const ultimo = tramo.mensajes.at(-1)
    if (!ultimo) return SONDEO_MS
    alRecibir(tramo.mensajes)
    posicion = ultimo.posicion
    return posicion < tramo.cabeza ? 0 : SONDEO_MS
  }

  const correr = async (): Promise<void> => {
    while (vivo) {
      const espera = await vuelta().catch((error) => {
        seguidos += 1
        avisarFallo(registro, topico, seguidos, error)
        return Math.min(100 * 2 ** seguidos, TOPE_ESPERA_MS)
      })
      if (vivo && espera > 0) await timbre.esperar(espera)
    }
  }

  const corrida = correr()
  return {
    async [Symbol.asyncDispose]() {
      vivo = false
      callar()
      timbre.tocar()
      await corrida
    },
  }
}
