import { type Autenticador, autenticadorLocal } from '../autenticacion.ts'
import { idDeApiKey } from './claves.ts'
import { conMemoria, type Verificar } from './memoria.ts'

/** De dónde pueden venir las credenciales de una instalación. */
export type Fuentes = Readonly<{
  /** El token del arranque o la primera clave: administra. */
  token: string
  /** Claves de API, si hay dónde buscarlas. */
  claves?: Verificar
  /** JWT, si hay un emisor configurado. */
  jwt?: Verificar | undefined
}>

/** Ms que tarda en notarse una revocación hecha por otro proceso. */
const VIGENCIA_CLAVE = 2_000
/** Un JWT no se revoca: se vuelve a comprobar por si el emisor retiró su llave. */
const VIGENCIA_JWT = 30_000

const FORMA_JWT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/

/** Prueba cada credencial con quien puede entenderla, según su forma. `olvidar`: alguien revocó algo. */
export const crearAutenticador = (f: Fuentes): Autenticador & { olvidar(): void } => {
  const local = autenticadorLocal(f.token)
  const claves = f.claves && conMemoria(f.claves, { vigencia: VIGENCIA_CLAVE })
  const jwt = f.jwt && conMemoria(f.jwt, { vigencia: VIGENCIA_JWT })
  const quienEntiende = (credencial: string): Autenticador | undefined => {
    if (idDeApiKey(credencial) !== null) return claves
    return FORMA_JWT.test(credencial) ? jwt : undefined
  }
  const autenticar: Autenticador = (credencial) =>
    local(credencial) ?? quienEntiende(credencial)?.(credencial) ?? null
  return Object.assign(autenticar, {
    conoce: (credencial: string) =>
      local(credencial) !== null || (quienEntiende(credencial)?.conoce?.(credencial) ?? false),
    olvidar: () => claves?.olvidar(),
  })
}
