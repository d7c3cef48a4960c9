import type { Cambio } from './cambios.ts'
import type { FichaContrato } from './fichas.ts'
import type { AvisoReserva } from './reservas.ts'
import { partesDe, type Terminos } from './terminos.ts'
import { type AvisoVida, type EncargoVida, encargoDeVida, type Grupo, type HechoVida } from './vida.ts'

/** Buzones de la oficina; su dirección es un ajuste (`CORREO_GESTOR`, `CORREO_CARTERA`, `CORREO_ADMIN`). */
export type Buzon = 'gestor' | 'cartera' | 'admin'

/** A quién va un aviso: una parte del contrato o un buzón de la oficina. */
export type Destinatario =
  | Readonly<{ clase: 'parte'; id: string }>
  | Readonly<{ clase: 'oficina'; buzon: Buzon }>

/** Lo que le ocurrió a un contrato, ya traducido de su evento de integración. */
export type Hecho =
  | Readonly<{
      tipo: 'ContratoCreado'
      numero: string | null
      terminos: Terminos
      revision: number
      hash: string
      /** El contrato al que sucede. */
      renuevaA?: string | null
    }>
  | Readonly<{
      tipo: 'ContratoActualizado'
      numero: string | null
      antes: Terminos
      despues: Terminos
      revision: number
      hash: string
    }>
  | Readonly<{ tipo: 'FirmaRegistrada'; idParte: string; faltan: readonly string[] }>
  | Readonly<{ tipo: 'ContratoFirmado' }>
  | Readonly<{ tipo: 'FirmasInvalidadas'; partes: readonly string[] }>
  | Readonly<{ tipo: 'ContratoProcesado' }>
  | HechoVida

/** Los avisos que existen. Cada uno tiene su plantilla. */
export type Aviso =
  | Readonly<{ tipo: 'ContratoCreado' }>
  | Readonly<{ tipo: 'PorFirmar' }>
  | Readonly<{ tipo: 'FaltaSuFirma'; faltan: readonly string[]; firmo: string }>
  | Readonly<{ tipo: 'FaltanFirmas'; faltan: readonly string[]; firmo: string }>
  | Readonly<{ tipo: 'ContratoFirmado' }>
  /** `fuera`: firmó, y con la edición dejó de ser parte. */
  | Readonly<{ tipo: 'FirmasInvalidadas'; cambios: readonly Cambio[]; fuera?: true }>
  | Readonly<{ tipo: 'ContratoProcesado' }>
  | AvisoVida

export type TipoAviso = Aviso['tipo'] | AvisoReserva['tipo'] | 'ResumenFallidas'

/**
 * Un aviso con sus destinatarios. `hito` distingue las veces que el mismo aviso se da en un contrato:
 * con el contrato, la fecha de fin, el destinatario y el canal forma la clave que no se repite.
 */
export type Encargo = Readonly<{ aviso: Aviso; hito: string; para: readonly Destinatario[] }>

const oficina = (buzon: Buzon): Destinatario => ({ clase: 'oficina', buzon })
const parte = (id: string): Destinatario => ({ clase: 'parte', id })

const alCrearse = (c: FichaContrato): readonly Encargo[] => [
  {
    aviso: { tipo: 'PorFirmar' },
    hito: 'creacion',
    para: partesDe(c.terminos).map((p) => parte(p.id)),
  },
  { aviso: { tipo: 'ContratoCreado' }, hito: 'creacion', para: [oficina('gestor')] },
]

/** A quien entra con una edición se le pide la firma como si el contrato fuera nuevo para él: lo es. */
const alActualizarse = (c: FichaContrato, antes: Terminos): readonly Encargo[] => {
  const estaban = partesDe(antes).map((p) => p.id)
  const entran = partesDe(c.terminos).filter((p) => !estaban.includes(p.id))
  if (entran.length === 0) return []
  return [
    { aviso: { tipo: 'PorFirmar' }, hito: `entrada:${c.revision}`, para: entran.map((p) => parte(p.id)) },
  ]
}

type FirmaRegistrada = Extract<Hecho, { tipo: 'FirmaRegistrada' }>

const alFirmarUna = (c: FichaContrato, { idParte, faltan }: FirmaRegistrada): readonly Encargo[] => {
  if (faltan.length === 0) return []
  const hito = `firma:${c.revision}:${idParte}`
  const datos = { faltan, firmo: idParte }
  return [
    { aviso: { tipo: 'FaltaSuFirma', ...datos }, hito, para: faltan.map(parte) },
    { aviso: { tipo: 'FaltanFirmas', ...datos }, hito, para: [oficina('gestor')] },
  ]
}

