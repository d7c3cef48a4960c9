import type { Cambio } from './cambios.ts'
import type { FichaContrato } from './fichas.ts'
import type { Terminos } from './terminos.ts'

/** Lo que se paga por terminar antes: decimal exacto y moneda. */
export type Penalidad = Readonly<{ monto: string; moneda: string }>

/** La variación anual con que se calculó un incremento. */
export type Indice = Readonly<{ anio: number; puntosBasicos: number }>

/** Lo que le ocurre a un contrato después de crearse y firmarse. Fechas civiles, dinero en decimal exacto. */
export type HechoVida =
  | Readonly<{
      tipo: 'OtrosiRegistrado'
      otrosi: number
      efectiva: string
      antes: CambioPactado
      despues: CambioPactado
    }>
  | Readonly<{ tipo: 'ContratoProrrogado'; finAntes: string; finNueva: string }>
  | Readonly<{ tipo: 'RenovacionIniciada'; idSucesor: string; numero: string; inicio: string; fin: string }>
  | Readonly<{ tipo: 'RenovacionDeshecha'; idSucesor: string; numero: string; desistido: boolean }>
  | Readonly<{
      tipo: 'IncrementoAplicado'
      aniversario: string
      montoAntes: string
      monto: string
      regla: string
      indice: Indice | null
      puntosBasicos: number
    }>
  | Readonly<{ tipo: 'IncrementoPendienteDeIndice'; aniversario: string; regla: string; anio: number }>
  | Readonly<{ tipo: 'ContratoTerminado'; fecha: string; motivo: string; penalidad: Penalidad | null }>
  | Readonly<{ tipo: 'ContratoVencido'; fechaFin: string }>
  | Readonly<{ tipo: 'ContratoEliminado'; motivo: string | null }>

/** Lo que un otrosí puede cambiar; nulo, lo que no cambia. */
export type CambioPactado = Readonly<{
  monto: string | null
  incremento: string | null
  clausulas: Terminos['clausulas'] | null
}>

export type TipoVida = HechoVida['tipo'] | 'PorVencer' | 'IncrementoProximo'

/** Un aviso sobre la vida de un contrato. Cada tipo usa los detalles que le tocan. */
export type AvisoVida = Readonly<{
  tipo: TipoVida
  /** El día del que se dice el canon. */
  alDia: string
  cambios?: readonly Cambio[]
  /** Desde cuándo rige lo que se cuenta, o el día en que ocurre. */
  rige?: string
  otrosi?: number
  /** Número del contrato que lo sucede; nulo si no hay. */
  sucesor?: string | null
  /** El contrato (o el sucesor, en una renovación deshecha) se firmó y se desistió de él antes de empezar. */
  desistido?: boolean
  motivo?: string | null
  penalidad?: Penalidad | null
  regla?: string
  indice?: Indice | null
  puntosBasicos?: number
  /** Índice que falta por publicar. */
  anio?: number
  /** Días que faltan. */
  dias?: number
}>

/** Quiénes: todas las partes, la compañía, el inquilino, o un buzón de la oficina. */
export type Grupo = 'partes' | 'compania' | 'inquilino' | 'gestor' | 'cartera'

/** Un aviso con los grupos que lo reciben y lo que distingue sus veces. */
export type EncargoVida = Readonly<{ aviso: AvisoVida; hito: string; para: readonly Grupo[] }>

const fechaFin = (antes: string, despues: string): Cambio => ({ campo: 'fecha_fin', antes, despues })

/** El cambio de un canon por otro; montos en decimal exacto. */
export const cambioDeCanon = (antes: string, despues: string, moneda: string): Cambio => ({
  ...{ campo: 'canon', antes: `${antes} ${moneda}`, despues: `${despues} ${moneda}` },
})

type Otrosi = Extract<HechoVida, { tipo: 'OtrosiRegistrado' }>

const cambiosDeOtrosi = ({ antes, despues }: Otrosi, moneda: string): readonly Cambio[] => [
  ...(antes.monto !== null && despues.monto !== null
    ? [cambioDeCanon(antes.monto, despues.monto, moneda)]
    : []),
  ...(antes.incremento !== null && despues.incremento !== null
    ? [{ campo: 'incremento', antes: antes.incremento, despues: despues.incremento } as const]
    : []),
  ...(antes.clausulas !== null && despues.clausulas !== null
    ? [
        {
          ...({ campo: 'clausulas', antes: String(antes.clausulas.length) } as const),
          despues: String(despues.clausulas.length),
        },
      ]
    : []),
]

