import type { Acceso } from '#seedwork/infraestructura/acceso.ts'
import { type Cliente, crearCliente, ErrorApi } from './cliente.ts'

/** Un servicio con suscripciones propias: las mismas rutas de operador, cada uno sobre su base. */
export type ServicioConLectores = Readonly<{ nombre: 'api' | 'notificaciones'; cliente: Cliente }>

export const serviciosConLectores = (acceso: Acceso): readonly [ServicioConLectores, ServicioConLectores] => [
  { nombre: 'api', cliente: crearCliente(acceso.api, acceso) },
  { nombre: 'notificaciones', cliente: crearCliente(acceso.notificaciones, acceso) },
]

/**
 * Lo que dicen todos, con el nombre de quien lo dice. Si notificaciones no contesta se dice y se sigue con lo
 * de la API, que es la dueña de la bitácora; si no contesta ésta, falla.
 */
export const preguntarATodos = async <T extends object>(
  servicios: readonly ServicioConLectores[],
  ruta: string,
): Promise<(T & { servicio: string })[]> => {
  const hallados: (T & { servicio: string })[] = []
  for (const { nombre, cliente } of servicios)
    try {
      const { datos } = await cliente.pedir<{ elementos: T[] }>(ruta)
      hallados.push(...datos.elementos.map((e) => ({ ...e, servicio: nombre })))
    } catch (error) {
      if (nombre === 'api' || !(error instanceof ErrorApi) || error.estado !== 0) throw error
      console.error(`${nombre} no contesta: falta lo suyo`)
    }
  return hallados
}

/** El servicio que conoce esa ruta: el primero que no contesta que no existe. */
export const quienTenga = async (
  servicios: readonly [ServicioConLectores, ...ServicioConLectores[]],
  ruta: string,
): Promise<Cliente> => {
  for (const { cliente } of servicios)
    try {
      await cliente.pedir(ruta)
      return cliente
    } catch (error) {
      if (!(error instanceof ErrorApi) || (error.estado !== 404 && error.estado !== 0)) throw error
    }
  return servicios[0].cliente
}
