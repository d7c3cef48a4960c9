import type { DefinicionMensaje } from '#seedwork/infraestructura/esquemas/definicion.ts'
import { aJsonSeguro } from '#seedwork/infraestructura/esquemas/json.ts'
import { crearRegistro } from '#seedwork/infraestructura/esquemas/registro.ts'
import type { Decodificar } from './ws/tramas.ts'

/**
 * Entiende los mensajes con los esquemas públicos que conoce este proceso. Lo que no conoce (un
 * productor más nuevo) sale con `datos: null`: la página relee el recurso, que es lo que manda.
 */
export const crearDecodificador = (definiciones: readonly DefinicionMensaje[]): Decodificar => {
  const registro = crearRegistro(definiciones)
  return (mensaje) => {
    try {
      return aJsonSeguro(registro.decodificar(mensaje.contenido).datos)
    } catch {
      return null
    }
  }
}
