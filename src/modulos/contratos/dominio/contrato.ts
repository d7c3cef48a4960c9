import { plegar } from '#seedwork/dominio/decisor.ts'
import { aTexto, type Dinero } from '#seedwork/dominio/dinero.ts'
import type { FechaCivil, Zona } from '#seedwork/dominio/fecha.ts'
import type { Id } from '#seedwork/dominio/id.ts'
import type { Instante } from '#seedwork/dominio/instante.ts'
import type { Cambio, EventoContrato, Redaccion } from './eventos.ts'
import { type Incremento, partesDe, type Terminos } from './terminos.ts'
import { alargar, conCanon, recortar, type Tramo } from './tramos.ts'

export const ESTADOS = ['Pendiente', 'Firmado', 'Procesado', 'Terminado', 'Vencido', 'Anulado'] as const
export type Estado = (typeof ESTADOS)[number]

export type Firma = Readonly<{ idParte: Id; firmadaEn: Instante; por: string }>

/** Modificación firmada de un contrato firmado, numerada desde 1. */
export type Otrosi = Readonly<{
  numero: number
  efectiva: FechaCivil
  cambios: Readonly<Record<string, string>>
  /** La regla de incremento que había y la que rige desde `efectiva`; nula si no la cambia. */
  regla: Cambio<Incremento> | null
  en: Instante
}>

export type Terminacion = Readonly<{
  fecha: FechaCivil
  motivo: string
  penalidad: Dinero | null
  en: Instante
}>

type Comun = Readonly<{
  id: Id
  numero: string
  /** Términos en vigor. `hash` y `revision` son los de lo último que firmaron (o van a firmar) las partes. */
  terminos: Terminos
  hash: string
  revision: number
  /** Zona del inmueble cuando se redactó: de ella sale el «hoy» del contrato. */
  zona: Zona
  firmas: readonly Firma[]
  tramos: readonly Tramo[]
  otrosies: readonly Otrosi[]
  /** Aniversario que espera a que se publique su índice; nulo si ninguno. */
  indicePendiente: FechaCivil | null
  renuevaA: Id | null
  renovadoPor: Id | null
  creadoEn: Instante
  actualizadoEn: Instante
}>

type ConFirmas = Comun & Readonly<{ firmadoEn: Instante }>

export type Pendiente = Comun & Readonly<{ estado: 'Pendiente' }>
export type Firmado = ConFirmas & Readonly<{ estado: 'Firmado' }>
export type Procesado = ConFirmas & Readonly<{ estado: 'Procesado'; procesadoEn: Instante }>
export type Anulado = Comun & Readonly<{ estado: 'Anulado'; motivo: string | null }>
/** `procesadoEn` es `null` si llegó a su fin sin alta operativa. */
export type Vencido = ConFirmas & Readonly<{ estado: 'Vencido'; procesadoEn: Instante | null }>
export type Terminado = ConFirmas &
  Readonly<{ estado: 'Terminado'; procesadoEn: Instante | null; terminacion: Terminacion }>

/** El agregado raíz. Cada estado lleva justo los datos que existen en él. */
export type Contrato = Pendiente | Firmado | Procesado | Terminado | Vencido | Anulado

/** Ids de las partes que faltan por firmar, en el orden en que figuran. */
export const firmasPendientes = (c: Contrato): readonly Id[] =>
  partesDe(c.terminos).filter((parte) => !c.firmas.some((f) => f.idParte === parte))

/** Canon del tramo que rige en `fecha`; fuera del plazo, el del extremo más cercano. */
export const canonEn = (c: Contrato, fecha: FechaCivil): Dinero =>
  (c.tramos.findLast((t) => t.desde <= fecha) ?? c.tramos[0])?.canon ?? c.terminos.canon

const tramoInicial = ({ fechaInicio, fechaFin, canon }: Terminos): readonly Tramo[] => [
  { desde: fechaInicio, hasta: fechaFin, canon, causa: 'inicial' },
]

