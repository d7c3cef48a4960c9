import type { FilaVencimiento } from '../../aplicacion/queries/informes/puertos.ts'
import type { Estado } from '../../dominio/contrato.ts'
import { type Fila, texto } from './comun.ts'

/** Lo común de una fila cuyo protagonista es un contrato. */
export const contratoDeFila = (f: Fila): Omit<FilaVencimiento, 'tramo' | 'dias' | 'canon' | 'sucesor'> => ({
  id: String(f.id),
  numero: String(f.numero),
  estado: f.estado as Estado,
  id_propiedad: String(f.id_propiedad),
  codigo: Number(f.codigo),
  propiedad: String(f.propiedad),
  ciudad: String(f.ciudad),
  id_compania: String(f.id_compania),
  compania: texto(f.compania),
  id_inquilino: String(f.id_inquilino),
  inquilino: texto(f.inquilino),
  moneda: String(f.moneda),
  fecha_inicio: String(f.fecha_inicio),
  fecha_fin: String(f.fin_efectiva),
})
