import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Marca, Pagina, Pagineo, Sentido } from '#seedwork/aplicacion/paginas.ts'
import type { Cursores } from '#seedwork/presentacion/cursores.ts'
import { enlaceSiguiente } from '#seedwork/presentacion/encabezados.ts'

/** La parte de paginación de la consulta de una lista. */
type ConsultaDeLista<C extends string> = Readonly<{
  limite?: number
  cursor?: string
  orden?: `${C}:${Sentido}`
  totales?: 'si' | 'no'
}>

const LIMITE = 25

/** Lo que un cursor no puede cambiar de una página a otra: todo menos él, el límite y los totales. */
const fija = ({ cursor: _, limite: __, totales: ___, ...resto }: object & ConsultaDeLista<string>): object =>
  resto

/** De `campo:sentido` a sus dos partes. */
export const ordenDe = <C extends string>(orden: `${C}:${Sentido}`) => {
  const [campo, sentido] = orden.split(':') as [C, Sentido]
  return { campo, sentido }
}

/** Lee la paginación de una consulta ya validada. Falla con `CursorInvalido`. */
export const pagineoDe = <C extends string>(
  consulta: ConsultaDeLista<C>,
  cursores: Cursores,
): Pagineo<C> => ({
  limite: consulta.limite ?? LIMITE,
  ...(consulta.orden && { orden: ordenDe(consulta.orden) }),
  ...(consulta.cursor !== undefined && { despues: cursores.abrir(consulta.cursor, fija(consulta)) as Marca }),
  ...(consulta.totales === 'si' && { totales: true }),
})

/** Responde una página: su cursor sellado para esta misma consulta, y `Link` a la siguiente. */
export const responderPagina = <T>(
  peticion: FastifyRequest,
  respuesta: FastifyReply,
  { pagina, cursores }: Readonly<{ pagina: Pagina<T>; cursores: Cursores }>,
): FastifyReply => {
  const { siguiente, ...resto } = pagina
  const cursor = siguiente && cursores.sellar(siguiente, fija(peticion.query as object))
  if (cursor !== null) respuesta.header('link', enlaceSiguiente(peticion.url, cursor))
  return respuesta.send({ ...resto, siguiente: cursor })
}