const redactar = ({ numero, terminos, hash, revision, zona }: Redaccion) => ({
  numero,
  terminos,
  hash,
  revision,
  zona,
  tramos: tramoInicial(terminos),
})

const nacer = ({
  id,
  redaccion,
  renuevaA,
  en,
}: Extract<EventoContrato, { tipo: 'ContratoCreado' }>): Pendiente => ({
  estado: 'Pendiente',
  id,
  ...redactar(redaccion),
  firmas: [],
  otrosies: [],
  indicePendiente: null,
  renuevaA,
  renovadoPor: null,
  creadoEn: en,
  actualizadoEn: en,
})

/** Un hecho que no puede darse en ese estado es un defecto nuestro, no una regla rota. */
const imposible = (c: Contrato, evento: EventoContrato): Error =>
  new Error(`${evento.tipo} no puede pasar en un contrato ${c.estado}`)

const enPendiente = (c: Pendiente, evento: EventoContrato): Contrato => {
  const actualizadoEn = evento.en
  switch (evento.tipo) {
    case 'ContratoActualizado':
      return { ...c, ...redactar(evento.despues), actualizadoEn }
    case 'FirmasInvalidadas':
      return { ...c, firmas: [], actualizadoEn }
    case 'FirmaRegistrada': {
      const firma = { idParte: evento.idParte, firmadaEn: evento.en, por: evento.por }
      return { ...c, firmas: [...c.firmas, firma], actualizadoEn }
    }
    case 'ContratoFirmado':
      return { ...c, estado: 'Firmado', firmadoEn: evento.en, actualizadoEn }
    case 'ContratoEliminado':
      return { ...c, estado: 'Anulado', motivo: evento.motivo, actualizadoEn }
    default:
      throw imposible(c, evento)
  }
}

/** La regla de incremento que rige un día, según los otrosíes que la cambiaron. */
export const reglaEn = (c: Contrato, dia: FechaCivil): Incremento => {
  const cambios = c.otrosies.flatMap(({ efectiva, regla }) => (regla ? [{ efectiva, regla }] : []))
  const ultimo = cambios
    .filter(({ efectiva }) => efectiva <= dia)
    .reduce<(typeof cambios)[number] | null>((a, b) => (a && a.efectiva > b.efectiva ? a : b), null)
  return ultimo?.regla.despues ?? cambios[0]?.regla.antes ?? c.terminos.incremento
}

/** ¿Se calcula con un índice publicado? */
export const usaIndice = ({ tipo }: Incremento): boolean => tipo === 'ipc' || tipo === 'ipc_mas'

type Registrado = Extract<EventoContrato, { tipo: 'OtrosiRegistrado' }>

const resumen = ({ canon, regla, clausulas }: Registrado): Otrosi['cambios'] => ({
  ...(canon && { monto: aTexto(canon.despues) }),
  ...(regla && {
    incremento: [regla.despues.tipo, regla.despues.puntosBasicos].filter((v) => v !== 0).join(' '),
  }),
  ...(clausulas && { clausulas: clausulas.despues.map(({ titulo }) => titulo).join('; ') }),
})

/** Lo que esperaba un índice deja de esperarlo si se fijó su canon o si su regla ya no lo usa. */
const esperandoIndice = (c: Contrato): FechaCivil | null => {
  const { indicePendiente: dia } = c
  if (dia === null || c.tramos.some((t) => t.desde === dia)) return null
  return usaIndice(reglaEn(c, dia)) ? dia : null
}

const conOtrosi = (
  c: Firmado | Procesado,
  evento: Registrado,
): Pick<Contrato, 'otrosies' | 'tramos' | 'terminos'> => {
  const { numero, efectiva, canon, regla, clausulas, en } = evento
  const otrosies = [...c.otrosies, { numero, efectiva, cambios: resumen(evento), regla, en }]
  const causa = `otrosí ${numero}`
  return {
    otrosies,
    tramos: canon ? conCanon(c.tramos, { desde: efectiva, canon: canon.despues, causa }) : c.tramos,
    terminos: {
      ...c.terminos,
      incremento: reglaEn({ ...c, otrosies }, c.terminos.fechaFin),
      ...(clausulas && { clausulas: clausulas.despues }),
    },
  }
}

