import { hash, timingSafeEqual } from 'node:crypto'

export const ROLES = ['lector', 'gestor', 'firmante', 'operador', 'admin'] as const
export type Rol = (typeof ROLES)[number]

/** Quién pide. `partes`: las partes por las que puede firmar; sin ellas, por cualquiera en su nombre. */
export type Principal = Readonly<{ nombre: string; roles: readonly Rol[]; partes?: readonly string[] }>

/**
 * Puerto de autenticación: de la credencial de `Authorization: Bearer` a un principal, o `null` si no
 * sirve. Hoy, un token local; mañana, claves de API y JWT.
 */
export type Autenticador = (credencial: string) => Principal | null | Promise<Principal | null>

/** Quién puede usar una ruta. `documento`: abierta sólo si se escucha en la máquina local. */
export type Politica = 'abierta' | 'documento' | readonly Rol[]

const huella = (texto: string): Buffer => hash('sha256', texto, 'buffer')

/** Modo local: un solo token, que vale por el administrador. Se compara en tiempo constante. */
export const autenticadorLocal = (token: string): Autenticador => {
  const esperada = huella(token)
  const principal: Principal = { nombre: 'local', roles: ['admin'] }
  return (credencial) => (timingSafeEqual(huella(credencial), esperada) ? principal : null)
}

const BEARER = /^Bearer ([\x21-\x7e]{1,4096})$/i

/** La credencial de `Authorization: Bearer …`, o `null`. */
export const leerBearer = (encabezado: string | undefined): string | null =>
  encabezado === undefined ? null : (BEARER.exec(encabezado)?.[1] ?? null)

/** ¿Alcanza el principal? `admin` puede todo. */
export const puede = (principal: Principal, politica: readonly Rol[]): boolean =>
  principal.roles.some((r) => r === 'admin' || politica.includes(r))
