import { ErrorDominio, type Falta } from '#seedwork/dominio/errores.ts'

/**
 * Códigos de este módulo. `VersionObsoleta`, `IdRepetido` y `PeticionInvalida` son comunes;
 * `SolapeDeVigencia` es de inmuebles, que es quien guarda la ocupación.
 */
export const CODIGOS_CONTRATOS = [
  'ContratoNoEncontrado',
  'NumeroRepetido',
  'PeriodoInvalido',
  'PartesIguales',
  'IncrementoInvalido',
  'PropiedadDesconocida',
  'PropiedadRetirada',
  'ParteDesconocida',
  'TransicionInvalida',
  'ContratoInmutable',
  'FirmaDuplicada',
  'FirmanteNoAutorizado',
  'VerificacionIncompleta',
  'FirmasIncompletas',
  'RenovacionYaExiste',
  'IncrementoYaAplicado',
  'IncrementoPendienteDeIndice',
] as const

export type CodigoContratos = (typeof CODIGOS_CONTRATOS)[number]

/** Un error de este módulo; el compilador comprueba el código. */
export const errorContrato = (
  codigo: CodigoContratos,
  mensaje: string,
  datos: Readonly<Record<string, string | number>> = {},
  faltas: readonly Falta[] = [],
): ErrorDominio => new ErrorDominio(codigo, mensaje, datos, faltas)

/** La firma trae el hash de una redacción que ya no es la vigente. */
export const versionObsoleta = (c: Readonly<{ hash: string; revision: number }>): ErrorDominio =>
  new ErrorDominio('VersionObsoleta', 'Los términos cambiaron: lea el contrato y firme el hash vigente', {
    hash: c.hash,
    revision: c.revision,
  })

const senalar = <R>(leer: () => R, mudar: (puntero: string) => string): R => {
  try {
    return leer()
  } catch (error) {
    if (!(error instanceof ErrorDominio)) throw error
    const faltas = error.faltas.map((f) => ({ ...f, puntero: mudar(f.puntero) }))
    throw new ErrorDominio(error.codigo, error.message, error.datos, faltas)
  }
}

/** Corre `leer`; si se queja de unos campos, los señala dentro de `prefijo`, que es donde vinieron. */
export const bajo = <R>(prefijo: string, leer: () => R): R =>
  senalar(leer, (puntero) => `${prefijo}${puntero}`)

/** Corre `leer`; de lo que se queje, la culpa es de `campo`, que es como se llama donde vino. */
export const comoCampo = <R>(campo: string, leer: () => R): R => senalar(leer, () => `/${campo}`)
