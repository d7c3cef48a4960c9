import type { EventoIntegracion } from '#seedwork/aplicacion/mensajes.ts'
import { aTexto } from '#seedwork/dominio/dinero.ts'
import { enMs } from '#seedwork/dominio/instante.ts'
import { enVersiones, type PlanDeVersiones } from '#seedwork/infraestructura/esquemas/versiones.ts'
import { type Contrato, firmasPendientes } from '../../dominio/contrato.ts'
import type { EventoContrato } from '../../dominio/eventos.ts'
import type { ContratoVersionado } from '../../dominio/repositorios.ts'
import { escribir, type Incremento, partesDe, type Terminos } from '../../dominio/terminos.ts'
import {
  ContratoActualizado,
  ContratoCreado,
  ContratoEliminado,
  ContratoFirmado,
  ContratoProcesado,
  FirmaRegistrada,
  FirmasInvalidadas,
} from '../schema/v1/eventos.ts'
import {
  ContratoProrrogado,
  ContratoTerminado,
  ContratoVencido,
  IncrementoAplicado,
  IncrementoPendienteDeIndice,
  OtrosiRegistrado,
  RenovacionDeshecha,
  RenovacionIniciada,
} from '../schema/v1/eventos-vida.ts'
import { ContratoCreadoV2 } from '../schema/v2/eventos.ts'

type Hecho<T extends EventoContrato['tipo']> = Extract<EventoContrato, { tipo: T }>

const terminosPublicos = (t: Terminos) => {
  const { incremento, ...resto } = escribir(t)
  const { tipo, puntos_basicos } = incremento
  return { ...resto, incremento: { tipo, puntos_basicos: puntos_basicos || null } }
}

const incrementoPublico = ({ tipo, puntosBasicos }: Incremento) => ({
  tipo,
  puntos_basicos: puntosBasicos || null,
})

const revisionDe = ({ hash, revision }: Contrato) => ({ hash, revision })

const creado = (e: Hecho<'ContratoCreado'>): EventoIntegracion =>
  ContratoCreado.crear({
    id: e.id,
    estado: 'Pendiente',
    fecha_creacion: BigInt(enMs(e.en)),
    numero: e.redaccion.numero,
    ...terminosPublicos(e.redaccion.terminos),
    hash: e.redaccion.hash,
    revision: e.redaccion.revision,
    renueva_a: e.renuevaA,
  })

const creadoV2 = ({ id, en, redaccion, renuevaA }: Hecho<'ContratoCreado'>): EventoIntegracion =>
  ContratoCreadoV2.crear({
    id,
    numero: redaccion.numero,
    estado: 'Pendiente',
    creado_en: BigInt(enMs(en)),
    terminos: terminosPublicos(redaccion.terminos),
    partes: partesDe(redaccion.terminos),
    hash: redaccion.hash,
    revision: redaccion.revision,
    renueva_a: renuevaA,
  })

const actualizado = ({ antes, despues }: Hecho<'ContratoActualizado'>, c: Contrato): EventoIntegracion =>
  ContratoActualizado.crear({
    id: c.id,
    numero: despues.numero,
    numero_antes: antes.numero,
    antes: terminosPublicos(antes.terminos),
    despues: terminosPublicos(despues.terminos),
    hash: despues.hash,
    revision: despues.revision,
  })

const invalidadas = (e: Hecho<'FirmasInvalidadas'>, c: Contrato): EventoIntegracion =>
  FirmasInvalidadas.crear({ id: c.id, partes: e.partes, cambios: e.cambios, ...revisionDe(c) })

const registrada = (e: Hecho<'FirmaRegistrada'>, c: Contrato): EventoIntegracion =>
  FirmaRegistrada.crear({
    id: c.id,
    id_parte: e.idParte,
    por: e.por,
    faltan: firmasPendientes(c),
    ...revisionDe(c),
  })

const firmado = (e: Hecho<'ContratoFirmado'>, { id, numero, terminos }: Contrato): EventoIntegracion =>
  ContratoFirmado.crear({
    id,
    numero,
    id_propiedad: terminos.idPropiedad,
    fecha_inicio: terminos.fechaInicio,
    fecha_fin: terminos.fechaFin,
    monto: aTexto(terminos.canon),
    moneda: terminos.canon.moneda,
    partes: partesDe(terminos),
    hash: e.hash,
    revision: e.revision,
  })

const procesado = ({ id, numero, terminos }: Contrato): EventoIntegracion =>
  ContratoProcesado.crear({
    id,
    numero,
    id_propiedad: terminos.idPropiedad,
    id_compania: terminos.idCompania,
    id_inquilino: terminos.idInquilino,
    fecha_inicio: terminos.fechaInicio,
    fecha_fin: terminos.fechaFin,
  })

const eliminado = (e: Hecho<'ContratoEliminado'>, { id, numero, terminos }: Contrato): EventoIntegracion =>
  ContratoEliminado.crear({ id, numero, motivo: e.motivo, partes: partesDe(terminos) })

