import type { IncomingMessage } from 'node:http'

/** Cubo de fichas por llave. */
export type Freno = {
  /** Toma una ficha; devuelve 0, o los segundos que faltan para la próxima. */
  tomar(llave: string): number
  /** Lo mismo sin tomarla. */
  falta(llave: string): number
  /** Quita del cubo fichas que se tomaron en otra parte hace `hace` ms; puede quedar a deber. */
  cargar(llave: string, fichas: number, hace: number): void
}

export type OpcionesFreno = Readonly<{ porSegundo: number; rafaga: number; maximo?: number }>

/** Cómo se hace un freno: suelto (`crearFreno`), o de los que cuentan con lo que otros procesos toman. */
export type HacerFreno = (nombre: string, opciones: OpcionesFreno) => Freno

/** Lo más que un cubo queda a deber, en ms: lo que tomaron a la vez muchos procesos no cierra a nadie por horas. */
const DEUDA_MAXIMA = 60_000

/**
 * Un cubo por llave con un solo número (GCRA): el instante en que volvería a estar lleno. Al llenarse la
 * tabla se van primero los cubos llenos, que son los que no se distinguen de uno nuevo.
 */
export const crearFreno = ({ porSegundo, rafaga, maximo = 10_000 }: OpcionesFreno): Freno => {
  const paso = 1_000 / porSegundo
  const llenos = new Map<string, number>()

  const barrer = (ahora: number): void => {
    for (const [llave, lleno] of llenos) if (lleno <= ahora) llenos.delete(llave)
    for (const llave of llenos.keys()) {
      if (llenos.size <= maximo) return
      llenos.delete(llave)
    }
  }

  const poner = (llave: string, lleno: number, ahora: number): void => {
    llenos.set(llave, lleno)
    if (llenos.size > maximo) barrer(ahora)
  }

  const mirar = (llave: string, ahora: number) => {
    const lleno = Math.max(llenos.get(llave) ?? 0, ahora) + paso
    // El microsegundo absorbe el redondeo de sumar y restar el mismo instante.
    return { lleno, espera: Math.max(0, (lleno - ahora - rafaga * paso) / 1_000 - 1e-6) }
  }

  return {
    tomar(llave) {
      const ahora = performance.now()
      const { lleno, espera } = mirar(llave, ahora)
      if (espera > 0) return espera
      poner(llave, lleno, ahora)
      return 0
    },
    falta: (llave) => mirar(llave, performance.now()).espera,
    cargar(llave, fichas, hace) {
      const ahora = performance.now()
      const lleno = Math.max(llenos.get(llave) ?? 0, ahora - hace) + fichas * paso
      poner(llave, Math.min(lleno, ahora + rafaga * paso + DEUDA_MAXIMA), ahora)
    },
  }
}

/**
 * La dirección de quien llama. `saltos`: cuántos intermediarios de confianza hay delante; con ninguno,
 * `X-Forwarded-For` no se mira, porque cualquiera lo escribe.
 */
export const direccionDe = (peticion: IncomingMessage, saltos: number): string => {
  const propia = peticion.socket.remoteAddress ?? ''
  if (saltos === 0) return propia
  const cadena = [peticion.headers['x-forwarded-for'] ?? []].flat().join(',').split(',')
  return cadena.at(-saltos)?.trim() || propia
}
