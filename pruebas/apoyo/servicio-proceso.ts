import { setTimeout as pausa } from 'node:timers/promises'
import { ErrorConfig, leerConfig } from '#config/config.ts'
import { correrServicio } from '#seedwork/infraestructura/proceso.ts'

/** Servicios que se portan mal al abrir, al correr o al cerrar; el primer argumento dice cómo. */
const decir = (texto: string) => void process.stdout.write(`${texto}\n`)

const CERRAR: Record<string, () => Promise<unknown>> = {
  lento: () => pausa(2_500),
  nunca: () => new Promise(() => {}),
  roto: () => Promise.reject(new Error('no se deja cerrar')),
}

const CORRER: Record<string, () => void> = {
  excepcion: () => setImmediate(() => JSON.parse('{')),
  rechazo: () => void Promise.reject(new Error('nadie me espera')),
}

const abrirMal = async (modo: string, fin: AbortSignal): Promise<void> => {
  if (modo === 'config') leerConfig({ PUERTO_API: 'x', PUERTO_UI: 'y' })
  if (modo === 'faltas') throw new ErrorConfig(['A: mal', 'B: peor'])
  if (modo === 'falla') throw new Error('no se pudo abrir')
  if (modo === 'abriendo') await pausa(60_000, undefined, { signal: fin }).catch(() => {})
}

const modo = process.argv[2] ?? 'bien'
await correrServicio(
  async ({ fin, terminar }) => {
    decir('abriendo')
    await abrirMal(modo, fin)
    const vivo = setInterval(() => decir('latido'), 20)
    CORRER[modo]?.()
    if (modo === 'terminar') terminar('la base no vuelve', 3)
    decir('abierto')
    return {
      async [Symbol.asyncDispose]() {
        decir('cerrando')
        await CERRAR[modo]?.()
        clearInterval(vivo)
        decir('cerrado')
      },
    }
  },
  modo === 'nunca' ? 300 : undefined,
)
