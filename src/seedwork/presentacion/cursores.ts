import { createHmac, timingSafeEqual } from 'node:crypto'
import { ErrorDominio } from '../dominio/errores.ts'
import { jsonCanonico } from './json.ts'

/** Sella y abre cursores de listas: opacos, nuestros y atados a la consulta que los dio. */
export type Cursores = {
  /** Sella una posición (cualquier JSON) para la consulta `consulta` (filtros y orden, sin cursor ni límite). */
  sellar(posicion: unknown, consulta: unknown): string
  /** Devuelve la posición; falla con `CursorInvalido` si no es nuestro o es de otra consulta. */
  abrir(cursor: string, consulta: unknown): unknown
}

const BYTES_SELLO = 16

const cursorInvalido = () => new ErrorDominio('CursorInvalido', 'el cursor no es de esta consulta')

/** `secreto` debe ser el mismo en los procesos que se reparten una lista. */
export const crearCursores = (secreto: Uint8Array): Cursores => {
  const sello = (carga: Buffer, consulta: unknown): Buffer =>
    createHmac('sha256', secreto)
      .update(jsonCanonico(consulta))
      .update('\0')
      .update(carga)
      .digest()
      .subarray(0, BYTES_SELLO)
  return {
    sellar(posicion, consulta) {
      const carga = Buffer.from(JSON.stringify(posicion))
      return Buffer.concat([sello(carga, consulta), carga]).toString('base64url')
    },
    abrir(cursor, consulta) {
      const bytes = Buffer.from(cursor, 'base64url')
      if (bytes.length <= BYTES_SELLO || bytes.toString('base64url') !== cursor) throw cursorInvalido()
      const carga = bytes.subarray(BYTES_SELLO)
      if (!timingSafeEqual(bytes.subarray(0, BYTES_SELLO), sello(carga, consulta))) throw cursorInvalido()
      return JSON.parse(carga.toString('utf8'))
    },
  }
}
