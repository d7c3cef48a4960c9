import type pg from 'pg'
import type { Dinero, Moneda } from '#seedwork/dominio/dinero.ts'
import type { FechaCivil, Zona } from '#seedwork/dominio/fecha.ts'
import type { Id } from '#seedwork/dominio/id.ts'
import { type Instante, instante } from '#seedwork/dominio/instante.ts'
import type { Mapa } from '#seedwork/infraestructura/uow/mapa.ts'
import type { Contrato, Estado, Firma, Otrosi, Terminacion } from '../dominio/contrato.ts'
import type { Clausula, Incremento, Terminos } from '../dominio/terminos.ts'
import type { Tramo } from '../dominio/tramos.ts'
import { finEfectiva } from '../dominio/vigencia.ts'

/** Una fila de `contratos` como la da la conexión: `int8` es bigint, `date` texto y `timestamptz` un instante. */
export type FilaContrato = Readonly<{
  id: string
  version: bigint
  numero: string
  estado: Estado
  id_propiedad: string
  id_compania: string
  id_inquilino: string
  fecha_inicio: string
  fecha_fin: string
  fin_efectiva: string
  monto_minimo: bigint
  moneda: string
  escala: number
  periodicidad: 'mensual'
  revision: number
  hash: string
  zona: string
  codeudores: Id[]
  incremento: Incremento
  clausulas: Clausula[]
  firmas: Firma[]
  tramos: TramoGuardado[]
  otrosies: Otrosi[]
  terminacion: TerminacionGuardada | null
  motivo: string | null
  indice_pendiente: string | null
  renueva_a: string | null
  renovado_por: string | null
  firmado_en: Temporal.Instant | null
  procesado_en: Temporal.Instant | null
  creado_en: Temporal.Instant
  actualizado_en: Temporal.Instant
}>

// En JSON no hay enteros de 64 bits: las unidades mínimas van como texto, en la moneda del contrato.
type TramoGuardado = Readonly<{ desde: FechaCivil; hasta: FechaCivil; minimo: string; causa: string }>
type TerminacionGuardada = Omit<Terminacion, 'penalidad'> &
  Readonly<{ penalidad: Readonly<{ minimo: string; moneda: Moneda; escala: number }> | null }>

const terminosDeFila = (f: FilaContrato): Terminos => ({
  idPropiedad: f.id_propiedad as Id,
  idCompania: f.id_compania as Id,
  idInquilino: f.id_inquilino as Id,
  codeudores: f.codeudores,
  fechaInicio: f.fecha_inicio as FechaCivil,
  fechaFin: f.fecha_fin as FechaCivil,
  canon: { minimo: f.monto_minimo, moneda: f.moneda as Moneda, escala: f.escala },
  periodicidad: f.periodicidad,
  incremento: f.incremento,
  clausulas: f.clausulas,
})

const tramoDe = ({ minimo, ...tramo }: TramoGuardado, { moneda, escala }: Dinero): Tramo => ({
  ...tramo,
  canon: { minimo: BigInt(minimo), moneda, escala },
})

const comunDeFila = (f: FilaContrato) => {
  const terminos = terminosDeFila(f)
  return {
    id: f.id as Id,
    numero: f.numero,
    terminos,
    hash: f.hash,
    revision: f.revision,
    zona: f.zona as Zona,
    firmas: f.firmas,
    tramos: f.tramos.map((t) => tramoDe(t, terminos.canon)),
    otrosies: f.otrosies,
    indicePendiente: f.indice_pendiente as FechaCivil | null,
    renuevaA: f.renueva_a as Id | null,
    renovadoPor: f.renovado_por as Id | null,
    creadoEn: instante(f.creado_en),
    actualizadoEn: instante(f.actualizado_en),
  }
}

const terminacionDe = ({ penalidad, ...resto }: TerminacionGuardada): Terminacion => ({
  ...resto,
  penalidad: penalidad && { ...penalidad, minimo: BigInt(penalidad.minimo) },
})

const momento = (valor: Temporal.Instant | null): Instante | null => valor && instante(valor)

/** Un estado sin lo que le corresponde es una tabla dañada: se dice, no se adivina. */
const presente = <T>(valor: T | null, f: FilaContrato, columna: string): T => {
  if (valor !== null) return valor
  throw new Error(`contrato ${f.id}: ${f.estado} sin ${columna}`)
}

