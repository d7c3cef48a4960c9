import { esFecha } from '../nucleo/fechas.ts'
import type { Faltas } from '../nucleo/formulario.ts'
import { escribirMonto, leerMonto } from '../nucleo/montos.ts'
import { idioma, T } from '../nucleo/preferencias.ts'
import type { Clausula, Contrato, Incremento } from '../nucleo/tipos.ts'

/** El formulario del contrato tal como se escribe. */
export type ValoresContrato = {
  id_propiedad: string
  id_compania: string
  id_inquilino: string
  codeudores: readonly string[]
  fecha_inicio: string
  fecha_fin: string
  monto: string
  moneda: string
  incremento: string
  puntos: string
  clausulas: readonly Clausula[]
}

export const VACIO: ValoresContrato = {
  id_propiedad: '',
  id_compania: '',
  id_inquilino: '',
  codeudores: [],
  fecha_inicio: '',
  fecha_fin: '',
  monto: '',
  moneda: 'COP',
  incremento: 'ninguno',
  puntos: '',
  clausulas: [],
}

/** Las reglas de incremento, para elegir una. */
export const reglasIncremento = () =>
  Object.entries(T().tiposIncremento).map(([valor, texto]) => ({ valor, texto }))

/** Porcentaje escrito («5,2») a puntos básicos; null si no se entiende. */
export const aPuntos = (texto: string): number | null => {
  const leido = leerMonto(texto, 'USD', idioma.peek())
  return leido === null ? null : Math.round(Number(leido) * 100)
}

/** Estas reglas llevan porcentaje propio. */
export const llevaPuntos = (tipo: string): boolean => tipo === 'fijo' || tipo === 'ipc_mas'

/** Lo que se ve mal sin preguntar a la api; las reglas del negocio las dice ella. */
export const revisarContrato = (v: ValoresContrato): Faltas => {
  const faltas: Record<string, string> = {}
  if (!v.id_propiedad) faltas.id_propiedad = T().faltas.elija
  if (!v.id_compania) faltas.id_compania = T().faltas.elija
  if (!v.id_inquilino) faltas.id_inquilino = T().faltas.elija
  if (!esFecha(v.fecha_inicio)) faltas.fecha_inicio = T().faltas.fecha
  if (!esFecha(v.fecha_fin)) faltas.fecha_fin = T().faltas.fecha
  if (!leerMonto(v.monto, v.moneda, idioma.peek())) faltas.monto = T().faltas.monto(v.moneda)
  if (llevaPuntos(v.incremento) && aPuntos(v.puntos) === null) faltas.puntos = T().faltas.porcentaje
  return faltas
}

const incrementoDe = (v: ValoresContrato): Incremento =>
  llevaPuntos(v.incremento)
    ? { tipo: v.incremento as Incremento['tipo'], puntos_basicos: aPuntos(v.puntos) ?? 0 }
    : { tipo: v.incremento as Incremento['tipo'] }

/** El cuerpo que la api entiende. */
export const cuerpoDe = (v: ValoresContrato) => ({
  id_propiedad: v.id_propiedad,
  id_compania: v.id_compania,
  id_inquilino: v.id_inquilino,
  codeudores: v.codeudores,
  fecha_inicio: v.fecha_inicio,
  fecha_fin: v.fecha_fin,
  monto: leerMonto(v.monto, v.moneda, idioma.peek()) ?? v.monto,
  moneda: v.moneda,
  incremento: incrementoDe(v),
  clausulas: v.clausulas,
})

export type CuerpoContrato = ReturnType<typeof cuerpoDe>

/** El formulario que corresponde a un contrato ya guardado. */
export const valoresDe = (c: Contrato): ValoresContrato => ({
  id_propiedad: c.id_propiedad,
  id_compania: c.id_compania,
  id_inquilino: c.id_inquilino,
  codeudores: c.codeudores,
  fecha_inicio: c.fecha_inicio,
  fecha_fin: c.fecha_fin,
  monto: escribirMonto(c.monto, idioma.peek()),
  moneda: c.moneda,
  incremento: c.incremento.tipo,
  puntos: llevaPuntos(c.incremento.tipo)
    ? escribirMonto(String((c.incremento.puntos_basicos ?? 0) / 100), idioma.peek())
    : '',
  clausulas: c.clausulas,
})

/** Campos que cambian entre dos cuerpos. */
export const diferencias = (antes: CuerpoContrato, despues: CuerpoContrato): Partial<CuerpoContrato> => {
  const cambios: Record<string, unknown> = {}
  for (const clave of Object.keys(despues) as (keyof CuerpoContrato)[]) {
    if (JSON.stringify(antes[clave]) !== JSON.stringify(despues[clave])) cambios[clave] = despues[clave]
  }
  return cambios as Partial<CuerpoContrato>
}

/** De puntero de la api al campo donde se ve la falta. */
export const campoContrato = (puntero: string): string => {
  const campo = puntero.replace(/^\//, '').replaceAll('/', '.')
  if (campo.startsWith('incremento.puntos')) return 'puntos'
  if (campo.startsWith('incremento')) return 'incremento'
  return campo.startsWith('codeudores') ? 'codeudores' : campo
}
