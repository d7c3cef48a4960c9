import { randomUUIDv7 } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Contexto, Hecho, Orden, Origen, Posicion } from '#seedwork/aplicacion/contexto.ts'
import type { EventoIntegracion } from '#seedwork/aplicacion/mensajes.ts'
import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import type { Principal } from '#seedwork/presentacion/autenticacion.ts'
import { errorHttp } from '#seedwork/presentacion/codigos.ts'
import {
  claveDe,
  escribirPosiciones,
  exigirVersionEsperada,
  idDeClave,
  leerClave,
  leerTraceparent,
  leerVersionEsperada,
  prefiereAsincrono,
} from '#seedwork/presentacion/encabezados.ts'
import { autorizarComando } from './politicas.ts'

/** Lo que se mide de cada comando. */
export type MedirComando = (
  tipo: string,
  resultado: 'hecho' | 'repetido' | 'encolado' | 'rechazado' | 'fallido',
) => void

/** Encola un comando para después; lo da el motor. */
export type Encolar = (
  contexto: Contexto,
  comando: { evento: EventoIntegracion; clave: string },
) => Promise<Hecho<unknown>>

export type Medios = Readonly<{ reloj: Reloj; encolar: Encolar; medir: MedirComando }>

/** Qué comando corre una ruta y cómo. `agregado`: el id al que se refiere `If-Match`. */
export type Pedido<C extends { tipo: string }, R> = Readonly<{
  comando: C
  manejador: (orden: Orden<C>) => Promise<Hecho<R>>
  agregado?: string
  /** PATCH y DELETE exigen `If-Match`. */
  exigeVersion?: boolean
  /** El mensaje con que se acepta para después si se pide `Prefer: respond-async`. */
  asincrono?: (contexto: Contexto) => { evento: EventoIntegracion; clave: string }
  /** Se acepta para después aunque no se pida. */
  siempreDespues?: boolean
  /** La clave de idempotencia de la petición es de otra de sus órdenes: ésta se repite sin daño por sí sola. */
  sinClave?: boolean
}>

/** Escribe un comando como mensaje, con la versión que quien llama cree vigente; lo da su módulo. */
export type MensajeDeComando<C> = (comando: C, version: number | null) => EventoIntegracion

/** Lo que añade a un pedido que su comando se pueda aceptar para después. */
export const encolable = <C extends Readonly<{ id: string }>>(
  { mensajeDeComando }: Readonly<{ mensajeDeComando: MensajeDeComando<C> }>,
  comando: C,
) => ({
  asincrono: ({ versionEsperada }: Contexto) => ({
    evento: mensajeDeComando(comando, versionEsperada?.version ?? null),
    clave: comando.id,
  }),
})

/** En qué quedó: hecho, o aceptado para ejecutarse después. */
export type Desenlace<R> =
  | Readonly<{ tipo: 'hecho'; hecho: Hecho<R> }>
  | Readonly<{ tipo: 'encolado'; id: string; comando: string; posiciones: readonly Posicion[] }>

const principalDe = (peticion: FastifyRequest): Principal => {
  if (peticion.principal === null) throw new ErrorDominio('NoAutenticado', 'falta la credencial')
  return peticion.principal
}

const ORIGENES: readonly Origen[] = ['importacion', 'demo']

/** `Alpes-Origen`: sólo quien administra puede decir que lo suyo es una importación o la demo. */
const origenDe = (peticion: FastifyRequest, { roles }: Principal): Origen => {
  const dado = peticion.headers['alpes-origen']
  if (dado === undefined) return 'api'
  const origen = ORIGENES.find((o) => o === dado)
  if (origen === undefined) throw errorHttp('EncabezadoInvalido', 'Alpes-Origen admite importacion o demo')
  if (roles.some((r) => r === 'admin' || r === 'operador')) return origen
  throw new ErrorDominio('NoAutorizado', 'la credencial no puede cambiar el origen')
}

const versionDe = (peticion: FastifyRequest, p: Pick<Pedido<never, never>, 'agregado' | 'exigeVersion'>) => {
  // Un alta no tiene versión que esperar.
  if (p.agregado === undefined) return {}
  const leer = p.exigeVersion ? exigirVersionEsperada : leerVersionEsperada
  const version = leer(peticion.headers)
  return version === undefined ? {} : { versionEsperada: { id: p.agregado, version } }
}

const identidadDe = (
  peticion: FastifyRequest,
  principal: Principal,
  sinClave: boolean | undefined,
): Pick<Contexto, 'idComando' | 'clave'> => {
  const clave = sinClave ? undefined : leerClave(peticion.headers)
  if (clave === undefined) return { idComando: randomUUIDv7() }
  const operacion = `${peticion.method} ${peticion.routeOptions.url}`
  const { method: metodo, url, body: cuerpo } = peticion
  return {
    idComando: idDeClave(principal.nombre, operacion, clave),
    clave: claveDe({ operacion, clave, metodo, url, cuerpo }),
  }
}

