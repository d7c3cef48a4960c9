import type { FastifyReply, FastifyRequest } from 'fastify'
import { ErrorDominio } from '../../dominio/errores.ts'
import { type Autenticador, leerBearer, type Principal } from '../autenticacion.ts'
import { errorHttp } from '../codigos.ts'
import type { Limites } from '../seguridad.ts'
import { crearFreno, direccionDe, type Freno, type HacerFreno } from './freno.ts'

/** Cómo se averigua quién pide, con sus frenos. Falla con `NoAutenticado` o `DemasiadasPeticiones`. */
export type Identificar = (peticion: FastifyRequest, respuesta: FastifyReply) => Promise<Principal>

const noAutenticado = (respuesta: FastifyReply, mensaje: string): ErrorDominio => {
  respuesta.header('www-authenticate', 'Bearer realm="alpes"')
  return new ErrorDominio('NoAutenticado', mensaje)
}

const frenar = (respuesta: FastifyReply, espera: number, quien: string): void => {
  if (espera === 0) return
  respuesta.header('retry-after', String(Math.max(1, Math.ceil(espera))))
  throw errorHttp('DemasiadasPeticiones', `${quien} pide más de lo que le toca: espere`)
}

const suelto: HacerFreno = (_, opciones) => crearFreno(opciones)

/**
 * Una dirección que falla mucho deja de poder probar credenciales; a quien ya entró desde ella no le toca.
 * Después, cada principal tiene su ritmo, y otro más corto para lo costoso. Un 0 en el límite lo quita.
 */
export const crearIdentificar = (
  autenticar: Autenticador,
  l: Limites,
  hacer: HacerFreno = suelto,
): Identificar => {
  const freno = (nombre: string, porSegundo: number, rafaga: number): Freno | null =>
    porSegundo > 0 ? hacer(nombre, { porSegundo, rafaga }) : null
  const direcciones = freno('direcciones', l.fallosPorDireccion, l.fallosPorDireccion * 10)
  const principales = freno('principales', l.porPrincipal, l.porPrincipal * 2)
  const costosas = freno('costosas', l.costosasPorMinuto / 60, Math.ceil(l.costosasPorMinuto / 2))

  const fallar = (direccion: string, respuesta: FastifyReply, mensaje: string): never => {
    direcciones?.tomar(direccion)
    throw noAutenticado(respuesta, mensaje)
  }

  return async (peticion, respuesta) => {
    const credencial = leerBearer(peticion.headers.authorization)
    const direccion = direccionDe(peticion.raw, l.saltosDeProxy)
    const espera = direcciones?.falta(direccion) ?? 0
    if (espera > 0 && !(credencial !== null && autenticar.conoce?.(credencial)))
      frenar(respuesta, espera, 'esta dirección')
    if (credencial === null) return fallar(direccion, respuesta, 'falta Authorization: Bearer <credencial>')
    // Lo ya sabido contesta en el acto: sin `await` no cede el turno.
    const hallado = autenticar(credencial)
    const principal = hallado instanceof Promise ? await hallado : hallado
    if (principal === null) return fallar(direccion, respuesta, 'la credencial no sirve')
    frenar(respuesta, principales?.tomar(principal.nombre) ?? 0, 'esta credencial')
    if (peticion.routeOptions.config?.costosa)
      frenar(respuesta, costosas?.tomar(principal.nombre) ?? 0, 'esta credencial')
    return principal
  }
}
