import type { Cambio } from './cambios.ts'
import type { Terminos } from './terminos.ts'

/** Idiomas en que se escriben los avisos. */
export type Idioma = 'es' | 'en'

/** Lo que este servicio recuerda de un cliente: lo justo para escribirle. */
export type FichaCliente = Readonly<{ id: string; nombre: string; correo: string | null; idioma: Idioma }>

/** Lo que recuerda de un inmueble. `zona` es IANA. */
export type FichaInmueble = Readonly<{ id: string; nombre: string; ciudad: string; zona: string }>

/**
 * Lo que recuerda de un contrato. `cambios`: lo que cambió en su última edición, para decírselo a
 * quienes habían firmado.
 */
export type FichaContrato = Readonly<{
  id: string
  numero: string | null
  version: number
  revision: number
  hash: string
  terminos: Terminos
  cambios: readonly Cambio[]
}>
