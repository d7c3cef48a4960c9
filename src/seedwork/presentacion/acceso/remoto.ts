import { crearPrincipal, type Rol } from '../autenticacion.ts'
import { errorHttp } from '../codigos.ts'
import type { Verificar } from './memoria.ts'

const PLAZO = 5_000

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
export const verificadorRemoto =
  (apiUrl: string): Verificar =>
  async (credencial) => {
    const respuesta = await preguntar(apiUrl, credencial)
    if (respuesta.ok) {
      const { actor, roles, partes = [] } = (await respuesta.json()) as Sesion
      return { principal: crearPrincipal({ nombre: actor, roles, partes }) }
    }
    await respuesta.body?.cancel()
    if (respuesta.status === 401) return null
    throw noDisponible()
  }