/** A quien sigue se le pide firmar de nuevo; a quien salió con la edición sólo se le cuenta. */
const alInvalidarse = (c: FichaContrato, firmaron: readonly string[]): readonly Encargo[] => {
  const actuales = partesDe(c.terminos).map((p) => p.id)
  const aviso = { tipo: 'FirmasInvalidadas', cambios: c.cambios } as const
  const encargos: readonly Encargo[] = [
    {
      ...{ aviso, hito: `revision:${c.revision}` },
      para: firmaron.filter((p) => actuales.includes(p)).map(parte),
    },
    {
      ...{ aviso: { ...aviso, fuera: true }, hito: `revision:${c.revision}` },
      para: firmaron.filter((p) => !actuales.includes(p)).map(parte),
    },
  ]
  return encargos.filter(({ para }) => para.length > 0)
}

const grupo = (g: Grupo, { terminos: t }: FichaContrato): readonly Destinatario[] => {
  if (g === 'partes') return partesDe(t).map((p) => parte(p.id))
  if (g === 'compania' || g === 'inquilino') {
    const id = g === 'compania' ? t.idCompania : t.idInquilino
    // Un contrato de la plataforma anterior puede no decir sus partes.
    return id === '' ? [] : [parte(id)]
  }
  return [oficina(g)]
}

/** El encargo con sus grupos vueltos destinatarios. */
export const conDestinos = ({ aviso, hito, para }: EncargoVida, contrato: FichaContrato): Encargo => ({
  ...{ aviso, hito, para: para.flatMap((g) => grupo(g, contrato)) },
})

/**
 * Quién debe saber que algo ocurrió y qué se le dice. `contrato` es la ficha *después* del hecho.
 * La última firma no avisa de faltantes: su aviso es `ContratoFirmado`, que llega a todas las partes.
 */
export const encargosDe = (hecho: Hecho, contrato: FichaContrato): readonly Encargo[] => {
  const partes = partesDe(contrato.terminos).map((p) => parte(p.id))
  switch (hecho.tipo) {
    case 'ContratoCreado':
      return alCrearse(contrato)
    case 'ContratoActualizado':
      return alActualizarse(contrato, hecho.antes)
    case 'FirmaRegistrada':
      return alFirmarUna(contrato, hecho)
    case 'ContratoFirmado':
      return [{ aviso: { tipo: 'ContratoFirmado' }, hito: 'firmado', para: [...partes, oficina('gestor')] }]
    case 'FirmasInvalidadas':
      return alInvalidarse(contrato, hecho.partes)
    case 'ContratoProcesado': {
      const { idInquilino, idCompania } = contrato.terminos
      const para = [parte(idInquilino), parte(idCompania), oficina('cartera')]
      return [{ aviso: { tipo: 'ContratoProcesado' }, hito: 'procesado', para }]
    }
    default:
      return [conDestinos(encargoDeVida(hecho, contrato), contrato)]
  }
}

/**
 * Qué avisos que aún no salieron dejan de tener sentido. `partes`: sólo los dirigidos a ellas;
 * sin `partes`, los de todos los destinatarios.
 */
export type Cancelacion = Readonly<{
  tipos: readonly TipoAviso[]
  partes?: readonly string[]
  motivo: string
}>

const POR_FIRMAR: readonly TipoAviso[] = ['PorFirmar', 'FaltaSuFirma', 'FaltanFirmas']

const POR_VENIR: readonly TipoAviso[] = ['PorVencer', 'IncrementoProximo', 'IncrementoPendienteDeIndice']

/** Lo que un hecho vuelve inútil: no se le pide la firma a quien ya firmó ni se habla de un contrato anulado. */
export const cancelacionDe = (hecho: Hecho): Cancelacion | null => {
  switch (hecho.tipo) {
    case 'FirmaRegistrada':
      return { tipos: ['PorFirmar', 'FaltaSuFirma'], partes: [hecho.idParte], motivo: 'ya firmó' }
    case 'ContratoFirmado':
      return { tipos: POR_FIRMAR, motivo: 'el contrato ya está firmado' }
    case 'ContratoEliminado':
      return { tipos: [...POR_FIRMAR, 'ContratoCreado'], motivo: 'el contrato se anuló' }
    case 'ContratoProrrogado':
      return { tipos: ['PorVencer'], motivo: 'el contrato se prorrogó' }
    case 'RenovacionDeshecha':
      return { tipos: ['RenovacionIniciada'], motivo: 'la renovación quedó sin efecto' }
    case 'IncrementoAplicado':
      return {
        tipos: ['IncrementoProximo', 'IncrementoPendienteDeIndice'],
        motivo: 'el incremento ya se aplicó',
      }
    case 'ContratoTerminado':
      return { tipos: POR_VENIR, motivo: 'el contrato terminó' }
    case 'ContratoVencido':
      return { tipos: POR_VENIR, motivo: 'el contrato venció' }
    default:
      return null
  }
}
