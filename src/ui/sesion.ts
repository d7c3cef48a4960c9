import { createCipheriv, createDecipheriv, createHmac, hash, randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { crearFreno, direccionDe } from '#seedwork/presentacion/acceso/freno.ts'
import {
  type Autenticador,
  leerBearer,
  type Principal,
  type Rol,
} from '#seedwork/presentacion/autenticacion.ts'

/**
 * Quien está al otro lado de la página, con la credencial con que entró: cada petición suya va a los
 * servicios con ella, así que puede lo que puede su papel. `caduca`: ms desde la época.
 */
export type Sesion = Readonly<{ actor: string; roles: readonly Rol[]; credencial: string; caduca: number }>

/** No se pudo decir quién es: demasiados intentos, o quien lo sabe no contesta. */
export class ErrorSesion extends Error {
  readonly statusCode: 429 | 503
  readonly codigo: string

  constructor(statusCode: 429 | 503) {
    super(statusCode === 429 ? 'demasiados intentos' : 'no se puede comprobar la credencial')
    this.statusCode = statusCode
    this.codigo = statusCode === 429 ? 'DemasiadasPeticiones' : 'AutenticacionNoDisponible'
  }
}

/** Las galletas llevan la credencial cifrada: no se guardan aquí, y sobreviven a un reinicio. */
export type Sesiones = {
  /** Cambia una credencial por el valor de `Set-Cookie`; null si no sirve. Falla con `ErrorSesion`. */
  canjear(peticion: IncomingMessage, credencial: string): Promise<string | null>
  /** La sesión de una petición: por `Authorization: Bearer`, por galleta, o null. */
  de(peticion: IncomingMessage): Promise<Sesion | null>
  /** Como `de`, pero sólo por credencial: no depende del navegador, así que no exige Origin. */
  dePortador(peticion: IncomingMessage): Promise<Sesion | null>
  /** La sesión que da una credencial suelta (`?token=` en modo local). */
  deCredencial(peticion: IncomingMessage, credencial: string): Promise<Sesion | null>
  /** ¿Sigue valiendo? La credencial pudo revocarse y la sesión, cerrarse. */
  sigue(sesion: Sesion): Promise<boolean>
  /** Cierra la sesión de una petición y devuelve el `Set-Cookie` que la olvida. */
  olvidar(peticion: IncomingMessage): string
}

const DURACION = 7 * 24 * 3600 * 1000
const OLVIDADAS_MAXIMAS = 10_000

/** Lee una galleta de la cabecera `Cookie`; la primera manda. */
export const leerGalleta = (peticion: IncomingMessage, nombre: string): string | null => {
  for (const trozo of (peticion.headers.cookie ?? '').split(';')) {
    const corte = trozo.indexOf('=')
    if (corte > 0 && trozo.slice(0, corte).trim() === nombre) return trozo.slice(corte + 1).trim()
  }
  return null
}

/** Cifra y sella con AES-256-GCM; abrir algo que no es nuestro da null. */
const crearSobre = (secreto: string) => {
  const llave = createHmac('sha256', secreto).update('alpes/sesion/v2').digest()
  return {
    cerrar(texto: string): string {
      const iv = randomBytes(12)
      const cifra = createCipheriv('aes-256-gcm', llave, iv)
      const cuerpo = Buffer.concat([cifra.update(texto, 'utf8'), cifra.final()])
      return Buffer.concat([iv, cifra.getAuthTag(), cuerpo]).toString('base64url')
    },
    abrir(valor: string): string | null {
      const bytes = Buffer.from(valor, 'base64url')
      if (bytes.length <= 28) return null
      try {
        const cifra = createDecipheriv('aes-256-gcm', llave, bytes.subarray(0, 12), { authTagLength: 16 })
        cifra.setAuthTag(bytes.subarray(12, 28))
        return cifra.update(bytes.subarray(28), undefined, 'utf8') + cifra.final('utf8')
      } catch {
        return null
      }
    },
  }
}

/** Credenciales malas por segundo y de golpe que se aguantan de una dirección. */
const FRENO = { porSegundo: 5, rafaga: 50 }

type Opciones = Readonly<{
  /** Con él se cifran las galletas. */
  token: string
  autenticar: Autenticador
  puerto: () => number
  segura: boolean
  saltos?: number
}>

/** Pregunta de quién es una credencial, frenando a la dirección que falla mucho. */
const crearProbar = ({ autenticar, saltos = 0 }: Opciones) => {
  const freno = crearFreno(FRENO)
  return async (peticion: IncomingMessage, credencial: string): Promise<Principal | null> => {
    const direccion = direccionDe(peticion, saltos)
    if (freno.falta(direccion) > 0 && !autenticar.conoce?.(credencial)) throw new ErrorSesion(429)
    const principal = await preguntar(autenticar, credencial)
    if (principal === null) freno.tomar(direccion)
    return principal
  }
}

const preguntar = async (autenticar: Autenticador, credencial: string): Promise<Principal | null> => {
  try {
    return await autenticar(credencial)
  } catch {
    throw new ErrorSesion(503)
  }
}

/** Sesiones cerradas antes de tiempo, por la huella de su credencial cifrada, hasta que caduquen. */
const crearOlvidadas = () => {
  const olvidadas = new Set<string>()
  const huella = (galleta: string): string => hash('sha256', galleta, 'base64url')
  return {
    tiene: (galleta: string) => olvidadas.has(huella(galleta)),
    poner(galleta: string) {
      olvidadas.add(huella(galleta))
      const [primera] = olvidadas.size > OLVIDADAS_MAXIMAS ? olvidadas : []
      if (primera !== undefined) olvidadas.delete(primera)
    },
  }
}

class SesionesSelladas implements Sesiones {
  readonly #o: Opciones
  readonly #atributos: string
  readonly #sobre: ReturnType<typeof crearSobre>
  readonly #probar: ReturnType<typeof crearProbar>
  readonly #olvidadas = crearOlvidadas()
  /** La galleta con que nació cada sesión, para saber si se cerró. */
  readonly #galletas = new WeakMap<Sesion, string>()

  constructor(o: Opciones) {
    this.#o = o
    this.#atributos = `Path=/; HttpOnly; SameSite=Strict${o.segura ? '; Secure' : ''}`
    this.#sobre = crearSobre(o.token)
    this.#probar = crearProbar(o)
  }

  async canjear(peticion: IncomingMessage, credencial: string): Promise<string | null> {
    if (!(await this.#probar(peticion, credencial))) return null
    const valor = this.#sobre.cerrar(`${Date.now() + DURACION} ${credencial}`)
    return `${this.#nombre}=${valor}; Max-Age=${DURACION / 1000}; ${this.#atributos}`
  }

  async de(peticion: IncomingMessage): Promise<Sesion | null> {
    return (await this.dePortador(peticion)) ?? this.#deGalleta(peticion)
  }

  async dePortador(peticion: IncomingMessage): Promise<Sesion | null> {
    const dada = leerBearer(peticion.headers.authorization)
    return dada === null ? null : this.deCredencial(peticion, dada)
  }

  deCredencial(peticion: IncomingMessage, credencial: string): Promise<Sesion | null> {
    return this.#abrir(peticion, credencial, Number.POSITIVE_INFINITY)
  }

  async sigue(sesion: Sesion): Promise<boolean> {
    const galleta = this.#galletas.get(sesion)
    if (sesion.caduca <= Date.now() || (galleta !== undefined && this.#olvidadas.tiene(galleta))) return false
    return (await preguntar(this.#o.autenticar, sesion.credencial)) !== null
  }

  olvidar(peticion: IncomingMessage): string {
    const galleta = leerGalleta(peticion, this.#nombre)
    if (galleta !== null) this.#olvidadas.poner(galleta)
    return `${this.#nombre}=; Max-Age=0; ${this.#atributos}`
  }

  get #nombre(): string {
    return `alpes_sesion_${this.#o.puerto()}`
  }

  async #deGalleta(peticion: IncomingMessage): Promise<Sesion | null> {
    const galleta = leerGalleta(peticion, this.#nombre)
    if (galleta === null || this.#olvidadas.tiene(galleta)) return null
    const [, caduca, credencial = ''] = /^(\d+) (.+)$/.exec(this.#sobre.abrir(galleta) ?? '') ?? []
    if (!(Number(caduca) > Date.now())) return null
    const sesion = await this.#abrir(peticion, credencial, Number(caduca))
    if (sesion) this.#galletas.set(sesion, galleta)
    return sesion
  }

  async #abrir(peticion: IncomingMessage, credencial: string, caduca: number): Promise<Sesion | null> {
    const principal = await this.#probar(peticion, credencial)
    return principal && { actor: principal.nombre, roles: principal.roles, credencial, caduca }
  }
}

/**
 * Sesiones de la página. El nombre de la galleta lleva el puerto: las galletas no distinguen puertos y
 * dos instalaciones en una máquina se pisarían.
 */
export const crearSesiones = (opciones: Opciones): Sesiones => new SesionesSelladas(opciones)