type Renovacion = Extract<HechoVida, { tipo: 'RenovacionIniciada' }>

const renovacion = (h: Renovacion, { terminos: t }: FichaContrato): EncargoVida => ({
  aviso: {
    ...{ tipo: h.tipo, alDia: t.fechaFin, sucesor: h.numero },
    cambios: [
      { campo: 'fecha_inicio', antes: t.fechaInicio, despues: h.inicio },
      fechaFin(t.fechaFin, h.fin),
    ],
  },
  ...{ hito: `renovacion:${h.idSucesor}`, para: ['partes'] },
})

type Deshecha = Extract<HechoVida, { tipo: 'RenovacionDeshecha' }>

/** A las partes se les contó que había un sucesor: que ya no lo hay también les toca. */
const deshecha = (h: Deshecha, { terminos: t }: FichaContrato): EncargoVida => ({
  aviso: { tipo: h.tipo, alDia: t.fechaFin, sucesor: h.numero, desistido: h.desistido },
  ...{ hito: `deshecha:${h.idSucesor}`, para: ['partes'] },
})

type Incremento = Extract<HechoVida, { tipo: 'IncrementoAplicado' }>

const incremento = (h: Incremento, { terminos: t }: FichaContrato): EncargoVida => ({
  aviso: {
    ...{ tipo: h.tipo, alDia: h.aniversario, rige: h.aniversario, regla: h.regla, indice: h.indice },
    ...{ puntosBasicos: h.puntosBasicos, cambios: [cambioDeCanon(h.montoAntes, h.monto, t.moneda)] },
  },
  ...{ hito: `aniversario:${h.aniversario}`, para: ['inquilino', 'compania', 'cartera'] },
})

type Terminado = Extract<HechoVida, { tipo: 'ContratoTerminado' }>

const terminado = (h: Terminado, { terminos: t }: FichaContrato): EncargoVida => {
  const { tipo, fecha, motivo, penalidad } = h
  const comunes = { tipo, motivo, penalidad }
  // Un fin anterior al inicio es que se desistió: no hay último día que contar.
  const aviso: AvisoVida =
    fecha < t.fechaInicio
      ? { ...comunes, alDia: t.fechaInicio, desistido: true, cambios: [] }
      : { ...comunes, alDia: fecha, rige: fecha, cambios: [fechaFin(t.fechaFin, fecha)] }
  return { aviso, hito: 'terminado', para: ['partes'] }
}

/**
 * A quién y qué se le dice de lo que le ocurrió a un contrato (`dominio.md` §4). `contrato`: la ficha
 * *después* del hecho. Del índice que falta sólo se le habla a la oficina: es quien puede publicarlo.
 */
export const encargoDeVida = (h: HechoVida, contrato: FichaContrato): EncargoVida => {
  const { terminos: t, vida } = contrato
  switch (h.tipo) {
    case 'OtrosiRegistrado': {
      const aviso = { tipo: h.tipo, alDia: h.efectiva, rige: h.efectiva, otrosi: h.otrosi } as const
      const cambios = cambiosDeOtrosi(h, t.moneda)
      return { aviso: { ...aviso, cambios }, hito: `otrosi:${h.otrosi}`, para: ['partes'] }
    }
    case 'ContratoProrrogado': {
      const cambios = [fechaFin(h.finAntes, h.finNueva)]
      const aviso = { tipo: h.tipo, alDia: h.finNueva, cambios }
      return { aviso, hito: `prorroga:${h.finNueva}`, para: ['partes'] }
    }
    case 'RenovacionIniciada':
      return renovacion(h, contrato)
    case 'RenovacionDeshecha':
      return deshecha(h, contrato)
    case 'IncrementoAplicado':
      return incremento(h, contrato)
    case 'IncrementoPendienteDeIndice': {
      const { aniversario: rige, regla, anio } = h
      const aviso = { tipo: h.tipo, alDia: rige, rige, regla, anio }
      return { aviso, hito: `aniversario:${rige}`, para: ['gestor', 'cartera'] }
    }
    case 'ContratoTerminado':
      return terminado(h, contrato)
    case 'ContratoVencido': {
      const aviso = { tipo: h.tipo, alDia: h.fechaFin, sucesor: vida.sucesor?.numero ?? null }
      return { aviso, hito: 'vencido', para: ['gestor', 'compania', 'inquilino'] }
    }
    case 'ContratoEliminado': {
      const aviso = { tipo: h.tipo, alDia: t.fechaInicio, motivo: h.motivo }
      return { aviso, hito: 'eliminado', para: ['partes'] }
    }
  }
}
