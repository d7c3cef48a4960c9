import type { EventoContratoV1 } from '#modulos/contratos/infraestructura/schema/v1/eventos.ts'
import type { Hecho } from '../../dominio/avisos.ts'

type Datos = { readonly [E in EventoContratoV1 as E['tipo']]: E['datos'] }

/** Una función por evento que se atiende: de su contenido Avro al hecho de este servicio. */
export type Traducciones = { readonly [T in keyof Datos]?: (datos: Datos[T]) => Hecho }

type Regla = Datos['IncrementoAplicado']['regla']

/** La regla de incremento en una línea estable, p. ej. `fijo 300`. */
export const reglaDe = ({ tipo, puntos_basicos }: Regla): string =>
  [tipo, puntos_basicos].filter((v) => v !== null).join(' ')

const otrosi = (d: Datos['OtrosiRegistrado']): Hecho => ({
  ...{ tipo: 'OtrosiRegistrado', otrosi: d.otrosi, efectiva: d.efectiva },
  antes: {
    ...{ monto: d.monto_antes, clausulas: d.clausulas_antes },
    incremento: d.incremento_antes && reglaDe(d.incremento_antes),
  },
  despues: {
    ...{ monto: d.monto, clausulas: d.clausulas },
    incremento: d.incremento && reglaDe(d.incremento),
  },
})

const incremento = (d: Datos['IncrementoAplicado']): Hecho => ({
  ...{ tipo: 'IncrementoAplicado', aniversario: d.aniversario, montoAntes: d.monto_antes, monto: d.monto },
  ...{ regla: reglaDe(d.regla), puntosBasicos: d.puntos_basicos },
  indice: d.indice && { anio: d.indice.anio, puntosBasicos: d.indice.puntos_basicos },
})

/** Lo que le ocurre a un contrato después de firmado, o al anularse. */
export const VIDA = {
  OtrosiRegistrado: otrosi,
  ContratoProrrogado: (d) => ({
    ...{ tipo: 'ContratoProrrogado', finAntes: d.fin_antes, finNueva: d.fin_nueva },
  }),
  RenovacionIniciada: (d) => ({
    ...{ tipo: 'RenovacionIniciada', idSucesor: d.id_sucesor, numero: d.numero_sucesor },
    ...{ inicio: d.fecha_inicio, fin: d.fecha_fin },
  }),
  RenovacionDeshecha: (d) => ({
    ...{ tipo: 'RenovacionDeshecha', idSucesor: d.id_sucesor, numero: d.numero_sucesor },
    desistido: d.motivo === 'desistido',
  }),
  IncrementoAplicado: incremento,
  IncrementoPendienteDeIndice: (d) => ({
    ...{ tipo: 'IncrementoPendienteDeIndice', aniversario: d.aniversario, anio: d.anio },
    regla: reglaDe(d.regla),
  }),
  ContratoTerminado: (d) => ({
    ...{ tipo: 'ContratoTerminado', fecha: d.fecha, motivo: d.motivo, penalidad: d.penalidad },
  }),
  ContratoVencido: (d) => ({ tipo: 'ContratoVencido', fechaFin: d.fecha_fin }),
  ContratoEliminado: (d) => ({ tipo: 'ContratoEliminado', motivo: d.motivo }),
} satisfies Traducciones
