import { once } from 'node:events'
import type { Conversacion } from './conversacion.ts'

/** Ms que una conexión ociosa se guarda: lo justo para no saludar otra vez dentro de una misma tanda. */
const OCIO = 2_000

/** Ociosas a la vez, y cartas por conexión: hay servidores que cortan a quien manda muchas por la misma. */
const OCIOSAS = 4
const CARTAS = 100

/** Ms que se espera a que el servidor conteste a la despedida. */
const DESPEDIDA = 500

/** Las conexiones presentadas y sin carta. */
export type Reserva = Readonly<{
  /** La que menos lleva ociosa; `undefined` si no hay. */
  tomar(): Conversacion | undefined
  /** Guarda una que acaba de entregar su carta, o se despide de ella si ya no conviene. */
  guardar(conversacion: Conversacion): void
  /** Se despide de todas y espera, poco, a que se cierren. Después no guarda ninguna. */
  cerrar(): Promise<void>
}>

const despedirse = async ({ conexion }: Conversacion): Promise<void> => {
  const cierre = once(conexion, 'end', { signal: AbortSignal.timeout(DESPEDIDA) }).catch(() => {})
  conexion.quit()
  await cierre
  conexion.close()
}

/** Una reserva vacía. Una conexión que el servidor corta mientras espera sale sola. */
export const crearReserva = (ocio: number = OCIO): Reserva => {
  const ociosas = new Map<Conversacion, () => void>()
  let cerrada = false
  const sacar = (c: Conversacion): void => {
    ociosas.get(c)?.()
    ociosas.delete(c)
  }
  const guardar = (c: Conversacion): void => {
    if (cerrada || c.cartas >= CARTAS || ociosas.size >= OCIOSAS) return void despedirse(c)
    const alCortarse = () => sacar(c)
    const plazo = setTimeout(() => {
      sacar(c)
      void despedirse(c)
    }, ocio)
    c.conexion.once('end', alCortarse)
    ociosas.set(c, () => {
      clearTimeout(plazo)
      c.conexion.off('end', alCortarse)
    })
  }
  return {
    guardar,
    tomar() {
      const c = [...ociosas.keys()].at(-1)
      if (c) sacar(c)
      return c
    },
    async cerrar() {
      cerrada = true
      const todas = [...ociosas.keys()]
      for (const c of todas) sacar(c)
      await Promise.all(todas.map(despedirse))
    },
  }
}
