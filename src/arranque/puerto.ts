import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

/** Un puerto que es nuestro hasta que se suelta. */
export type PuertoReservado = AsyncDisposable & Readonly<{ puerto: number }>

/**
 * Toma ya un puerto libre para quien escuchará más tarde: así se puede decir su dirección antes. Se suelta justo
 * antes de escuchar en él; soltarlo otra vez no hace nada.
 */
export const reservarPuerto = async (anfitrion: string): Promise<PuertoReservado> => {
  const reserva = createServer((llegada) => llegada.destroy())
  reserva.listen(0, anfitrion)
  await once(reserva, 'listening')
  const { port: puerto } = reserva.address() as AddressInfo
  return {
    puerto,
    async [Symbol.asyncDispose]() {
      if (reserva.listening) await reserva[Symbol.asyncDispose]()
    },
  }
}