const terminado = (e: Hecho<'ContratoTerminado'>, { id, numero, terminos }: Contrato): EventoIntegracion =>
  ContratoTerminado.crear({
    id,
    numero,
    id_propiedad: terminos.idPropiedad,
    fecha_inicio: terminos.fechaInicio,
    fecha_fin: terminos.fechaFin,
    fecha: e.fecha,
    motivo: e.motivo,
    penalidad: e.penalidad && { monto: aTexto(e.penalidad), moneda: e.penalidad.moneda },
    estado_antes: e.antes,
    partes: partesDe(terminos),
  })

const prorrogado = (e: Hecho<'ContratoProrrogado'>, { id, numero, terminos }: Contrato): EventoIntegracion =>
  ContratoProrrogado.crear({
    id,
    numero,
    id_propiedad: terminos.idPropiedad,
    fecha_inicio: terminos.fechaInicio,
    fin_antes: e.finAntes,
    fin_nueva: e.finNueva,
    partes: partesDe(terminos),
  })

const conOtrosi = (e: Hecho<'OtrosiRegistrado'>, { id, numero, terminos }: Contrato): EventoIntegracion =>
  OtrosiRegistrado.crear({
    id,
    numero,
    otrosi: e.numero,
    efectiva: e.efectiva,
    moneda: terminos.canon.moneda,
    monto_antes: e.canon && aTexto(e.canon.antes),
    monto: e.canon && aTexto(e.canon.despues),
    incremento_antes: e.regla && incrementoPublico(e.regla.antes),
    incremento: e.regla && incrementoPublico(e.regla.despues),
    clausulas_antes: e.clausulas?.antes ?? null,
    clausulas: e.clausulas?.despues ?? null,
    partes: partesDe(terminos),
  })

const incrementado = (
  e: Hecho<'IncrementoAplicado'>,
  { id, numero, terminos }: Contrato,
): EventoIntegracion =>
  IncrementoAplicado.crear({
    id,
    numero,
    aniversario: e.aniversario,
    moneda: e.canon.despues.moneda,
    monto_antes: aTexto(e.canon.antes),
    monto: aTexto(e.canon.despues),
    regla: incrementoPublico(e.regla),
    indice: e.indice && { anio: e.indice.anio, puntos_basicos: e.indice.puntosBasicos },
    puntos_basicos: e.puntosBasicos,
    partes: partesDe(terminos),
  })

const renovado = (e: Hecho<'RenovacionIniciada'>, { id, numero, terminos }: Contrato): EventoIntegracion =>
  RenovacionIniciada.crear({
    id,
    numero,
    id_sucesor: e.idSucesor,
    numero_sucesor: e.numeroSucesor,
    fecha_inicio: e.fechaInicio,
    fecha_fin: e.fechaFin,
    partes: partesDe(terminos),
  })

const sinIndice = (
  e: Hecho<'IncrementoPendienteDeIndice'>,
  { id, numero, terminos }: Contrato,
): EventoIntegracion =>
  IncrementoPendienteDeIndice.crear({
    id,
    numero,
    aniversario: e.aniversario,
    regla: incrementoPublico(e.regla),
    serie: 'ipc',
    anio: e.anio,
    partes: partesDe(terminos),
  })

const deshecha = (e: Hecho<'RenovacionDeshecha'>, { id, numero, terminos }: Contrato): EventoIntegracion =>
  RenovacionDeshecha.crear({
    id,
    numero,
    id_sucesor: e.idSucesor,
    numero_sucesor: e.numeroSucesor,
    motivo: e.motivo,
    partes: partesDe(terminos),
  })

const vencido = (e: Hecho<'ContratoVencido'>, { id, numero, terminos }: Contrato): EventoIntegracion =>
  ContratoVencido.crear({
    id,
    numero,
    id_propiedad: terminos.idPropiedad,
    fecha_inicio: terminos.fechaInicio,
    fecha_fin: e.fecha,
    procesado: e.antes === 'Procesado',
    partes: partesDe(terminos),
  })

/** Traduce un hecho privado del contrato al evento público que sale a `eventos-contrato`, en las versiones del plan. */
export const despacharCon =
  (plan: PlanDeVersiones) =>
  (e: EventoContrato, { estado: c }: ContratoVersionado): readonly EventoIntegracion[] => {
    switch (e.tipo) {
      case 'ContratoCreado':
        return enVersiones(plan, [creado(e), creadoV2(e)])
      case 'ContratoActualizado':
        return [actualizado(e, c)]
      case 'FirmasInvalidadas':
        return [invalidadas(e, c)]
      case 'FirmaRegistrada':
        return [registrada(e, c)]
      case 'ContratoFirmado':
        return [firmado(e, c)]
      case 'ContratoProcesado':
        return [procesado(c)]
      case 'ContratoEliminado':
        return [eliminado(e, c)]
      case 'ContratoTerminado':
        return [terminado(e, c)]
      case 'IncrementoAplicado':
        return [incrementado(e, c)]
      case 'IncrementoPendienteDeIndice':
        return [sinIndice(e, c)]
      case 'RenovacionIniciada':
        return [renovado(e, c)]
      case 'RenovacionDeshecha':
        return [deshecha(e, c)]
      case 'ContratoVencido':
        return [vencido(e, c)]
      case 'OtrosiRegistrado':
        return [conOtrosi(e, c)]
      case 'ContratoProrrogado':
        return [prorrogado(e, c)]
    }
  }
