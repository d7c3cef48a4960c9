import type { FastifyBaseLogger } from 'fastify'
import type { Registro } from '#seedwork/infraestructura/registro.ts'

const callar = (): void => {}

/** El registro de un servicio con la forma que pide Fastify. */
export const registroDeFastify = (registro: Registro): FastifyBaseLogger => {
  const adaptado = {
    ...{ level: 'info', trace: callar, silent: callar, debug: callar, info: callar },
    warn: registro.warn.bind(registro),
    error: registro.error.bind(registro),
    fatal: registro.error.bind(registro),
    child: () => adaptado,
  } as unknown as FastifyBaseLogger
  return adaptado
}
