import pino, { type DestinationStream, type Logger } from 'pino'

/** Bytes de registro que esperan, como mucho, a que alguien lea nuestra salida; los demás se pierden y se cuentan. */
const MAXIMO = 4 * 1_024 * 1_024

/** Ms que, al salir, se espera a que se lea lo que falta. */
const DESPEDIDA = 1_000

type Salida = DestinationStream & Readonly<{ alPerder(perdio: (lineas: number) => void): void }>

/**
 * La salida de errores y avisos, que no puede detener a nadie. Con quien la lee parado, ni los comandos esperan, ni
 * la memoria crece más de `MAXIMO`, ni el proceso se queda sin poder salir.
 */
const abrirSalida = (): Salida => {
  let limite = Number.POSITIVE_INFINITY
  const salida = pino.destination({
    ...{ fd: 1, sync: false, maxLength: MAXIMO },
    retryEAGAIN: () => performance.now() < limite,
  })
  const vaciar = salida.flushSync.bind(salida)
  // Al salir pino vacía lo que falta y, con la tubería llena, insistiría para siempre.
  salida.flushSync = () => {
    limite = performance.now() + DESPEDIDA
    try {
      vaciar()
    } catch {
      // Se va con líneas sin leer: la otra salida era no irse.
    } finally {
      limite = Number.POSITIVE_INFINITY
    }
  }
  let perdidas = 0
  salida.on('drop', () => perdidas++)
  return Object.assign(salida, {
    alPerder: (perdio: (lineas: number) => void) =>
      void salida.on('drain', () => {
        const lineas = perdidas
        perdidas = 0
        if (lineas > 0) perdio(lineas)
      }),
  })
}

/** El registro de un proceso, en su salida, desde `nivel`. */
export const abrirRegistro = (servicio: string, nivel: string): Logger => {
  const salida = abrirSalida()
  const registro = pino({ level: nivel, base: { servicio } }, salida)
  salida.alPerder((lineas) => registro.warn({ lineas }, 'nadie leía el registro: se perdieron líneas'))
  return registro
}
