import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { ERRORES } from './errores.ts'
import { objeto } from './esquemas.ts'
import { esDeLaPeticion } from './rutas.ts'

const fichas: Readonly<Record<string, { estado: number }>> = ERRORES

/** `400 {"error"}` para lo que la petición tiene mal; lo demás (quién pide, si existe, si cabe) lo dice el servidor. */
const decirFalta = (error: unknown, _: FastifyRequest, respuesta: FastifyReply): void => {
  if (!(error instanceof ErrorDominio) || !esDeLaPeticion(fichas[error.codigo]?.estado ?? 500)) throw error
  const faltas = error.faltas.slice(0, 20).map(({ puntero, detalle }) => `${puntero} ${detalle}`)
  respuesta.status(400).send({ error: [error.message, ...faltas].join('; ') })
}

/** Lo que comparten las rutas heredadas. */
export const comun = { etiqueta: 'heredadas', alFallar: decirFalta } as const
export const aceptado = { descripcion: 'Aceptado: se ejecuta después', esquema: objeto({}) }

/** Una lista JSON en flujo: nadie la junta en memoria. */
export const enFlujo = <T>(respuesta: FastifyReply, trozos: AsyncIterable<readonly T[]>): FastifyReply => {
  const escribir = async function* (): AsyncGenerator<string> {
    let antes = '['
    for await (const trozo of trozos) {
      if (trozo.length === 0) continue
      yield antes + trozo.map((elemento) => JSON.stringify(elemento)).join(',')
      antes = ','
    }
    yield antes === '[' ? '[]' : ']'
  }
  const flujo = Readable.from(escribir(), { objectMode: false })
  return respuesta.type('application/json; charset=utf-8').send(flujo)
}
