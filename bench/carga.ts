import net from 'node:net'

/** Una carga en lazo cerrado: cada conexión pide, espera la respuesta entera y vuelve a pedir. */
export type OpcionesCarga = Readonly<{
  puerto: number
  conexiones: number
  /** Cuánto dura, ms. */
  duracion: number
  /** Petición n-ésima, ya en bytes de HTTP/1.1 con `Content-Length`. */
  peticion: (n: number) => Buffer | string
  /** Milisegundos del principio que no se cuentan. */
  calentamiento?: number
}>

/** Lo medido. Latencias en ms; `estados` cuenta las respuestas por código. */
export type Medida = Readonly<{
  porSegundo: number
  p50: number
  p99: number
  estados: Readonly<Record<number, number>>
}>

/** El percentil `p`, de 0 a 1, de unas cifras; 0 si no hay ninguna. */
export const percentil = (cifras: readonly number[], p: number): number => {
  const orden = cifras.toSorted((a, b) => a - b)
  return orden[Math.min(orden.length - 1, Math.floor(orden.length * p))] ?? 0
}

/** Mediana de unas cifras. */
export const mediana = (cifras: readonly number[]): number => percentil(cifras, 0.5)

/** Lee respuestas con `Content-Length` de un flujo; contesta el estado cuando hay una entera. */
export const lectorDeRespuestas = (alTerminar: (estado: number) => void): ((trozo: Buffer) => void) => {
  let resto: Buffer = Buffer.alloc(0)
  return (trozo) => {
    resto = resto.length === 0 ? trozo : Buffer.concat([resto, trozo])
    for (;;) {
      const fin = resto.indexOf('\r\n\r\n')
      if (fin < 0) return
      const cabecera = resto.toString('latin1', 0, fin)
      const largo = /content-length: *(\d+)/i.exec(cabecera)
      const total = fin + 4 + Number(largo?.[1] ?? 0)
      if (resto.length < total) return
      resto = resto.subarray(total)
      alTerminar(Number(cabecera.slice(9, 12)))
    }
  }
}

type Cuenta = {
  siguiente: number
  desde: number
  hasta: number
  latencias: number[]
  estados: Record<number, number>
}

const conexion = ({ puerto, peticion }: OpcionesCarga, cuenta: Cuenta): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const socket = net.connect({ port: puerto, host: '127.0.0.1', noDelay: true })
  let enviada = 0
  const pedir = (): void => {
    enviada = performance.now()
    socket.write(peticion(cuenta.siguiente++))
  }
  const leer = lectorDeRespuestas((estado) => {
    const ahora = performance.now()
    if (ahora >= cuenta.desde && ahora <= cuenta.hasta) {
      cuenta.latencias.push(ahora - enviada)
      cuenta.estados[estado] = (cuenta.estados[estado] ?? 0) + 1
    }
    if (ahora < cuenta.hasta) pedir()
    else socket.end()
  })
  socket.on('connect', pedir)
  socket.on('data', leer)
  socket.on('error', reject)
  socket.on('close', () => resolve())
  return promise
}

/** Corre la carga y contesta lo medido después del calentamiento. */
export const medirCarga = async (opciones: OpcionesCarga): Promise<Medida> => {
  const inicio = performance.now()
  const desde = inicio + (opciones.calentamiento ?? 0)
  const cuenta: Cuenta = {
    siguiente: 0,
    desde,
    hasta: inicio + opciones.duracion,
    latencias: [],
    estados: {},
  }
  await Promise.all(Array.from({ length: opciones.conexiones }, () => conexion(opciones, cuenta)))
  const { latencias, estados } = cuenta
  return {
    porSegundo: (latencias.length * 1000) / (cuenta.hasta - desde),
    p50: percentil(latencias, 0.5),
    p99: percentil(latencias, 0.99),
    estados,
  }
}
