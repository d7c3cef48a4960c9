import type { EventoContratoV2 } from '#modulos/contratos/infraestructura/schema/v2/eventos.ts'

/** El canon desde un día, decimal exacto. */
export type Canon = Readonly<{ desde: string; monto: string }>

/** Lo que el panel sabe de un contrato. Los de la plataforma anterior pueden no traer inmueble ni fechas. */
export type ContratoPanel = Readonly<{
  id: string
  estado: string
  id_propiedad: string | null
  inicio: string | null
  /** Último día pactado, y el último en que obliga. */
  fin: string | null
  fin_efectivo: string | null
  moneda: string
  canones: readonly Canon[]
}>

/** Lo que se cuenta por día. */
export const HECHOS = ['creados', 'firmados', 'procesados'] as const
export type Hecho = (typeof HECHOS)[number]

type Terminos = Readonly<{
  id_propiedad: string
  fecha_inicio: string
  fecha_fin: string
  monto: string
  moneda: string
}>

const conTerminos = (id: string, estado: string, t: Terminos): ContratoPanel => ({
  id,
  estado,
  id_propiedad: t.id_propiedad || null,
  inicio: t.fecha_inicio || null,
  fin: t.fecha_fin || null,
  fin_efectivo: t.fecha_fin || null,
  moneda: t.moneda,
  canones: t.monto && t.fecha_inicio ? [{ desde: t.fecha_inicio, monto: t.monto }] : [],
})

type Pliegue<T extends EventoContratoV2['tipo']> = Readonly<{
  hecho?: Hecho
  pasar(
    previo: ContratoPanel | undefined,
    datos: Extract<EventoContratoV2, { tipo: T }>['datos'],
  ): ContratoPanel | undefined
}>

const nada = { pasar: (previo: ContratoPanel | undefined) => previo }

const enEstado = (estado: string) => (previo: ContratoPanel | undefined) => previo && { ...previo, estado }

/** Un canon nuevo desde un día; si ya había uno que empezaba ese día, lo reemplaza. */
const conCanon = (previo: ContratoPanel, canon: Canon): ContratoPanel => ({
  ...previo,
  canones: [...previo.canones.filter((k) => k.desde !== canon.desde), canon],
})

/** Un pliegue por evento: el compilador no deja que falte ninguno. */
export const PLIEGUES: { readonly [T in EventoContratoV2['tipo']]: Pliegue<T> } = {
  ContratoCreado: { hecho: 'creados', pasar: (_, d) => conTerminos(d.id, d.estado, d.terminos) },
  ContratoActualizado: { pasar: (previo, d) => previo && conTerminos(d.id, previo.estado, d.despues) },
  FirmaRegistrada: nada,
  FirmasInvalidadas: nada,
  ContratoFirmado: { hecho: 'firmados', pasar: enEstado('Firmado') },
  ContratoEliminado: { pasar: enEstado('Anulado') },
  ContratoProcesado: { hecho: 'procesados', pasar: enEstado('Procesado') },
  OtrosiRegistrado: {
    pasar: (previo, { efectiva: desde, monto }) =>
      previo && (monto === null ? previo : conCanon(previo, { desde, monto })),
  },
  IncrementoAplicado: {
    pasar: (previo, { aniversario: desde, monto }) => previo && conCanon(previo, { desde, monto }),
  },
  IndicePublicado: nada,
  ContratoVencido: { pasar: enEstado('Vencido') },
  RenovacionIniciada: nada,
  RenovacionDeshecha: nada,
  IncrementoPendienteDeIndice: nada,
  ContratoProrrogado: {
    pasar: (previo, d) => previo && { ...previo, fin: d.fin_nueva, fin_efectivo: d.fin_nueva },
  },
  ContratoTerminado: {
    pasar: (previo, d) => previo && { ...previo, estado: 'Terminado', fin_efectivo: d.fecha },
  },
}

/** Aplica un evento; devuelve el contrato como queda y lo que hay que contar. */
export const plegarContrato = (
  previo: ContratoPanel | undefined,
  evento: EventoContratoV2,
): Readonly<{ contrato: ContratoPanel | undefined; hecho: Hecho | undefined }> => {
  const pliegue = PLIEGUES[evento.tipo] as Pliegue<EventoContratoV2['tipo']>
  return { contrato: pliegue.pasar(previo, evento.datos), hecho: pliegue.hecho }
}