/** El contexto de un comando que entra por HTTP. Falla con `EncabezadoInvalido`, `VersionRequerida`… */
export const contextoDe = (
  peticion: FastifyRequest,
  reloj: Reloj,
  p: Readonly<{ tipo: string; agregado?: string; exigeVersion?: boolean; sinClave?: boolean }>,
): Contexto => {
  const principal = principalDe(peticion)
  autorizarComando(principal, p.tipo)
  return {
    tipo: p.tipo,
    ...identidadDe(peticion, principal, p.sinClave),
    actor: principal.nombre,
    origen: origenDe(peticion, principal),
    correlacion: peticion.id,
    causacion: null,
    traceparent: leerTraceparent(peticion.headers),
    ahora: reloj.ahora(),
    ...versionDe(peticion, p),
    ...(principal.partes && { partes: principal.partes }),
  }
}

const correr = async <C extends { tipo: string }, R>(
  { encolar }: Medios,
  contexto: Contexto,
  { comando, manejador, asincrono }: Pedido<C, R> & { asincrono?: Pedido<C, R>['asincrono'] },
): Promise<Desenlace<R>> => {
  if (!asincrono) return { tipo: 'hecho', hecho: await manejador({ comando, contexto }) }
  const { posiciones } = await encolar(contexto, asincrono(contexto))
  return { tipo: 'encolado', id: contexto.idComando, comando: comando.tipo, posiciones }
}

export type Ejecutar = <C extends { tipo: string }, R>(
  peticion: FastifyRequest,
  pedido: Pedido<C, R>,
) => Promise<Desenlace<R>>

/** Corre un comando (o lo encola, si se pide y se puede) y lo mide. Los errores suben: los responde el servidor. */
export const crearEjecutar =
  (medios: Medios): Ejecutar =>
  async (peticion, { asincrono, siempreDespues, ...pedido }) => {
    const { tipo } = pedido.comando
    const contexto = contextoDe(peticion, medios.reloj, { ...pedido, tipo })
    const despues = asincrono && (siempreDespues || prefiereAsincrono(peticion.headers))
    try {
      const desenlace = await correr(medios, contexto, despues ? { ...pedido, asincrono } : pedido)
      medios.medir(tipo, desenlace.tipo === 'hecho' && desenlace.hecho.repetido ? 'repetido' : desenlace.tipo)
      return desenlace
    } catch (error) {
      medios.medir(tipo, error instanceof ErrorDominio ? 'rechazado' : 'fallido')
      throw error
    }
  }

/** Cómo se responde a lo hecho: estado, y `Location` si algo nació. */
export type Respuesta<R> = Readonly<{ estado: number; ubicacion?: (resultado: R) => string }>

/** Dice dónde quedó un desenlace: `Alpes-Posicion` y, si está por ejecutarse, dónde se mira. */
export const situar = (respuesta: FastifyReply, desenlace: Desenlace<unknown>): FastifyReply => {
  const { posiciones } = desenlace.tipo === 'hecho' ? desenlace.hecho : desenlace
  if (posiciones.length > 0) respuesta.header('alpes-posicion', escribirPosiciones(posiciones))
  if (desenlace.tipo === 'hecho') return respuesta
  return respuesta.headers({ location: `/comandos/${desenlace.id}`, 'retry-after': '1' })
}

/** Lo que dejó una orden que no se pidió para después. */
export const hechoDe = <R>(desenlace: Desenlace<R>): R => {
  if (desenlace.tipo === 'hecho') return desenlace.hecho.resultado
  throw new Error(`${desenlace.comando} quedó para después sin haberlo pedido`)
}

const responderEncolado = (
  respuesta: FastifyReply,
  { id, comando }: Extract<Desenlace<never>, { tipo: 'encolado' }>,
): FastifyReply =>
  respuesta
    .status(202)
    .header('preference-applied', 'respond-async')
    .send({ id, tipo: comando, estado: 'pendiente' })

const JSON_UTF8 = 'application/json; charset=utf-8'

/** Responde un desenlace: cuerpo, `ETag`, `Location` y `Alpes-Posicion`; 202 si quedó encolado. */
export const responder = <R extends { version: number }>(
  respuesta: FastifyReply,
  desenlace: Desenlace<R>,
  { estado, ubicacion }: Respuesta<R>,
): FastifyReply => {
  situar(respuesta, desenlace)
  if (desenlace.tipo === 'encolado') return responderEncolado(respuesta, desenlace)
  const { resultado, texto } = desenlace.hecho
  respuesta.status(estado).header('etag', `"${resultado.version}"`)
  if (ubicacion) respuesta.header('location', ubicacion(resultado))
  if (estado === 204) return respuesta.send()
  return texto === undefined ? respuesta.send(resultado) : respuesta.type(JSON_UTF8).send(texto)
}
