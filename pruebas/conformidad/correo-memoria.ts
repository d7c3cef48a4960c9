import type { Correo } from '#seedwork/aplicacion/correo.ts'
import { type CorreoLeido, leerCorreo } from '../../src/notificaciones/infraestructura/correo/lectura.ts'
import { componerMensaje, type Remitente } from '../../src/notificaciones/infraestructura/correo/mensaje.ts'

/** Correo en memoria: acepta lo que aceptan los demás adaptadores y recuerda lo que llegó. */
export type CorreoEnMemoria = Correo & { readonly recibidos: readonly CorreoLeido[] }

export const crearCorreoEnMemoria = (remitente: Remitente): CorreoEnMemoria => {
  const recibidos: CorreoLeido[] = []
  return {
    recibidos,
    async enviar(carta) {
      const { crudo } = await componerMensaje(carta, remitente)
      recibidos.push(leerCorreo(crudo))
    },
  }
}
