import type { CodigoComun } from '#seedwork/dominio/errores-comunes.ts'
import type { CODIGOS_APARTADOS } from '#seedwork/infraestructura/suscripciones/operador.ts'
import type { CodigoHttp } from '#seedwork/presentacion/codigos.ts'
import {
  FICHAS_APARTADOS,
  FICHAS_COMUNES,
  FICHAS_HTTP,
  ficha,
} from '#seedwork/presentacion/fichas-comunes.ts'
import type { FichaError } from '#seedwork/presentacion/problemas.ts'
import type { CodigoNotificaciones } from '../dominio/errores.ts'

/** Todo lo que este servicio puede decir que salió mal. */
type Codigo =
  | CodigoComun
  | CodigoHttp
  | CodigoNotificaciones
  | (typeof CODIGOS_APARTADOS)[number]
  | 'EsquemaNoEncontrado'

/** Código → estado HTTP y título de este servicio. */
export const ERRORES_NOTIFICACIONES = {
  NotificacionNoEncontrada: ficha(404, 'Notificación no encontrada'),
  ReintentoNoPermitido: ficha(409, 'Reintento no permitido'),
  EsquemaNoEncontrado: ficha(404, 'Esquema no encontrado'),
  ...FICHAS_APARTADOS,
  ...FICHAS_COMUNES,
  ...FICHAS_HTTP,
} satisfies Record<Codigo, FichaError>
