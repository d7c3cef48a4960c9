import { type Autenticador, crearPrincipal, type Rol } from '../autenticacion.ts'
import { errorHttp } from '../codigos.ts'
import { conMemoria, type Veredicto } from './memoria.ts'

const PLAZO = 5_000
/** Ms que se recuerda una respuesta: con los de la API, una revocación se nota en menos de cinco segundos. */
const VIGENCIA = 2_000

const noDisponible = () =>
  errorHttp('AutenticacionNoDisponible', 'el servicio que comprueba las credenciales no responde')

type Sesion = { actor: string; roles: Rol[]; partes?: string[] }

const preguntar = async (url: string, credencial: string): Promise<Response> => {
  try {
    return await fetch(`${url}/sesion`, {
      headers: { authorization: `Bearer ${credencial}` },
      redirect: 'error',
      signal: AbortSignal.timeout(PLAZO),
    })
  } catch {
    throw noDisponible()
  }
}

/**
 * Para los servicios que no tienen las claves: pregunta a la API (`GET /sesion`) con la credencial de
 * quien llama. Si no contesta, `AutenticacionNoDisponible`: nunca se deja pasar por si acaso.
 */
export const autenticadorRemoto = (apiUrl: string): Autenticador => {
  const verificar = async (credencial: string): Promise<Veredicto | null> => {
    const respuesta = await preguntar(apiUrl, credencial)
    if (respuesta.status === 401) {
      await respuesta.body?.cancel()
      return null
    }
    if (!respuesta.ok) {
      await respuesta.body?.cancel()
      throw noDisponible()
    }
    const { actor, roles, partes } = (await respuesta.json()) as Sesion
    return { principal: crearPrincipal({ nombre: actor, roles, partes: partes ?? [] }) }
  }
  return conMemoria(verificar, { vigencia: VIGENCIA })
}
