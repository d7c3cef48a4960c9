import type { Cambio } from './cambios.ts'
import { type FichaContrato, partesDe, partesQueFaltan } from './fichas.ts'

/** Buzones de la oficina; su dirección es un ajuste (`CORREO_GESTOR`, `CORREO_CARTERA`, `CORREO_ADMIN`). */
export type Buzon = 'gestor' | 'cartera' | 'admin'

/** A quién va un aviso: una parte del contrato o un buzón de la oficina. */
export type Destinatario =
  | Readonly<{ clase: 'parte'; id: string }>
  | Readonly<{ clase: 'oficina'; buzon: Buzon }>

/** Lo que ocurrió, ya traducido del evento de integración. */
export type Hecho =
  | Readonly<{ tipo: 'ContratoCreado' }>
  /** Cambiaron los términos; `entran`: partes que antes no estaban. */
  | Readonly<{ tipo: 'ContratoActualizado'; entran: readonly string[] }>
  | Readonly<{ tipo: 'FirmaRegistrada'; idParte: string }>
  | Readonly<{ tipo: 'ContratoFirmado' }>
  | Readonly<{ tipo: 'FirmasInvalidadas'; partes: readonly string[]; cambios: readonly Cambio[] }>
  | Readonly<{ tipo: 'ContratoProcesado' }>

/** Los avisos que existen. Cada uno tiene su plantilla. */
export type Aviso =
  | Readonly<{ tipo: 'ContratoCreado' }>
  | Readonly<{ tipo: 'PorFirmar' }>
  | Readonly<{ tipo: 'FaltaSuFirma'; faltan: readonly string[]; firmo: string }>
  | Readonly<{ tipo: 'FaltanFirmas'; faltan: readonly string[]; firmo: string }>
  | Readonly<{ tipo: 'ContratoFirmado' }>
  | Readonly<{ tipo: 'FirmasInvalidadas'; cambios: readonly Cambio[] }>
  | Readonly<{ tipo: 'ContratoProcesado' }>

export type TipoAviso = Aviso['tipo'] | 'ResumenFallidas'

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

const alFirmarUna = (c: FichaContrato, idParte: string): readonly Encargo[] => {
  const faltan = partesQueFaltan(c).map((p) => p.id)
  if (faltan.length === 0) return []
  const hito = `firma:${c.revision}:${idParte}`
  const datos = { faltan, firmo: idParte }
  return [
    { aviso: { tipo: 'FaltaSuFirma', ...datos }, hito, para: faltan.map(parte) },
    { aviso: { tipo: 'FaltanFirmas', ...datos }, hito, para: [oficina('gestor')] },
  ]
}

/**
 * Quién debe saber que algo ocurrió y qué se le dice. `contrato` es la ficha *después* del hecho.
 * La última firma no avisa de faltantes: su aviso es `ContratoFirmado`, que llega a todas las partes.
 */
export const encargosDe = (hecho: Hecho, contrato: FichaContrato): readonly Encargo[] => {
  const partes = partesDe(contrato.terminos).map((p) => parte(p.id))
  switch (hecho.tipo) {
    case 'ContratoCreado':
      return alCrearse(contrato)
    case 'ContratoActualizado': {
      const para = hecho.entran.map(parte)
      return [{ aviso: { tipo: 'PorFirmar' }, hito: `entrada:${contrato.revision}`, para }]
    }
    case 'FirmaRegistrada':
      return alFirmarUna(contrato, hecho.idParte)
    case 'ContratoFirmado':
      return [{ aviso: { tipo: 'ContratoFirmado' }, hito: 'firmado', para: [...partes, oficina('gestor')] }]
    case 'FirmasInvalidadas':
      return [
        {
          aviso: { tipo: 'FirmasInvalidadas', cambios: hecho.cambios },
          hito: `revision:${contrato.revision}`,
          para: hecho.partes.map(parte),
        },
      ]
    case 'ContratoProcesado': {
      const { idInquilino, idCompania } = contrato.terminos
      const para = [parte(idInquilino), parte(idCompania), oficina('cartera')]
      return [{ aviso: { tipo: 'ContratoProcesado' }, hito: 'procesado', para }]
    }
  }
}
