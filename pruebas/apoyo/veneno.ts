import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'

/** No deja correr nada más en el proceso durante `ms` milisegundos. */
export const atascar = (ms: number): void => {
  for (const fin = performance.now() + ms; performance.now() < fin; );
}

/** Pide memoria hasta que el proceso muere en su límite. */
const devorar = (): never => {
  for (const todo: number[][] = []; ; ) todo.push(Array.from({ length: 100_000 }, (_, i) => i + 0.5))
}

/** Lo que un efecto hace antes y después de su primera escritura. */
type Veneno = Readonly<Record<'antes' | 'despues', (mensajes: readonly Mensaje[]) => void>>

/**
 * El mensaje de la posición `VENENO` atasca el proceso `ATASCO` ms, o, sin `ATASCO`, se queda con toda la
 * memoria. `VENENO_ANTES=si`: antes de haber esperado a nada.
 */
export const crearVeneno = ({ VENENO = '0', ATASCO, VENENO_ANTES }: NodeJS.ProcessEnv): Veneno => {
  const hacer = (mensajes: readonly Mensaje[]): void => {
    if (!mensajes.some((m) => m.posicion === Number(VENENO))) return
    process.stdout.write(`veneno ${VENENO}\n`)
    if (ATASCO === undefined) devorar()
    else atascar(Number(ATASCO))
  }
  const nada = (): void => {}
  return VENENO_ANTES === 'si' ? { antes: hacer, despues: nada } : { antes: nada, despues: hacer }
}
