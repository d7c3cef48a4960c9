import type { FastifyInstance } from 'fastify'
import { muestreado, type Trazas } from '#seedwork/aplicacion/trazas.ts'
import { leerTraceparent } from '#seedwork/presentacion/encabezados.ts'

/** Lo que la página cuenta de un clic que ya tuvo su respuesta. Duración en ms. */
type Clic = Readonly<{ traceparent: string; metodo: string; ms: number; estado: number }>

const METODOS = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])
/** Lo más que puede durar un clic, ms: el resto es un reloj roto o alguien que inventa. */
const MAXIMO = 300_000

const leer = (cuerpo: unknown): unknown => {
  try {
    return Buffer.isBuffer(cuerpo) ? JSON.parse(cuerpo.toString('utf8')) : null
  } catch {
    return null
  }
}

const entre = (valor: unknown, minimo: number, maximo: number): valor is number =>
  typeof valor === 'number' && valor >= minimo && valor <= maximo

const esClic = (dado: unknown): dado is Clic => {
  const { traceparent, metodo, ms, estado } = (dado ?? {}) as Partial<Clic>
  const marcado = muestreado(leerTraceparent({ traceparent }))
  return marcado && METODOS.has(metodo ?? '') && entre(ms, 0, MAXIMO) && entre(estado, 0, 599)
}

/**
 * `POST /clics`: la página no habla con el colector, así que deja aquí el primer lapso de sus trazas. Sólo
 * se admite lo que cabe en `Clic`: nada de lo que alguien escribió.
 */
export const ponerClics = (app: FastifyInstance, trazas: Trazas): void => {
  app.post('/clics', { bodyLimit: 1_024 }, (peticion, respuesta) => {
    const clic = leer(peticion.body)
    if (trazas.activas && esClic(clic)) {
      const { traceparent, metodo, ms, estado } = clic
      trazas
        .abrir('clic', {
          ...{ clase: 'cliente', propio: traceparent },
          ...{ inicio: Date.now() - ms, atributos: { metodo, estado } },
        })
        .terminar(estado === 0 || estado >= 500 ? { fallo: String(estado) } : {})
    }
    return respuesta.code(204).send()
  })
}
