import { setTimeout as dormir } from 'node:timers/promises'
import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import type { Posicion } from '#seedwork/aplicacion/contexto.ts'
import { esperarProyeccion } from '#seedwork/infraestructura/proyecciones/vista.ts'
import { errorHttp } from '#seedwork/presentacion/codigos.ts'
import { leerEspera } from '#seedwork/presentacion/encabezados.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import { TOPICOS } from './topicos.ts'

/** Lo más que una lectura espera (ms). */
const PLAZO = 2_000
const SONDEO = 20

const ALCANZADAS = `select not exists (
  select from unnest($1::text[], $2::int8[]) as p(topico, posicion)
  left join cabezas c on c.topico = p.topico
  where coalesce(c.posicion, 0) < p.posicion) as si`

const alcanzadas = async (pool: pg.Pool, posiciones: readonly Posicion[]): Promise<boolean> => {
  const valores = [posiciones.map((p) => p.topico), posiciones.map((p) => p.posicion)]
  const { rows } = await pool.query<{ si: boolean }>(ALCANZADAS, valores)
  return rows[0]?.si ?? false
}

/** Espera a que la bitácora llegue a unas posiciones; falla con `ProyeccionAtrasada` a los 2 s. */
export const esperarPosiciones = async (pool: pg.Pool, posiciones: readonly Posicion[]): Promise<void> => {
  const desconocido = posiciones.find((p) => !(TOPICOS as readonly string[]).includes(p.topico))
  if (desconocido)
    throw errorHttp('EncabezadoInvalido', `Alpes-Esperar: no hay un tópico ${desconocido.topico}`)
  const limite = performance.now() + PLAZO
  while (!(await alcanzadas(pool, posiciones))) {
    if (performance.now() >= limite)
      throw errorHttp('ProyeccionAtrasada', 'la lectura aún no alcanza la posición pedida')
    await dormir(SONDEO)
  }
}

/**
 * `Alpes-Esperar` en una lectura que sale de una proyección: espera a que la haya aplicado. Falla con
 * `ProyeccionAtrasada` a los 2 s, o enseguida si el mensaje de esa posición quedó apartado.
 */
export const esperarEnProyeccion = async (
  pool: pg.Pool,
  nombre: string,
  { headers }: Pick<FastifyRequest, 'headers'>,
): Promise<void> => {
  const posiciones = leerEspera(headers)
  if (posiciones.length === 0) return
  const logrado = await esperarProyeccion(pool, { nombre, posiciones, plazo: PLAZO })
  if (logrado === 'apartado')
    throw errorHttp('ProyeccionAtrasada', 'el mensaje de esa posición está apartado: lo espera un operador')
  if (logrado === 'pendiente')
    throw errorHttp('ProyeccionAtrasada', `${nombre} aún no aplica la posición pedida`)
}

/**
 * `Alpes-Esperar` en las lecturas. Las de esta API salen de las mismas tablas que escribe la orden, así
 * que basta con que la bitácora haya llegado.
 */
export const montarEspera = (app: Aplicacion, pool: pg.Pool): void => {
  app.addHook('preHandler', ({ method, headers }: FastifyRequest, _, seguir) => {
    // Casi ninguna petición espera, y la que no espera no paga una promesa.
    if (method !== 'GET' || headers['alpes-esperar'] === undefined) return seguir()
    esperarPosiciones(pool, leerEspera(headers)).then(() => seguir(), seguir)
  })
}
