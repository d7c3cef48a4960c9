import { randomUUID } from 'node:crypto'
import type { MensajePorEscribir } from '#seedwork/aplicacion/mensajes.ts'

/** Un mensaje de prueba por escribir. */
export const mensaje = (extra: Partial<MensajePorEscribir> = {}): MensajePorEscribir => ({
  topico: 'eventos-prueba',
  id: randomUUID(),
  tipo: 'PruebaHecha',
  versionEsquema: 1,
  clave: randomUUID(),
  versionAgregado: 1,
  ocurridoEn: 1_796_000_000_123,
  actor: 'prueba',
  origen: 'api',
  correlacion: 'c-1',
  causacion: randomUUID(),
  traceparent: null,
  servicio: 'pruebas',
  contenido: Buffer.from([0xc3, 0x01, 0x00, 0xff]),
  ...extra,
})
