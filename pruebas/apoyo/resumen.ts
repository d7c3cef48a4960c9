import { createHash } from 'node:crypto'
import type { EsquemaRegistro } from '#seedwork/infraestructura/esquemas/tipos.ts'

/** Lo que de un esquema no puede cambiar una vez publicado: todo salvo la documentación. */
const sinNotas = (valor: unknown): unknown => {
  if (Array.isArray(valor)) return valor.map(sinNotas)
  if (typeof valor !== 'object' || valor === null) return valor
  const pares = Object.entries(valor).filter(([clave, v]) => clave !== 'doc' || typeof v !== 'string')
  return Object.fromEntries(pares.sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, sinNotas(v)]))
}

/**
 * SHA-256 de un esquema con sus valores por defecto. La huella de Avro no basta para congelarlo: no mira
 * los `default`, y cambiar uno cambia lo que se lee de los mensajes viejos.
 */
export const resumenDe = (esquema: EsquemaRegistro): string =>
  createHash('sha256')
    .update(JSON.stringify(sinNotas(esquema)))
    .digest('hex')
