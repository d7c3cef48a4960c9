import type { FastifyReply } from 'fastify'

/** Un fallo de la propia página (no de la api, cuyos problemas pasan tal cual). */
export type Problema = Readonly<{ status: number; codigo: string; title: string; detail?: string }>

/** Responde `application/problem+json` (RFC 9457). */
export const responderProblema = (respuesta: FastifyReply, problema: Problema): FastifyReply =>
  respuesta
    .code(problema.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json; charset=utf-8')
    .send(
      JSON.stringify({
        type: `/problemas/${problema.codigo}`,
        detail: problema.title,
        ...problema,
        instance: respuesta.request.id,
        errors: [],
      }),
    )
