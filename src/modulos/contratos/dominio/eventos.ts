import type { Dinero } from '#seedwork/dominio/dinero.ts'
import type { FechaCivil, Zona } from '#seedwork/dominio/fecha.ts'
import type { Id } from '#seedwork/dominio/id.ts'
import type { Instante } from '#seedwork/dominio/instante.ts'
import type { CampoTerminos, Clausula, Incremento, Terminos } from './terminos.ts'

/** Lo que se firma, con su huella y su revisión (sube con cada edición de los términos). */
export type Redaccion = Readonly<{
  numero: string
  terminos: Terminos
  hash: string
  revision: number
  zona: Zona
}>

/** Lo que había y lo que hay. */
export type Cambio<T> = Readonly<{ antes: T; despues: T }>

/** Hechos del contrato. Privados del módulo: hacia fuera salen traducidos por `despachadores/`. */
export type EventoContrato =
  | Readonly<{ tipo: 'ContratoCreado'; id: Id; redaccion: Redaccion; renuevaA: Id | null; en: Instante }>
  | Readonly<{ tipo: 'ContratoActualizado'; antes: Redaccion; despues: Redaccion; en: Instante }>
  | Readonly<{
      tipo: 'FirmasInvalidadas'
      partes: readonly Id[]
      cambios: readonly CampoTerminos[]
      en: Instante
    }>
  | Readonly<{ tipo: 'FirmaRegistrada'; idParte: Id; por: string; hash: string; en: Instante }>
  | Readonly<{ tipo: 'ContratoFirmado'; hash: string; revision: number; en: Instante }>
  | Readonly<{ tipo: 'ContratoProcesado'; fecha: FechaCivil; en: Instante }>
  | Readonly<{ tipo: 'ContratoEliminado'; motivo: string | null; en: Instante }>
  | Readonly<{
      tipo: 'ContratoTerminado'
      /** Último día en que obliga; la víspera del inicio si se desistió. */
      fecha: FechaCivil
      motivo: string
      penalidad: Dinero | null
      antes: 'Firmado' | 'Procesado'
      en: Instante
    }>
  | Readonly<{
      tipo: 'OtrosiRegistrado'
      numero: number
      efectiva: FechaCivil
      /** Nulo lo que no cambia. */
      canon: Cambio<Dinero> | null
      regla: Cambio<Incremento> | null
      clausulas: Cambio<readonly Clausula[]> | null
      en: Instante
    }>
  | Readonly<{
      tipo: 'IncrementoAplicado'
      aniversario: FechaCivil
      regla: Incremento
      /** El índice que se usó; nulo en uno fijo. */
      indice: Readonly<{ anio: number; puntosBasicos: number }> | null
      /** Lo que se aplicó de verdad: nunca menos de 0. */
      puntosBasicos: number
      canon: Cambio<Dinero>
      en: Instante
    }>
  | Readonly<{
      /** Llegó un aniversario y el IPC de su año anterior no está publicado. */
      tipo: 'IncrementoPendienteDeIndice'
      aniversario: FechaCivil
      regla: Incremento
      anio: number
      en: Instante
    }>
  | Readonly<{
      tipo: 'RenovacionIniciada'
      idSucesor: Id
      numeroSucesor: string
      fechaInicio: FechaCivil
      fechaFin: FechaCivil
      en: Instante
    }>
  | Readonly<{
      /** El sucesor no llegó a obligar: el contrato se puede renovar otra vez. */
      tipo: 'RenovacionDeshecha'
      idSucesor: Id
      numeroSucesor: string
      motivo: 'anulado' | 'desistido'
      en: Instante
    }>
  | Readonly<{ tipo: 'ContratoVencido'; fecha: FechaCivil; antes: 'Firmado' | 'Procesado'; en: Instante }>
  | Readonly<{ tipo: 'ContratoProrrogado'; finAntes: FechaCivil; finNueva: FechaCivil; en: Instante }>
