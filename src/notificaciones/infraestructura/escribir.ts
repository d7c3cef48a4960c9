import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import { type Causa, type Intencion, PLANIFICADOR, type Resolucion } from '../aplicacion/entregas.ts'
import { type AjustesAviso, referenciasDe, resolver, sinRepetir } from '../aplicacion/resolver.ts'
import { faltaParaLasOcho } from '../dominio/horario.ts'
import { referenciasPorId, type Sql } from './copias.ts'
import { anotarEntregas, completarEntregas, entregasQueEsperan, enviosDe } from './entregas.ts'

type Medios = Readonly<{ ajustes: AjustesAviso; reloj: Reloj }>

const esperaDe = (resolucion: Resolucion, { actor, ocurridoEn }: Causa, reloj: Reloj): number => {
  if (resolucion.estado !== 'lista' || actor !== PLANIFICADOR) return 0
  const causado = Temporal.Instant.fromEpochMilliseconds(ocurridoEn)
  return faltaParaLasOcho(causado, reloj.ahora(), resolucion.inmueble.zona)
}

/**
 * Da de alta las entregas de esas intenciones con lo que hoy se sabe de sus destinatarios: las que no se
 * pueden escribir aún esperan, y dos partes con la misma dirección reciben un solo correo.
 */
export const escribirEntregas = async (
  tx: Sql,
  intenciones: readonly Intencion[],
  { ajustes, reloj }: Medios,
): Promise<void> => {
  const vivas = intenciones.filter((i) => i.omitidaPor === null)
  const nombradas = new Set(vivas.flatMap((i) => referenciasDe(i.contenido)))
  const referencias = await referenciasPorId(tx, [...nombradas])
  const usadas = new Set<string>()
  await anotarEntregas(
    tx,
    intenciones.map((intencion) => {
      const { omitidaPor, contenido, clave, causa } = intencion
      if (omitidaPor !== null) return { intencion, resolucion: { estado: 'omitida', motivo: omitidaPor } }
      const resolucion = sinRepetir(clave, resolver(contenido, referencias, ajustes), usadas)
      return { intencion, resolucion, esperaMs: esperaDe(resolucion, causa, reloj) }
    }),
  )
}

/** Termina de escribir los avisos que esperaban estas referencias. */
export const atenderEspera = async (
  tx: Sql,
  ids: readonly string[],
  { ajustes, reloj }: Medios,
): Promise<void> => {
  const esperan = ids.length === 0 ? [] : await entregasQueEsperan(tx, ids)
  if (esperan.length === 0) return
  const nombradas = new Set(esperan.flatMap((e) => referenciasDe(e.contenido)))
  const referencias = await referenciasPorId(tx, [...nombradas])
  const usadas = await enviosDe(tx, [...new Set(esperan.map((e) => e.clave.idContrato))])
  await completarEntregas(
    tx,
    esperan.map(({ id, clave, contenido, causa }) => {
      const resolucion = sinRepetir(clave, resolver(contenido, referencias, ajustes), usadas)
      return { id, resolucion, esperaMs: esperaDe(resolucion, causa, reloj) }
    }),
  )
}
