import { createHash, sign, verify } from 'node:crypto'
import type { PuntoDeControl } from '../verificacion.ts'
import type { Llave } from './llave.ts'

/** Hasta dónde llegaba cada cadena en un momento, con el punto anterior y firmado. */
export type PuntoFirmado = Readonly<{
  version: 1
  /** Desde 1, sin huecos. */
  numero: number
  /** SHA-256 (hexadecimal) del archivo del punto anterior; `null` en el primero. */
  anterior: string | null
  /** RFC 3339, reloj de la máquina. */
  en: string
  cadenas: readonly PuntoDeControl[]
  /** Huella de la llave que firma. */
  llave: string
  /** Ed25519 sobre todo lo demás, en base64. */
  firma: string
}>

type SinFirma = Omit<PuntoFirmado, 'firma'>

// El prefijo impide que esta firma sirva para otra cosa que se firme con la misma llave.
const porFirmar = ({ version, numero, anterior, en, cadenas, llave }: SinFirma): Buffer => {
  const suyas = cadenas.map(({ topico, posicion, hash }) => ({ topico, posicion, hash }))
  return Buffer.from(
    `alpes.auditoria.punto.v1\n${JSON.stringify({ version, numero, anterior, en, cadenas: suyas, llave })}`,
  )
}

/** El texto exacto del archivo de un punto. */
export const escribirPunto = (punto: PuntoFirmado): string => `${JSON.stringify(punto, null, 2)}\n`

export const huellaDePunto = (texto: string): string => createHash('sha256').update(texto).digest('hex')

/** Firma un punto nuevo. */
export const firmarPunto = (
  { privada, huella }: Llave,
  datos: Pick<PuntoFirmado, 'numero' | 'anterior' | 'en' | 'cadenas'>,
): PuntoFirmado => {
  const { numero, anterior, en, cadenas } = datos
  const punto: SinFirma = { version: 1, numero, anterior, en, cadenas, llave: huella }
  return { ...punto, firma: sign(null, porFirmar(punto), privada).toString('base64') }
}

export type CausaPunto =
  /** Falta un punto en medio de la serie. */
  | 'PuntoAusente'
  /** El archivo no es un punto, o no es el que el siguiente recuerda. */
  | 'PuntoAlterado'
  /** La firma no es de esta llave o no corresponde a lo que dice. */
  | 'FirmaInvalida'
  /** Lo firmó otra llave. */
  | 'LlaveDistinta'
  /** No se pudieron leer los puntos: no se sabe. */
  | 'DestinoInaccesible'

/** El primer punto malo. */
export type FallaPunto = Readonly<{ numero: number; causa: CausaPunto; detalle: string }>

const leerJson = (texto: string): PuntoFirmado | null => {
  try {
    const punto = JSON.parse(texto) as PuntoFirmado
    return punto.version === 1 && Array.isArray(punto.cadenas) && escribirPunto(punto) === texto
      ? punto
      : null
  } catch {
    return null
  }
}

/** Comprueba un punto por sí solo: su forma, su número y su firma. */
export const comprobarPunto = (
  { numero, texto }: Readonly<{ numero: number; texto: string }>,
  llave: Pick<Llave, 'publica' | 'huella'>,
): PuntoFirmado | FallaPunto => {
  const falla = (causa: CausaPunto, detalle: string): FallaPunto => ({ numero, causa, detalle })
  const punto = leerJson(texto)
  if (!punto || punto.numero !== numero)
    return falla('PuntoAlterado', 'el archivo no es ese punto de control')
  if (punto.llave !== llave.huella) return falla('LlaveDistinta', `lo firmó la llave ${punto.llave}`)
  return verify(null, porFirmar(punto), llave.publica, Buffer.from(punto.firma, 'base64'))
    ? punto
    : falla('FirmaInvalida', 'la firma no corresponde a lo que dice')
}

export const esFalla = (x: PuntoFirmado | FallaPunto): x is FallaPunto => 'causa' in x
