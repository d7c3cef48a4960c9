import { timingSafeEqual } from 'node:crypto'

export const ROLES = ['lector', 'gestor', 'firmante', 'operador', 'admin'] as const
export type Rol = (typeof ROLES)[number]

/** Quién pide. `partes`: las partes por las que puede firmar; sin ellas, por cualquiera en su nombre. */
export type Principal = Readonly<{ nombre: string; roles: readonly Rol[]; partes?: readonly string[] }>

/**
 * Un principal bien formado: quien sólo firma lo hace por sus partes (ninguna, si no se dicen); quien
 * gestiona o administra firma en nombre de cualquiera, y la firma dice quién fue.
 */
export const crearPrincipal = (p: {
  nombre: string
  roles: readonly Rol[]
  partes?: readonly string[]
}): Principal => {
  const { nombre, roles, partes = [] } = p
  return roles.some((r) => r === 'gestor' || r === 'admin') ? { nombre, roles } : { nombre, roles, partes }
}

/**
 * Puerto de autenticación: de la credencial de `Authorization: Bearer` a un principal, o `null` si no
 * sirve: el token del arranque, una clave de API o un JWT.
 */
export type Autenticador = ((credencial: string) => Principal | null | Promise<Principal | null>) & {
  /** ¿La dio por buena hace poco? Quien ya entró no paga por los intentos fallidos de sus vecinos. */
  conoce?(credencial: string): boolean
}

/**
 * Quién puede usar una ruta. `documento`: abierta sólo si se escucha en la máquina local; `cualquiera`:
 * quien tenga una credencial, con el papel que sea.
 */
export type Politica = 'abierta' | 'documento' | 'cualquiera' | readonly Rol[]

/** En tiempo constante, salvo por el largo, que no es secreto. */
const igual = (dada: Buffer, esperada: Buffer): boolean =>
  dada.length === esperada.length && timingSafeEqual(dada, esperada)

/** Modo local: un solo token, que vale por el administrador. Se compara en tiempo constante. */
export const autenticadorLocal = (token: string) => {
  const esperada = Buffer.from(token)
  const principal: Principal = { nombre: 'local', roles: ['admin'] }
  const autenticar = (credencial: string): Principal | null =>
    igual(Buffer.from(credencial), esperada) ? principal : null
  return Object.assign(autenticar, { conoce: (credencial: string) => autenticar(credencial) !== null })
}

const BEARER = /^Bearer ([\x21-\x7e]{1,4096})$/i

/** La credencial de `Authorization: Bearer …`, o `null`. */
export const leerBearer = (encabezado: string | undefined): string | null =>
  encabezado === undefined ? null : (BEARER.exec(encabezado)?.[1] ?? null)

/** ¿Alcanza el principal? `admin` puede todo. */
export const puede = (principal: Pick<Principal, 'roles'>, politica: readonly Rol[]): boolean =>
  principal.roles.some((r) => r === 'admin' || politica.includes(r))
