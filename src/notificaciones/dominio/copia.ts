import type { Hecho } from './avisos.ts'
import { cambiosEntre } from './cambios.ts'
import type { FichaContrato, Vida } from './fichas.ts'
import { conDesde } from './series.ts'
import type { Terminos } from './terminos.ts'

type Paso = Readonly<{ version: number; hecho: Hecho; ocurridoEn: number }>

/** Los términos iniciales como historia de un solo tramo. */
const series = ({ fechaInicio: desde, monto, incremento }: Terminos) => ({
  canones: [{ desde, valor: monto }],
  reglas: [{ desde, valor: incremento }],
})

type Otrosi = Extract<Hecho, { tipo: 'OtrosiRegistrado' }>

const conOtrosi = (vida: Vida, { efectiva: desde, despues: { monto, incremento } }: Otrosi): Vida => ({
  ...vida,
  ...(monto !== null && { canones: conDesde(vida.canones, { desde, valor: monto }) }),
  ...(incremento !== null && { reglas: conDesde(vida.reglas, { desde, valor: incremento }) }),
})

const ESTADOS = {
  ContratoProcesado: 'Procesado',
  ContratoTerminado: 'Terminado',
  ContratoVencido: 'Vencido',
  ContratoEliminado: 'Anulado',
} as const

const vivir = (vida: Vida, { hecho, ocurridoEn }: Paso): Vida => {
  switch (hecho.tipo) {
    case 'ContratoFirmado':
      return { ...vida, estado: 'Firmado', firmadoEn: ocurridoEn }
    case 'ContratoProcesado':
    case 'ContratoTerminado':
    case 'ContratoVencido':
    case 'ContratoEliminado':
      return { ...vida, estado: ESTADOS[hecho.tipo] }
    case 'OtrosiRegistrado':
      return conOtrosi(vida, hecho)
    case 'IncrementoAplicado':
      return { ...vida, canones: conDesde(vida.canones, { desde: hecho.aniversario, valor: hecho.monto }) }
    case 'RenovacionIniciada': {
      const { idSucesor: id, numero } = hecho
      return { ...vida, sucesor: vida.sucesor?.id === id ? vida.sucesor : { id, numero, firmado: false } }
    }
    case 'RenovacionDeshecha':
      return vida.sucesor?.id === hecho.idSucesor ? { ...vida, sucesor: null } : vida
    default:
      return vida
  }
}

/**
 * La copia del contrato después de un hecho, o `null` si el hecho habla de un contrato que no se conoce.
 * @param paso `version`: la del agregado después del hecho; `ocurridoEn`: reloj de negocio, ms
 */
export const evolucionarCopia = (
  copia: FichaContrato | undefined,
  paso: Paso & { id: string; origen?: Vida['origen'] },
): FichaContrato | null => {
  const { id, version, hecho, origen = 'api' } = paso
  if (hecho.tipo === 'ContratoCreado') {
    const { numero, terminos, revision, hash, renuevaA = null } = hecho
    const vida = { estado: 'Pendiente', origen, firmadoEn: null, renuevaA, sucesor: null } as const
    return {
      ...{ id, numero, version, revision, hash, terminos },
      cambios: [],
      vida: { ...vida, ...series(terminos) },
    }
  }
  if (!copia) return null
  if (hecho.tipo === 'ContratoProrrogado')
    return { ...copia, version, terminos: { ...copia.terminos, fechaFin: hecho.finNueva } }
  if (hecho.tipo !== 'ContratoActualizado') return { ...copia, version, vida: vivir(copia.vida, paso) }
  const { numero, antes, despues, revision, hash } = hecho
  const vida = { ...copia.vida, ...series(despues) }
  return {
    id,
    numero,
    version,
    revision,
    hash,
    terminos: despues,
    cambios: cambiosEntre(antes, despues),
    vida,
  }
}

/**
 * El contrato anterior, con lo que le pasó al que lo sucede. Un sucesor anulado deja de serlo; uno
 * firmado vuelve inútil avisar que el anterior vence; uno terminado no vuelve a serlo si ya se deshizo
 * la renovación, venga su fin antes o después de `RenovacionDeshecha`.
 */
export const conSucesor = (anterior: FichaContrato, { id, numero, vida }: FichaContrato): FichaContrato => {
  const anulado = vida.estado === 'Anulado'
  const acabado = anulado || vida.estado === 'Terminado'
  if (acabado && anterior.vida.sucesor?.id !== id) return anterior
  const sucesor = anulado
    ? null
    : { id, numero: numero ?? id.slice(0, 8), firmado: vida.estado !== 'Pendiente' }
  return { ...anterior, vida: { ...anterior.vida, sucesor } }
}

/**
 * ¿Ya se vio este hecho? Un comando puede dejar varios con la misma versión, así que sólo los de una
 * anterior son repetidos con seguridad; los de la misma se vuelven a aplicar y la clave del aviso los frena.
 */
export const yaAplicado = (copia: FichaContrato | undefined, version: number): boolean =>
  copia !== undefined && version < copia.version
