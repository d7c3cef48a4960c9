import { hash } from 'node:crypto'
import type { Huella } from '../dominio/terminos.ts'

/** SHA-256 en hexadecimal del texto en UTF-8. */
export const huella: Huella = (texto) => hash('sha256', texto)
