import type { Origen } from '#seedwork/aplicacion/contexto.ts'
import type { Cambio } from './cambios.ts'
import type { Serie } from './series.ts'
import type { Terminos } from './terminos.ts'

/** Idiomas en que se escriben los avisos. */
export type Idioma = 'es' | 'en'

/** Lo que este servicio recuerda de un cliente: lo justo para escribirle. */
export type FichaCliente = Readonly<{ id: string; nombre: string; correo: string | null; idioma: Idioma }>

/** Lo que recuerda de un inmueble. `zona` es IANA. */
export type FichaInmueble = Readonly<{ id: string; nombre: string; ciudad: string; zona: string }>

/** El contrato que sucede a otro; `firmado`: ya lo firmaron todas sus partes. */
export type Sucesor = Readonly<{ id: string; numero: string; firmado: boolean }>

/** Por dónde va la vida de un contrato. */
export type Vida = Readonly<{
  estado: 'Pendiente' | 'Firmado' | 'Procesado' | 'Terminado' | 'Vencido' | 'Anulado'
  /** De dónde vino su alta: a los de muestra no se les escribe. */
  origen: Origen
  /** Cuándo se firmó, reloj de negocio, ms desde la época. */
  firmadoEn: number | null
  /** Canon por fecha, decimal exacto en la moneda de los términos. */
  canones: Serie
  /** Regla de incremento por fecha, como `Terminos.incremento`. */
  reglas: Serie
  renuevaA: string | null
  sucesor: Sucesor | null
}>

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
  vida: Vida
}>
