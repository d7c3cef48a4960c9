import { type Buzon, cancelacionDe, type Encargo, encargosDe, type Hecho } from '../dominio/avisos.ts'
import { conSucesor, evolucionarCopia, yaAplicado } from '../dominio/copia.ts'
import type { FichaContrato } from '../dominio/fichas.ts'
import { type Causa, type Intencion, PLANIFICADOR, type PorCancelar } from './entregas.ts'

/** Un hecho con el contrato y el mensaje de donde vino. `version`: la del agregado después del hecho. */
export type Suceso = Readonly<{ idContrato: string; version: number; hecho: Hecho; causa: Causa }>

/** Direcciones de la oficina. */
export type Buzones = Readonly<Record<Buzon, string | undefined>>

/** Lo que un lote de sucesos deja por escribir. */
export type Anotado = Readonly<{
  copias: ReadonlyMap<string, FichaContrato>
  intenciones: readonly Intencion[]
  porCancelar: readonly PorCancelar[]
}>

const AJUSTES: Record<Buzon, string> = {
  gestor: 'CORREO_GESTOR',
  cartera: 'CORREO_CARTERA',
  admin: 'CORREO_ADMIN',
}

const motivoDeOmision = ({ origen }: Causa, buzon: Buzon | null, buzones: Buzones): string | null => {
  if (origen === 'demo') return 'es un contrato de demostración: no se le escribe a nadie'
  if (origen === 'importacion') return 'el contrato se importó: no se le escribe a nadie'
  if (buzon !== null && buzones[buzon] === undefined)
    return `no hay dirección: falta el ajuste ${AJUSTES[buzon]}`
  return null
}

type Ambiente = Readonly<{ contrato: FichaContrato; causa: Causa; buzones: Buzones }>

/** Una intención por destinatario de cada encargo. */
export const intencionesDe = (
  encargos: readonly Encargo[],
  { contrato, causa, buzones }: Ambiente,
): readonly Intencion[] =>
  encargos.flatMap(({ aviso, hito, para }) =>
    para.map((destino): Intencion => {
      const buzon = destino.clase === 'oficina' ? destino.buzon : null
      return {
        clave: {
          tipo: aviso.tipo,
          idContrato: contrato.id,
          hito,
          fechaFin: contrato.terminos.fechaFin,
          destinatario: destino.clase === 'oficina' ? destino.buzon : destino.id,
          canal: 'correo',
        },
        contenido: { aviso, contrato, destino },
        causa,
        omitidaPor: motivoDeOmision(causa, buzon, buzones),
      }
    }),
  )

/** El día del que trata algo que hace la agenda, `AAAA-MM-DD`. */
const diaDe = (hecho: Hecho): string | null => {
  if (hecho.tipo === 'ContratoVencido') return hecho.fechaFin
  const deAniversario = hecho.tipo === 'IncrementoAplicado' || hecho.tipo === 'IncrementoPendienteDeIndice'
  return deAniversario ? hecho.aniversario : null
}

const MEDIO_DIA = 12 * 3_600_000

/**
 * ¿Trata de un día que ya había pasado cuando el contrato se firmó aquí? El día se mira donde más tarde
 * amanece: la copia no dice su zona, y un aviso de más estorba menos que uno de menos.
 */
const esDeAntes = (hecho: Hecho, { firmadoEn }: FichaContrato['vida']): boolean => {
  const dia = diaDe(hecho)
  if (dia === null || firmadoEn === null) return false
  return dia < new Date(firmadoEn - MEDIO_DIA).toISOString().slice(0, 10)
}

/**
 * Lo que la agenda hace por su cuenta, nadie lo pidió: lo de un contrato de muestra también es muestra, y
 * lo atrasado de uno importado (vencer, incrementos de otros años) es parte de su importación.
 */
const causaPropia = ({ causa, hecho }: Suceso, { vida }: FichaContrato): Causa => {
  if (causa.actor !== PLANIFICADOR) return causa
  if (vida.origen === 'demo') return { ...causa, origen: 'demo' }
  return vida.origen === 'importacion' && esDeAntes(hecho, vida) ? { ...causa, origen: 'importacion' } : causa
}

/** Los contratos heredados llegan sin términos: no hay nada que contar de ellos. */
const sinTerminos = (c: FichaContrato): boolean => c.terminos.fechaFin === '' || c.terminos.idPropiedad === ''

/**
 * Pliega un lote de sucesos, en orden, sobre las copias de sus contratos. Pura: el mismo lote da lo mismo.
 * `previas` trae también los contratos a los que suceden los del lote. Falla si un suceso es de un contrato
 * que nunca se creó: la bitácora está incompleta y debe verse.
 */
export const anotarSucesos = (
  sucesos: readonly Suceso[],
  previas: ReadonlyMap<string, FichaContrato>,
  buzones: Buzones,
): Anotado => {
  const copias = new Map(previas)
  const intenciones: Intencion[] = []
  const porCancelar: PorCancelar[] = []
  for (const suceso of sucesos) {
    const { idContrato: id, version, hecho } = suceso
    if (yaAplicado(copias.get(id), version)) continue
    const { ocurridoEn, origen } = suceso.causa
    const copia = evolucionarCopia(copias.get(id), { id, version, hecho, ocurridoEn, origen })
    if (copia === null) throw new Error(`${hecho.tipo} de un contrato que no se conoce: ${id}`)
    copias.set(id, copia)
    const anterior = copia.vida.renuevaA === null ? undefined : copias.get(copia.vida.renuevaA)
    if (anterior) copias.set(anterior.id, conSucesor(anterior, copia))
    if (sinTerminos(copia)) continue
    const causa = causaPropia(suceso, copia)
    const cancelacion = cancelacionDe(hecho)
    if (cancelacion) porCancelar.push({ idContrato: id, cancelacion, causa })
    intenciones.push(...intencionesDe(encargosDe(hecho, copia), { contrato: copia, causa, buzones }))
  }
  return { copias, intenciones, porCancelar }
}
