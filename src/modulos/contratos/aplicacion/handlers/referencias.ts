/** Pone la copia de algo de otro módulo, o reemplaza la que hubiera, en la transacción en curso. */
export type GuardarReferencia<R extends Readonly<{ id: string }>> = (referencia: R) => Promise<void>
