import { usarLectura } from '../nucleo/datos.ts'
import { usarRelectura } from '../nucleo/relectura.ts'
import type { PaginaNotificaciones } from './correo-datos.ts'

/** Dónde se ven los avisos que no salieron y se piden otra vez. */
export const RUTA_FALLIDOS = '/correo?ver=avisos&estado=fallida&estado=muerta'

/** Cuántos avisos no salieron: hasta cien, que ya son demasiados; nulo mientras no se sepa. */
export const usarFallidos = (): string | null => {
  const lectura = usarLectura<PaginaNotificaciones>('/notificaciones?estado=fallida&estado=muerta&limite=100')
  usarRelectura(lectura, 2000)
  const pagina = lectura.datos.value
  return pagina && `${pagina.elementos.length}${pagina.siguiente ? '+' : ''}`
}
