/** Lo que un texto puede nombrar, ya escrito en el idioma de quien lo lee. */
export type Datos = Readonly<{
  /** Número del contrato, o el comienzo de su id si no tiene. */
  contrato: string
  inmueble: string
  ciudad: string
  compania: string
  inquilino: string
  inicio: string
  fin: string
  canon: string
  revision: number
  /** Nombres enumerados de quienes faltan por firmar; vacío si no viene al caso. */
  faltan: string
  /** Quién acaba de firmar; vacío si no viene al caso. */
  firmo: string
  /** Quien lo lee dejó de ser parte del contrato. */
  fuera: boolean
}>

/** Un texto sin sus datos comunes: asunto, título y párrafos. */
export type Texto = Readonly<{ asunto: string; titulo: string; parrafos: readonly string[] }>
