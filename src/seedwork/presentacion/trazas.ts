import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Lapso, muestreado, type Trazas } from '../aplicacion/trazas.ts'
import { leerTraceparent } from './encabezados.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** El lapso de esta petición; `null` si no se guarda. */
    lapso: Lapso | null
  }
}

type Aplicacion = FastifyInstance<
  Server,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** Cómo se trazan las peticiones. En las rutas de `sinRaiz` no empieza ninguna traza: son sondeos. */
export type OpcionesTrazas = Readonly<{ trazas: Trazas; sinRaiz: readonly string[] }>

/** Desde cuándo es lenta una petición, ms: se guarda aunque no le tocara. */
const LENTA = 1_000
/** Cuántas de las que no tocaban se guardan por segundo: con todo lento, guardarlo todo lo empeora. */
const TARDIAS_POR_SEGUNDO = 20

const rutaDe = (peticion: FastifyRequest): string => peticion.routeOptions.url ?? ''

const nombreDe = (peticion: FastifyRequest): string => `${peticion.method} ${rutaDe(peticion)}`

const seGuarda = (
  { trazas, sinRaiz }: OpcionesTrazas,
  peticion: FastifyRequest,
  padre: string | null,
): boolean => {
  if (padre !== null) return muestreado(padre)
  const { politica } = peticion.routeOptions.config
  return politica !== 'abierta' && !sinRaiz.includes(rutaDe(peticion)) && trazas.sorteada()
}

const abrir = (o: OpcionesTrazas, peticion: FastifyRequest): Lapso | null => {
  const padre = leerTraceparent(peticion.headers)
  if (!seGuarda(o, peticion, padre)) return null
  const atributos = { metodo: peticion.method, ruta: rutaDe(peticion) }
  const lapso = o.trazas.abrir(nombreDe(peticion), { clase: 'servidor', padre, atributos })
  // Desde aquí lo que se causa cuelga de este lapso, lea quien lea el encabezado.
  peticion.headers.traceparent = lapso.traceparent
  return lapso
}

/** Cuántos quedan en este segundo. */
const crearCupo = () => {
  let segundo = -1
  let quedan = 0
  return (): boolean => {
    const ahora = Math.floor(performance.now() / 1_000)
    if (ahora !== segundo) quedan = TARDIAS_POR_SEGUNDO
    segundo = ahora
    return quedan-- > 0
  }
}

/** Un 500 es un defecto nuestro; lo demás que empieza por 5 es carga o la base, y ya se cuenta. */
const merece = (respuesta: FastifyReply): boolean =>
  respuesta.statusCode === 500 || respuesta.elapsedTime >= LENTA

const abrirTarde = (o: OpcionesTrazas, peticion: FastifyRequest, respuesta: FastifyReply): Lapso =>
  o.trazas.abrir(nombreDe(peticion), {
    clase: 'servidor',
    padre: leerTraceparent(peticion.headers),
    atributos: { metodo: peticion.method, ruta: rutaDe(peticion) },
    inicio: Date.now() - respuesta.elapsedTime,
  })

/**
 * Un lapso por petición que se guarda, ya dentro: después de la puerta, de modo que un extraño no puede
 * pedir que se le trace. Las lentas y las que dieron con un defecto nuestro se guardan siempre.
 */
export const ponerTrazas = (app: Aplicacion, o: OpcionesTrazas | undefined): void => {
  app.decorateRequest('lapso', null)
  if (!o?.trazas.activas) return
  const cupo = crearCupo()
  app.addHook('onRequest', (peticion, _respuesta, seguir) => {
    peticion.lapso = abrir(o, peticion)
    seguir()
  })
  app.addHook('onResponse', (peticion, respuesta, seguir) => {
    const tarde = peticion.lapso === null && peticion.principal !== null && merece(respuesta)
    const aparte = tarde && !o.sinRaiz.includes(rutaDe(peticion)) && cupo()
    const lapso = aparte ? abrirTarde(o, peticion, respuesta) : peticion.lapso
    const { statusCode: estado } = respuesta
    lapso?.anotar({ estado })
    lapso?.terminar(estado >= 500 ? { fallo: String(estado) } : {})
    seguir()
  })
}
