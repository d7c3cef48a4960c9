import { randomUUID } from 'node:crypto'
import type { ComandoInmuebles } from '#modulos/inmuebles/modulo.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { type Cartera, orden, registroCartera } from './cartera.ts'

export type Datos = Extract<ComandoInmuebles, { tipo: 'CrearInmueble' }>['datos']
export const local = (extra: Partial<Datos> = {}): Datos => ({
  nombre: 'Local 101',
  tipo: 'local',
  ciudad: 'Bogotá',
  zona: 'America/Bogota',
  area_m2: '85.50',
  ...extra,
})
export const codigo =
  (c: string, datos: Record<string, unknown> = {}) =>
  (e: unknown) =>
    e instanceof ErrorDominio && e.codigo === c && Object.entries(datos).every(([k, v]) => e.datos[k] === v)

/** Lo que las pruebas de inmuebles hacen una y otra vez, sobre la cartera de cada archivo. */
export const ayudasDe = (cartera: () => Cartera) => {
  const crear = async (datos = local(), id: string = randomUUID()) => {
    const hecho = await cartera().inmuebles.comandos.CrearInmueble(
      orden({ tipo: 'CrearInmueble', id, datos }),
    )
    return hecho.resultado
  }
  const obtener = (id: string) => cartera().inmuebles.queries.ObtenerInmueble({ tipo: 'ObtenerInmueble', id })
  const retirar = (id: string) =>
    cartera().inmuebles.comandos.RetirarInmueble(orden({ tipo: 'RetirarInmueble', id, motivo: 'venta' }))
  const tiposDe = async (id: string) => {
    const { rows } = await cartera().pool.query(
      'select tipo, contenido from bitacora where clave = $1 order by posicion',
      [id],
    )
    return rows.map(
      (f) => [f.tipo, registroCartera.decodificar(f.contenido).datos as Record<string, unknown>] as const,
    )
  }
  return { crear, obtener, retirar, tiposDe }
}