/** De una fila al estado que el dominio entiende. */
export const deFila = (f: FilaContrato): Contrato => {
  const comun = comunDeFila(f)
  if (f.estado === 'Pendiente') return { ...comun, estado: f.estado }
  if (f.estado === 'Anulado') return { ...comun, estado: f.estado, motivo: f.motivo }
  const firmadoEn = presente(momento(f.firmado_en), f, 'firmado_en')
  if (f.estado === 'Firmado') return { ...comun, estado: f.estado, firmadoEn }
  const procesadoEn = momento(f.procesado_en)
  if (f.estado === 'Procesado')
    return { ...comun, estado: f.estado, firmadoEn, procesadoEn: presente(procesadoEn, f, 'procesado_en') }
  if (f.estado === 'Vencido') return { ...comun, estado: f.estado, firmadoEn, procesadoEn }
  const terminacion = terminacionDe(presente(f.terminacion, f, 'terminacion'))
  return { ...comun, estado: f.estado, firmadoEn, procesadoEn, terminacion }
}

const terminosAFila = (t: Terminos) => ({
  id_propiedad: t.idPropiedad,
  id_compania: t.idCompania,
  id_inquilino: t.idInquilino,
  codeudores: t.codeudores,
  fecha_inicio: t.fechaInicio,
  fecha_fin: t.fechaFin,
  monto_minimo: t.canon.minimo,
  moneda: t.canon.moneda,
  escala: t.canon.escala,
  periodicidad: t.periodicidad,
  incremento: t.incremento,
  clausulas: t.clausulas,
})

const tramoAFila = ({ canon, ...tramo }: Tramo): TramoGuardado => ({ ...tramo, minimo: String(canon.minimo) })

const terminacionAFila = ({ penalidad, ...resto }: Terminacion): TerminacionGuardada => ({
  ...resto,
  penalidad: penalidad && { ...penalidad, minimo: String(penalidad.minimo) },
})

/** Del estado a sus columnas; las de otros estados quedan en nulo. */
export const aFila = (c: Contrato): Readonly<Record<string, unknown>> => ({
  numero: c.numero,
  estado: c.estado,
  ...terminosAFila(c.terminos),
  fin_efectiva: finEfectiva(c),
  revision: c.revision,
  hash: c.hash,
  zona: c.zona,
  firmas: c.firmas,
  tramos: c.tramos.map(tramoAFila),
  otrosies: c.otrosies,
  terminacion: c.estado === 'Terminado' ? terminacionAFila(c.terminacion) : null,
  motivo: c.estado === 'Anulado' ? c.motivo : null,
  indice_pendiente: c.indicePendiente,
  renueva_a: c.renuevaA,
  renovado_por: c.renovadoPor,
  firmado_en: 'firmadoEn' in c ? c.firmadoEn : null,
  procesado_en: 'procesadoEn' in c ? c.procesadoEn : null,
  creado_en: c.creadoEn,
  actualizado_en: c.actualizadoEn,
})

/** Lee un contrato con la conexión dada; nulo si no existe. */
export const leerContrato = async (
  db: Pick<pg.ClientBase, 'query'>,
  id: string,
): Promise<Contrato | null> => {
  const { rows } = await db.query<FilaContrato>('select * from contratos where id = $1', [id])
  return rows[0] ? deFila(rows[0]) : null
}

/** Cómo se guarda un contrato. */
export const MAPA_CONTRATO: Mapa<Contrato> = {
  agregado: 'contrato',
  tabla: 'contratos',
  columnas: {
    numero: 'text',
    estado: 'text',
    id_propiedad: 'uuid',
    id_compania: 'uuid',
    id_inquilino: 'uuid',
    fecha_inicio: 'date',
    fecha_fin: 'date',
    fin_efectiva: 'date',
    monto_minimo: 'int8',
    moneda: 'text',
    escala: 'int4',
    periodicidad: 'text',
    revision: 'int4',
    hash: 'text',
    zona: 'text',
    codeudores: 'jsonb',
    incremento: 'jsonb',
    clausulas: 'jsonb',
    firmas: 'jsonb',
    tramos: 'jsonb',
    otrosies: 'jsonb',
    terminacion: 'jsonb',
    motivo: 'text',
    indice_pendiente: 'date',
    renueva_a: 'uuid',
    renovado_por: 'uuid',
    firmado_en: 'timestamptz',
    procesado_en: 'timestamptz',
    creado_en: 'timestamptz',
    actualizado_en: 'timestamptz',
  },
  aFila,
  deFila: (fila) => deFila(fila as FilaContrato),
  errores: { noEncontrado: 'ContratoNoEncontrado', yaExiste: 'IdRepetido' },
  unicos: [
    {
      columna: 'numero',
      codigo: 'NumeroRepetido',
      mensaje: 'Ya hay un contrato con ese número; si no lo dio, vuelva a intentarlo',
    },
  ],
}
