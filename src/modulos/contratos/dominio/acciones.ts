import type { ErrorDominio } from '#seedwork/dominio/errores.ts'
import type { FechaCivil } from '#seedwork/dominio/fecha.ts'
import { aniversarioPendiente } from './aniversarios.ts'
import type { Contrato, Estado } from './contrato.ts'
import { type CodigoContratos, errorContrato } from './errores.ts'

export const ACCIONES = [
  'actualizar',
  'firmar',
  'eliminar',
  'procesar',
  'registrar-otrosi',
  'prorrogar',
  'incrementar',
  'renovar',
  'terminar',
] as const
export type Accion = (typeof ACCIONES)[number]

/** Una acción con su respuesta: la API la muestra y la página apaga el botón con el motivo. */
export type AccionPermitida = Readonly<
  { accion: Accion; permitida: true } | { accion: Accion; permitida: false; motivo: string }
>

type Rechazo = Readonly<{ codigo: CodigoContratos; motivo: string }>

const SI = null
const transicion = (motivo: string): Rechazo => ({ codigo: 'TransicionInvalida', motivo })
const inmutable: Rechazo = {
  codigo: 'ContratoInmutable',
  motivo: 'El contrato ya está firmado: lo firmado no se cambia ni se borra',
}
const anulado = transicion('El contrato está anulado')
const terminado = transicion('El contrato terminó antes de plazo')
const vencido = transicion('El contrato llegó a su fin')
const sinFirmar = transicion('El contrato todavía no está firmado')
const sinProcesar = transicion('El contrato todavía no está procesado')
const yaFirmado = transicion('El contrato ya tiene todas las firmas')

/**
 * La única tabla de qué se puede en cada estado. De aquí salen los rechazos del dominio, las
 * `acciones` de la API y los botones de la página. Lo que no esté, no se puede.
 */
const TABLA: Readonly<Record<Accion, Readonly<Record<Estado, Rechazo | null>>>> = {
  actualizar: {
    Pendiente: SI,
    Firmado: inmutable,
    Procesado: inmutable,
    Terminado: inmutable,
    Vencido: inmutable,
    Anulado: anulado,
  },
  eliminar: {
    Pendiente: SI,
    Firmado: inmutable,
    Procesado: inmutable,
    Terminado: inmutable,
    Vencido: inmutable,
    Anulado: anulado,
  },
  firmar: {
    Pendiente: SI,
    Firmado: yaFirmado,
    Procesado: yaFirmado,
    Terminado: terminado,
    Vencido: vencido,
    Anulado: anulado,
  },
  procesar: {
    Pendiente: transicion('Faltan firmas'),
    Firmado: SI,
    Procesado: transicion('El contrato ya está procesado'),
    Terminado: terminado,
    Vencido: vencido,
    Anulado: anulado,
  },
  'registrar-otrosi': {
    Pendiente: sinFirmar,
    Firmado: SI,
    Procesado: SI,
    Terminado: terminado,
    Vencido: vencido,
    Anulado: anulado,
  },
  prorrogar: {
    Pendiente: sinFirmar,
    Firmado: sinProcesar,
    Procesado: SI,
    Terminado: terminado,
    Vencido: vencido,
    Anulado: anulado,
  },
  incrementar: {
    Pendiente: sinFirmar,
    Firmado: sinProcesar,
    Procesado: SI,
    Terminado: terminado,
    Vencido: vencido,
    Anulado: anulado,
  },
  renovar: {
    Pendiente: sinFirmar,
    Firmado: sinProcesar,
    Procesado: SI,
    Terminado: terminado,
    Vencido: SI,
    Anulado: anulado,
  },
  terminar: {
    Pendiente: sinFirmar,
    Firmado: SI,
    Procesado: SI,
    Terminado: terminado,
    Vencido: vencido,
    Anulado: anulado,
  },
}

const conPlazo = (c: Contrato, hoy: FechaCivil): Rechazo | null =>
  hoy > c.terminos.fechaFin ? transicion('El plazo del contrato ya terminó') : SI

/** Lo que depende de la fecha además del estado. */
const porFecha: Partial<Record<Accion, (c: Contrato, hoy: FechaCivil) => Rechazo | null>> = {
  procesar: conPlazo,
  prorrogar: conPlazo,
  incrementar: (c, hoy) =>
    aniversarioPendiente(c, hoy) === null ? transicion('No hay un incremento por aplicar') : SI,
}

const rechazo = (accion: Accion, c: Contrato, hoy: FechaCivil): Rechazo | null =>
  TABLA[accion][c.estado] ?? porFecha[accion]?.(c, hoy) ?? SI

/** Por qué no se puede, como error listo para lanzar; `null` si se puede. */
export const impedimento = (accion: Accion, c: Contrato, hoy: FechaCivil): ErrorDominio | null => {
  const no = rechazo(accion, c, hoy)
  return no && errorContrato(no.codigo, no.motivo, { accion, estado: c.estado })
}

/** Falla con `TransicionInvalida` o `ContratoInmutable` si la tabla no deja. */
export const exigir = (accion: Accion, c: Contrato, hoy: FechaCivil): void => {
  const error = impedimento(accion, c, hoy)
  if (error) throw error
}

/** Todas las acciones con su respuesta, en el orden de la tabla. */
export const accionesDe = (c: Contrato, hoy: FechaCivil): readonly AccionPermitida[] =>
  ACCIONES.map((accion) => {
    const no = rechazo(accion, c, hoy)
    return no ? { accion, permitida: false, motivo: no.motivo } : { accion, permitida: true }
  })
