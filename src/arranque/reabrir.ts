import { setTimeout as esperar } from 'node:timers/promises'
import { esPerdidaDeConexion } from '#seedwork/infraestructura/conexion.ts'
import { ErrorArranque } from '#seedwork/infraestructura/error-arranque.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'

type Opciones = Readonly<{
  registro: Registro
  /** Se aborta si nos piden salir. */
  fin: AbortSignal
  /** Ms que se espera a que la base vuelva: su recuperación relee lo escrito. */
  paciencia?: number
}>

const PACIENCIA = 300_000
const PAUSA_INICIAL = 100
const PAUSA_MAXIMA = 2_000

/** ¿Se fue la base? Lo diga el error o aquel que lo causó. */
const porLaBase = (error: unknown): boolean =>
  error instanceof Error && (esPerdidaDeConexion(error) || porLaBase(error.cause))

/**
 * Corre `abrir` y, si la base se cae mientras tanto, lo vuelve a correr: lo que abrió a medias ya se cerró, y lo que
 * dejó en la base vale igual. Una base que se cae después no detiene a nadie; una que se cae ahora tampoco debe.
 * @throws {ErrorArranque} con código 1 si la base no vuelve a tiempo; lo demás que falle, tal cual.
 */
export const abrirAunqueCaiga = async <S>(
  { registro, fin, paciencia = PACIENCIA }: Opciones,
  abrir: () => Promise<S>,
): Promise<S> => {
  const limite = performance.now() + paciencia
  for (let pausa = PAUSA_INICIAL; ; pausa = Math.min(pausa * 2, PAUSA_MAXIMA)) {
    try {
      return await abrir()
    } catch (err) {
      if (!porLaBase(err) || fin.aborted) throw err
      const { message } = err as Error
      if (performance.now() > limite)
        throw new ErrorArranque(`la base se cayó durante el arranque y no vuelve (${message})`, 1)
      registro.warn({ err, pausa }, 'la base se cayó durante el arranque: se abre otra vez')
      await esperar(pausa, undefined, { signal: fin })
    }
  }
}
