import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Reparte conexiones entre los procesos que se le digan, por turno, como quien va delante de las API. */
export type Balanceador = AsyncDisposable &
  Readonly<{
    url: string
    /**
     * Puertos entre los que reparte desde ahora. Corta lo abierto: quien llama vuelve, cae en cualquiera y repite
     * con su clave lo que no sabe si se hizo, quizá ante otro que el que lo hizo.
     */
    repartir(puertos: readonly number[]): void
  }>

const unir = (cliente: Socket, servidor: Socket): void => {
  cliente.pipe(servidor).pipe(cliente)
  for (const [uno, otro] of [
    [cliente, servidor],
    [servidor, cliente],
  ] as const)
    uno.on('error', () => otro.destroy()).on('close', () => otro.destroy())
}

/** Abre el balanceador en un puerto libre; al principio no reparte a nadie. */
export const abrirBalanceador = async (): Promise<Balanceador> => {
  const abiertas = new Set<Socket>()
  let puertos: readonly number[] = []
  let turno = 0
  const servidor = createServer((cliente) => {
    const puerto = puertos[turno++ % puertos.length]
    if (puerto === undefined) return cliente.destroy()
    abiertas.add(cliente)
    cliente.once('close', () => abiertas.delete(cliente))
    unir(cliente, connect(puerto, '127.0.0.1'))
  })
  const cortar = (): void => {
    for (const socket of abiertas) socket.destroy()
  }
  await once(servidor.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(servidor.address() as AddressInfo).port}`,
    repartir(nuevos) {
      puertos = nuevos
      cortar()
    },
    async [Symbol.asyncDispose]() {
      cortar()
      servidor.close()
      await once(servidor, 'close')
    },
  }
}
