import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Quien está al otro lado de la página. `caduca` en ms desde la época (reloj del sistema). */
export type Sesion = Readonly<{ actor: string; rol: string; caduca: number }>

/** Galletas de sesión firmadas: no se guardan, así que sobreviven a un reinicio mientras dure el token. */
export type Sesiones = {
  /** Cambia el token por el valor de `Set-Cookie`; null si el token no es. */
  canjear(token: string): string | null
  /** La sesión de una petición: por galleta, por `Authorization: Bearer`, o null. */
  de(peticion: IncomingMessage): Sesion | null
  /** Como `de`, pero sólo por token: no depende del navegador, así que no exige Origin. */
  dePortador(peticion: IncomingMessage): Sesion | null
  /** La sesión que da un token suelto (`?token=` en modo local). */
  deToken(token: string): Sesion | null
  /** `Set-Cookie` que la olvida. */
  olvidar(): string
}

const DURACION = 7 * 24 * 3600 * 1000
const ACTOR_LOCAL = { actor: 'local', rol: 'admin' } as const

const iguales = (a: string, b: string): boolean =>
  timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'))

/** Lee una galleta de la cabecera `Cookie`; la primera manda. */
export const leerGalleta = (peticion: IncomingMessage, nombre: string): string | null => {
  for (const trozo of (peticion.headers.cookie ?? '').split(';')) {
    const corte = trozo.indexOf('=')
    if (corte > 0 && trozo.slice(0, corte).trim() === nombre) return trozo.slice(corte + 1).trim()
  }
  return null
}

const portador = (peticion: IncomingMessage): string | null =>
  /^Bearer ([\x21-\x7e]{1,512})$/i.exec(peticion.headers.authorization ?? '')?.[1] ?? null

/**
 * Sesiones del modo local. El nombre de la galleta lleva el puerto: las galletas no distinguen puertos
 * y dos instalaciones en una máquina se pisarían.
 */
export const crearSesiones = (datos: { token: string; puerto: () => number; segura: boolean }): Sesiones => {
  const nombre = (): string => `alpes_sesion_${datos.puerto()}`
  const llave = createHmac('sha256', datos.token).update('alpes/sesion/v1').digest()
  const firma = (cuerpo: string): string => createHmac('sha256', llave).update(cuerpo).digest('base64url')
  const atributos = `Path=/; HttpOnly; SameSite=Strict${datos.segura ? '; Secure' : ''}`

  const deToken = (token: string): Sesion | null =>
    iguales(token, datos.token) ? { ...ACTOR_LOCAL, caduca: Number.POSITIVE_INFINITY } : null

  const deGalleta = (valor: string | null): Sesion | null => {
    const [cuerpo, sello] = [
      valor?.slice(0, valor.lastIndexOf('.')),
      valor?.slice(valor.lastIndexOf('.') + 1),
    ]
    if (!cuerpo || !sello || !iguales(sello, firma(cuerpo))) return null
    const caduca = Number(cuerpo.split('.')[0])
    return caduca > Date.now() ? { ...ACTOR_LOCAL, caduca } : null
  }

  const dePortador = (peticion: IncomingMessage): Sesion | null => {
    const dado = portador(peticion)
    return dado === null ? null : deToken(dado)
  }

  return {
    canjear(token) {
      if (!deToken(token)) return null
      const cuerpo = `${Date.now() + DURACION}.${randomBytes(9).toString('base64url')}`
      return `${nombre()}=${cuerpo}.${firma(cuerpo)}; Max-Age=${DURACION / 1000}; ${atributos}`
    },
    de: (peticion) => dePortador(peticion) ?? deGalleta(leerGalleta(peticion, nombre())),
    dePortador,
    deToken,
    olvidar: () => `${nombre()}=; Max-Age=0; ${atributos}`,
  }
}
