type Anotar = (datos: object, mensaje: string) => void

/** Lo que la infraestructura pide a quien lleva el registro; pino lo cumple tal cual. */
export type Registro = { debug: Anotar; info: Anotar; warn: Anotar; error: Anotar }

/** Para quien no quiere registro. */
export const sinRegistro: Registro = { debug() {}, info() {}, warn() {}, error() {} }
