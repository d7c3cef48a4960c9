import type { Logger } from 'pino'

/** Lo que se usa de un registro de pino. */
export type Registro = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>
