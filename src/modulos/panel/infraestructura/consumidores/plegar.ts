import type pg from 'pg'
import { EVENTOS_CONTRATO_V2 } from '#modulos/contratos/infraestructura/schema/v2/eventos.ts'
import { EVENTOS_INMUEBLE } from '#modulos/inmuebles/infraestructura/schema/v1/eventos.ts'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import type { Registro } from '#seedwork/infraestructura/esquemas/registro.ts'
import {
  guardarContratos,
  guardarInmuebles,
  type InmueblePanel,
  leerContratos,
  leerInmuebles,
  sumarEstados,
  sumarHechos,
} from '../filas.ts'
import { plegarContrato } from './contrato.ts'

/** Los días de las series son los de la oficina, no los de cada inmueble. */
const ZONA_OFICINA = 'America/Bogota'

export const TOPICOS = ['eventos-inmueble', 'eventos-contrato'] as const

const diaDe = (ms: number): string =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(ZONA_OFICINA).toPlainDate().toString()

const sumar = (cuentas: Map<string, number>, clave: string, n: number): void => {
  cuentas.set(clave, (cuentas.get(clave) ?? 0) + n)
}

const plegarContratos = async (
  mensajes: readonly Mensaje[],
  tx: pg.PoolClient,
  esquemas: Registro,
): Promise<void> => {
  const contratos = await leerContratos(tx, [...new Set(mensajes.map((m) => m.clave))])
  const estados = new Map<string, number>()
  const hechos = new Map<string, number>()
  for (const m of mensajes) {
    const evento = esquemas.evento(EVENTOS_CONTRATO_V2, m)
    if (!evento) continue
    const previo = contratos.get(m.clave)
    const { contrato, hecho } = plegarContrato(previo, evento)
    if (hecho) sumar(hechos, `${diaDe(m.ocurridoEn)} ${hecho}`, 1)
    if (!contrato || contrato === previo) continue
    if (previo) sumar(estados, previo.estado, -1)
    sumar(estados, contrato.estado, 1)
    contratos.set(m.clave, contrato)
  }
  await guardarContratos(tx, [...contratos.values()])
  await sumarEstados(tx, estados)
  await sumarHechos(tx, hechos)
}

type EventoInmueble = NonNullable<ReturnType<typeof eventoInmueble>>
const eventoInmueble = (esquemas: Registro, m: Mensaje) => esquemas.evento(EVENTOS_INMUEBLE, m)

const pasarInmueble = (
  previo: InmueblePanel | undefined,
  { tipo, datos }: EventoInmueble,
): InmueblePanel | undefined => {
  if (tipo === 'InmuebleCreado')
    return { id: datos.id, zona: datos.zona, area_m2: datos.area_m2, activo: true }
  if (!previo) return undefined
  if (tipo === 'InmuebleActualizado')
    return { ...previo, zona: datos.despues.zona, area_m2: datos.despues.area_m2 }
  return tipo === 'InmuebleRetirado' ? { ...previo, activo: false } : previo
}

const plegarInmuebles = async (
  mensajes: readonly Mensaje[],
  tx: pg.PoolClient,
  esquemas: Registro,
): Promise<void> => {
  const inmuebles = await leerInmuebles(tx, [...new Set(mensajes.map((m) => m.clave))])
  for (const m of mensajes) {
    const evento = eventoInmueble(esquemas, m)
    const inmueble = evento && pasarInmueble(inmuebles.get(m.clave), evento)
    if (inmueble) inmuebles.set(m.clave, inmueble)
  }
  await guardarInmuebles(tx, [...inmuebles.values()])
}

/** Pliega un lote (de un solo tópico) sobre las tablas del panel. */
export const plegarPanel =
  (esquemas: Registro) =>
  async (mensajes: readonly Mensaje[], tx: pg.PoolClient): Promise<void> => {
    for (const [topico, suyos] of Map.groupBy(mensajes, (m) => m.topico))
      await (topico === 'eventos-contrato' ? plegarContratos : plegarInmuebles)(suyos, tx, esquemas)
  }