const procesadoEn = (c: Firmado | Procesado): Instante | null =>
  c.estado === 'Procesado' ? c.procesadoEn : null

const enFirme = (c: Firmado | Procesado, evento: EventoContrato): Contrato => {
  const actualizadoEn = evento.en
  switch (evento.tipo) {
    case 'ContratoProcesado':
      if (c.estado !== 'Firmado') throw imposible(c, evento)
      return { ...c, estado: 'Procesado', procesadoEn: evento.en, actualizadoEn }
    case 'ContratoTerminado': {
      const { fecha, motivo, penalidad, en } = evento
      const tramos = recortar(c.tramos, fecha)
      const terminacion = { fecha, motivo, penalidad, en }
      const fin = { procesadoEn: procesadoEn(c), indicePendiente: null, tramos, terminacion, actualizadoEn }
      return { ...c, estado: 'Terminado', ...fin }
    }
    case 'ContratoVencido':
      return { ...c, estado: 'Vencido', procesadoEn: procesadoEn(c), indicePendiente: null, actualizadoEn }
    case 'OtrosiRegistrado': {
      const nuevo = { ...c, ...conOtrosi(c, evento), actualizadoEn }
      return { ...nuevo, indicePendiente: esperandoIndice(nuevo) }
    }
    case 'IncrementoAplicado': {
      const { aniversario: desde, regla, canon } = evento
      const tramo = { desde, canon: canon.despues, causa: `incremento ${regla.tipo}` }
      const nuevo = { ...c, tramos: conCanon(c.tramos, tramo), actualizadoEn }
      return { ...nuevo, indicePendiente: esperandoIndice(nuevo) }
    }
    case 'IncrementoPendienteDeIndice':
      return { ...c, indicePendiente: evento.aniversario, actualizadoEn }
    case 'ContratoProrrogado': {
      const terminos = { ...c.terminos, fechaFin: evento.finNueva }
      return { ...c, terminos, tramos: alargar(c.tramos, evento.finNueva), actualizadoEn }
    }
    default:
      throw imposible(c, evento)
  }
}

/** Aplica un hecho. `null` es el contrato que todavía no existe. */
export const evolucionar = (c: Contrato | null, evento: EventoContrato): Contrato | null => {
  if (c === null) {
    if (evento.tipo === 'ContratoCreado') return nacer(evento)
    throw new Error(`${evento.tipo} sin un contrato creado`)
  }
  if (c.estado === 'Pendiente') return enPendiente(c, evento)
  if (evento.tipo === 'RenovacionIniciada' && (c.estado === 'Procesado' || c.estado === 'Vencido'))
    return { ...c, renovadoPor: evento.idSucesor, actualizadoEn: evento.en }
  if (evento.tipo === 'RenovacionDeshecha') return { ...c, renovadoPor: null, actualizadoEn: evento.en }
  if (c.estado === 'Firmado' || c.estado === 'Procesado') return enFirme(c, evento)
  throw imposible(c, evento)
}

/** El contrato después de unos hechos. Lanza si no hay ninguno y no existía. */
export const aplicar = (c: Contrato | null, eventos: readonly EventoContrato[]): Contrato => {
  const nuevo = plegar(evolucionar)(c, eventos)
  if (nuevo === null) throw new Error('ningún hecho creó el contrato')
  return nuevo
}

/** El contrato, que ya existía, después de unos hechos; sin ninguno, el mismo. */
export const plegarSobre = (c: Contrato, eventos: readonly EventoContrato[]): Contrato =>
  eventos.length === 0 ? c : aplicar(c, eventos)
