import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { crearPrincipal, ROLES, type Rol } from '../autenticacion.ts'
import { errorHttp } from '../codigos.ts'
import type { Verificar } from './memoria.ts'

/** Quién emite los JWT y dónde publica sus llaves. Sale de la configuración, nunca del token. */
export type Emisor = Readonly<{ jwksUrl: string; emisor: string; audiencia: string }>

/** Tiempos en ms; sólo las pruebas los cambian. */
export type RitmoJwks = Readonly<{
  /** Entre dos búsquedas de un `kid` que no está. */
  enfriamiento: number
  /** Lo más que valen las llaves sin volver a pedirlas. */
  vigencia: number
  plazo: number
  /** Descanso tras un fallo del emisor, para no martillarlo con cada petición. */
  descanso: number
}>

const RITMO: RitmoJwks = { enfriamiento: 10_000, vigencia: 600_000, plazo: 3_000, descanso: 5_000 }

/** Sólo asimétricos: con `HS256` la llave pública serviría para firmar, y `none` no firma. */
const ALGORITMOS = ['EdDSA', 'Ed25519', 'ES256', 'ES384', 'PS256', 'PS384', 'RS256', 'RS384']
/** Un token de otra cosa (`id_token`, `logout+jwt`…) no es una credencial. */
const TIPOS: ReadonlySet<unknown> = new Set([undefined, 'jwt', 'at+jwt', 'application/at+jwt'])
/** Segundos que se perdonan entre relojes. */
const HOLGURA = 30

const noDisponible = () =>
  errorHttp('AutenticacionNoDisponible', 'quien emite las credenciales no responde: vuelva a intentar')

/** ¿Dijo jose que el token no sirve? Lo demás es que las llaves no llegaron. */
const esDelToken = (error: unknown): boolean =>
  error instanceof errors.JOSEError &&
  !(error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) &&
  error.code !== 'ERR_JOSE_GENERIC'

const conDescanso = (llaves: JWTVerifyGetKey, descanso: number): JWTVerifyGetKey => {
  let hasta = 0
  return async (encabezado, token) => {
    if (performance.now() < hasta) throw noDisponible()
    try {
      return await llaves(encabezado, token)
    } catch (error) {
      if (!esDelToken(error)) hasta = performance.now() + descanso
      throw error
    }
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const textos = (valor: unknown): readonly string[] =>
  Array.isArray(valor) ? valor.filter((v) => typeof v === 'string') : []

/** `roles` y `partes` del token; un rol que no conocemos no da nada. */
const principalDe = ({ sub, roles, partes }: JWTPayload & { roles?: unknown; partes?: unknown }) =>
  crearPrincipal({
    // El prefijo separa a quien trae un JWT de la clave que se llame igual.
    nombre: `jwt:${sub}`,
    roles: textos(roles).filter((r): r is Rol => (ROLES as readonly string[]).includes(r)),
    partes: textos(partes).filter((p) => UUID.test(p)),
  })

/**
 * Comprueba JWT contra el JWKS del emisor: firma con un algoritmo de la lista, `iss`, `aud`, `exp`,
 * `nbf` y `typ`. `jku`, `x5u` y `jwk` no se miran. Sin llaves falla con `AutenticacionNoDisponible`.
 */
export const crearVerificadorJwt = (e: Emisor, ritmo: Partial<RitmoJwks> = {}): Verificar => {
  const r = { ...RITMO, ...ritmo }
  const llaves = createRemoteJWKSet(new URL(e.jwksUrl), {
    cooldownDuration: r.enfriamiento,
    cacheMaxAge: r.vigencia,
    timeoutDuration: r.plazo,
  })
  const pedirLlave = conDescanso(llaves, r.descanso)
  const opciones = {
    ...{ issuer: e.emisor, audience: e.audiencia, algorithms: ALGORITMOS },
    ...{ clockTolerance: HOLGURA, requiredClaims: ['exp', 'sub'] },
  }
  return async (credencial) => {
    try {
      const { payload, protectedHeader } = await jwtVerify(credencial, pedirLlave, opciones)
      const sujeto = payload.sub ?? ''
      if (!TIPOS.has(protectedHeader.typ?.toLowerCase()) || !/^[\x21-\x7e]{1,200}$/.test(sujeto)) return null
      return { principal: principalDe(payload), caduca: ((payload.exp ?? 0) + HOLGURA) * 1000 }
    } catch (error) {
      if (esDelToken(error)) return null
      throw noDisponible()
    }
  }
}
