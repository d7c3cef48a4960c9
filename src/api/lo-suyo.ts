import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { type Principal, puede } from '#seedwork/presentacion/autenticacion.ts'

const LEEN_TODO = ['lector', 'gestor', 'operador'] as const

/** Las partes a las que se limita quien sólo firma, o `null` si su papel lo ve todo. */
export const limitadoA = (principal: Principal | null): readonly string[] | null =>
  principal !== null && puede(principal, LEEN_TODO) ? null : (principal?.partes ?? [])

type ConPartes = Readonly<{
  id: string
  id_compania: string
  id_inquilino: string
  codeudores: readonly string[]
}>

/** Lo ajeno no existe para quien sólo firma. Falla con `ContratoNoEncontrado`. */
export const exigirContratoSuyo = (principal: Principal | null, c: ConPartes): void => {
  const partes = limitadoA(principal)
  if (partes === null) return
  if ([c.id_compania, c.id_inquilino, ...c.codeudores].some((p) => partes.includes(p))) return
  throw new ErrorDominio('ContratoNoEncontrado', 'El contrato no existe', { id: c.id })
}

/** Quien sólo firma no ve más clientes que sus partes. Falla con `ClienteNoEncontrado`. */
export const exigirClienteSuyo = (principal: Principal | null, id: string): void => {
  const partes = limitadoA(principal)
  if (partes === null || partes.includes(id)) return
  throw new ErrorDominio('ClienteNoEncontrado', 'no existe ese cliente', { id })
}

/** Quien sólo firma lista por una parte suya, y nada más. Falla con `NoAutorizado`. */
export const exigirListaSuya = (
  principal: Principal | null,
  filtro: Readonly<{ id_compania?: string | undefined; id_inquilino?: string | undefined }>,
): void => {
  const partes = limitadoA(principal)
  if (partes === null) return
  if ([filtro.id_compania, filtro.id_inquilino].some((id) => id !== undefined && partes.includes(id))) return
  throw new ErrorDominio('NoAutorizado', 'quien sólo firma lista con id_compania o id_inquilino suyos')
}
