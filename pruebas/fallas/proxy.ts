import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Dónde se corta un COMMIT: antes de que llegue al servidor, o después de que lo confirmara. */
export type Corte = 'peticion' | 'respuesta'

/** Un intermediario TCP ante PostgreSQL o ante el broker, al que se le ordena fallar. */
export type Intermediario = AsyncDisposable &
  Readonly<{
    /** El mismo servidor, por el intermediario. */
    url: string
    /** Corta el n-ésimo COMMIT desde ahora (1 es el próximo). */
    cortarCommit(corte: Corte, n?: number): void
    /** COMMIT cortados hasta ahora. */
    cortados(): number
    /** Retraso de cada trozo del servidor, ms. */
    retrasar(ms: number): void
    /** El servidor se va: corta lo que hay y rechaza lo nuevo. */
    irse(): void
    /** Conexiones a medio abrir: nadie corta, pero no llega nada más, ni a las de ahora ni a las nuevas. */
    callar(): void
    /** Asimétrico: lo que se manda llega, y nada de lo que contesta el servidor vuelve. */
    ensordecer(): void
    /** Todo vuelve a pasar; las conexiones que se callaron siguen calladas. */
    volver(): void
  }>

// El nombre de la sentencia preparada, tal como viaja en el mensaje Bind.
const COMMIT = Buffer.from('\0commit\0')

type Estado = {
  corte: { tipo: Corte; faltan: number } | null
  cortados: number
  retraso: number
  modo: 'pasa' | 'fuera' | 'calla' | 'sordo'
}

/** ¿Toca cortar el COMMIT que lleva este trozo? */
const toca = (estado: Estado, trozo: Buffer): Corte | null => {
  if (!estado.corte || !trozo.includes(COMMIT) || --estado.corte.faltan > 0) return null
  const { tipo } = estado.corte
  estado.corte = null
  estado.cortados++
  return tipo
}

const unir = (cliente: Socket, servidor: Socket, estado: Estado): void => {
  let callada = false
  let sorda = false
  let soltarRespuesta = false
  const cerrar = (): void => {
    cliente.destroy()
    servidor.destroy()
  }
  const callar = (): boolean => {
    callada ||= estado.modo === 'calla'
    return callada
  }
  const ensordecer = (): boolean => {
    sorda ||= estado.modo === 'sordo'
    return sorda
  }
  cliente.on('data', (trozo: Buffer) => {
    if (callar()) return
    const corte = toca(estado, trozo)
    if (corte === 'peticion') return cerrar()
    soltarRespuesta ||= corte === 'respuesta'
    servidor.write(trozo)
  })
  servidor.on('data', (trozo: Buffer) => {
    if (callar() || ensordecer()) return
    // Contestó: el COMMIT ocurrió, y quien lo mandó no lo sabrá por aquí.
    if (soltarRespuesta) return cerrar()
    if (estado.retraso > 0) setTimeout(() => cliente.write(trozo), estado.retraso)
    else cliente.write(trozo)
  })
  for (const lado of [cliente, servidor]) lado.on('error', cerrar).on('close', cerrar)
}

const conPuerto = (url: string, puerto: number): string => {
  const propia = new URL(url)
  propia.searchParams.delete('host')
  propia.hostname = '127.0.0.1'
  propia.port = String(puerto)
  return propia.href
}

/** El servidor de verdad: por su socket de archivo (el servidor embebido) o por TCP. */
const alServidor = ({ searchParams, port, hostname }: URL): Socket => {
  const carpeta = searchParams.get('host')
  const puerto = Number(port || 5432)
  return carpeta ? connect(`${carpeta}/.s.PGSQL.${puerto}`) : connect(puerto, hostname)
}

/** Abre el intermediario ante el servidor de `url`; él atiende siempre por TCP. */
export const abrirProxy = async (url: string): Promise<Intermediario> => {
  const destino = new URL(url)
  const estado: Estado = { corte: null, cortados: 0, retraso: 0, modo: 'pasa' }
  const abiertas = new Set<Socket>()
  const servidor = createServer((cliente) => {
    if (estado.modo === 'fuera') return cliente.destroy()
    abiertas.add(cliente)
    cliente.once('close', () => abiertas.delete(cliente))
    unir(cliente, alServidor(destino), estado)
  })
  const cortarTodo = (): void => {
    for (const socket of abiertas) socket.destroy()
  }
  await once(servidor.listen(0, '127.0.0.1'), 'listening')
  return {
    url: conPuerto(url, (servidor.address() as AddressInfo).port),
    cortarCommit(tipo, n = 1) {
      estado.corte = { tipo, faltan: n }
    },
    cortados: () => estado.cortados,
    retrasar(ms) {
      estado.retraso = ms
    },
    irse() {
      estado.modo = 'fuera'
      cortarTodo()
    },
    callar() {
      estado.modo = 'calla'
    },
    ensordecer() {
      estado.modo = 'sordo'
    },
    volver() {
      estado.modo = 'pasa'
    },
    async [Symbol.asyncDispose]() {
      cortarTodo()
      servidor.close()
      await once(servidor, 'close')
    },
  }
}
