import assert from 'node:assert/strict'
import type { ApiPrueba, Contestacion, Peticion } from './api.ts'
import { esperarQue } from './esperar.ts'

const HEREDADA =
  /^(POST \/contratos\/contrato(-comando)?|PUT \/contratos\/contrato-comando\/[^/]+|GET \/contratos\/contrato\/[^/]+|GET \/contratos\/contrato-query(\/[^/]+)?|DELETE \/contratos\/contrato-query\/[^/]+|POST \/vuelos\/reserva(-comando)?|GET \/vuelos\/reserva\/[^/]+|GET \/vuelos\/reserva-query(\/[^/]+)?)$/

type Listado = Readonly<{ id: string; id_compania: number; monto: number }>

/** Un cliente de la versión en Python: no conoce más rutas que las suyas. */
export const crearHeredado = (abierta: () => Pick<ApiPrueba, 'pedir'>) => {
  const pedir = (operacion: string, p?: Peticion): Promise<Contestacion> => {
    assert.match(operacion, HEREDADA)
    return abierta().pedir(operacion, p)
  }
  const lista = async (): Promise<Listado[]> => {
    const r = await pedir('GET /contratos/contrato-query')
    assert.equal(r.estado, 200)
    assert.ok(Array.isArray(r.cuerpo))
    return r.cuerpo
  }
  /** Lo encolado acaba por verse en la lista. */
  const enLista = (que: string, cumple: (c: Listado) => boolean) =>
    esperarQue(que, async () => (await lista()).find(cumple))
  return { pedir, lista, enLista }
}

let serie = 500

/** Un contrato que cita códigos que nadie conoce todavía. */
export const contratoHeredado = (extra: object = {}) => ({
  fecha_inicio: '2027-01-01T00:00:00Z',
  fecha_fin: '2027-12-31T00:00:00Z',
  id_compania: ++serie,
  id_inquilino: ++serie,
  id_propiedad: ++serie,
  monto: 1_250_000,
  ...extra,
})

/** Un leg de una hora. */
export const vuelo = (origen = 'BOG', destino = 'MDE') => ({
  fecha_salida: '2026-12-10T11:15:00Z',
  fecha_llegada: '2026-12-10T12:15:00Z',
  origen: { codigo: origen, nombre: 'El Dorado' },
  destino: { codigo: destino },
})
/** Una reserva con ese leg. */
export const reservaHeredada = (leg: object = vuelo(), extra: object = {}) => ({
  itinerarios: [{ odos: [{ segmentos: [{ legs: [leg] }] }] }],
  ...extra,
})

/** Lo que dice un 400: sólo `error`, y con palabras. */
export const esFalta = (r: Contestacion, dice: RegExp): void => {
  assert.equal(r.estado, 400, r.texto)
  assert.deepEqual(Object.keys(r.cuerpo), ['error'])
  assert.match(r.cuerpo.error, dice)
  assert.match(r.encabezados.get('content-type') ?? '', /^application\/json/)
}
