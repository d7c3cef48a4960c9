import { ErrorDominio } from '#seedwork/dominio/errores.ts'

export const TIPOS_CLIENTE = ['natural', 'empresa'] as const
export type TipoCliente = (typeof TIPOS_CLIENTE)[number]

export const TIPOS_DOCUMENTO = ['CC', 'CE', 'PASAPORTE', 'NIT', 'OTRO'] as const
export type TipoDocumento = (typeof TIPOS_DOCUMENTO)[number]

/** Documento con el número normalizado: el mismo documento se escribe siempre igual. */
export type Documento = Readonly<{ tipo: TipoDocumento; numero: string }>

/**
 * Qué documentos identifican a cada tipo de cliente. Una persona natural no se identifica con NIT: el
 * suyo es su cédula con dígito de verificación, y admitir los dos la registraría dos veces (y la
 * dejaría firmar consigo misma como compañía e inquilino). Las empresas de fuera usan `OTRO`.
 */
const ADMITIDOS: Record<TipoCliente, readonly TipoDocumento[]> = {
  natural: ['CC', 'CE', 'PASAPORTE', 'OTRO'],
  empresa: ['NIT', 'OTRO'],
}

/** Pesos de la DIAN, desde la cifra de la derecha. */
const PESOS = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71]

const FORMAS: Record<Exclude<TipoDocumento, 'NIT'>, RegExp> = {
  CC: /^[1-9]\d{2,9}$/,
  CE: /^[A-Z0-9]{3,15}$/,
  PASAPORTE: /^[A-Z0-9]{4,15}$/,
  OTRO: /^[\p{L}\p{N}][\p{L}\p{N}&/-]{1,29}$/u,
}

const invalido = (detalle: string, puntero = '/documento/numero'): ErrorDominio =>
  new ErrorDominio('DocumentoInvalido', `el documento no sirve: ${detalle}`, {}, [{ puntero, detalle }])

/** Dígito de verificación (módulo 11) de un NIT de hasta 15 cifras: 800197268 → 4. */
export const digitoVerificacion = (nit: string): number => {
  const suma = [...nit].reverse().reduce((total, cifra, i) => total + Number(cifra) * (PESOS[i] ?? 0), 0)
  const resto = suma % 11
  return resto < 2 ? resto : 11 - resto
}

/**
 * NIT con su dígito: `800.197.268-4`, `800197268-4` y `8001972684` son el mismo. Con nueve cifras y sin
 * guion se entiende sin dígito y se le pone; con otro largo hace falta el guion, para no adivinar.
 */
const nit = (texto: string): string => {
  const partes = /^([1-9]\d{5,14})-(\d)$/.exec(texto) ?? /^([1-9]\d{8})(\d?)$/.exec(texto)
  if (!partes) throw invalido('un NIT se escribe con su dígito de verificación: 800.197.268-4')
  const [, base = '', dado] = partes
  const digito = digitoVerificacion(base)
  if (dado !== '' && Number(dado) !== digito)
    throw invalido('el dígito de verificación no corresponde al NIT')
  return `${base}-${digito}`
}

/**
 * Documento de un cliente, con el número normalizado (sin puntos ni espacios, en mayúsculas; el NIT,
 * con dígito de verificación). Falla con `DocumentoInvalido`.
 */
export const documentoDe = (
  tipoCliente: TipoCliente,
  { tipo, numero }: Readonly<{ tipo: TipoDocumento; numero: string }>,
): Documento => {
  if (!ADMITIDOS[tipoCliente].includes(tipo)) {
    const admitidos = ADMITIDOS[tipoCliente].join(', ')
    throw invalido(`un cliente ${tipoCliente} se identifica con ${admitidos}`, '/documento/tipo')
  }
  if (numero.length > 60 || !numero.isWellFormed())
    throw invalido('es demasiado largo o tiene caracteres raros')
  const texto = numero.normalize('NFC').replaceAll(/[. ]/g, '').toUpperCase()
  if (tipo === 'NIT') return { tipo, numero: nit(texto) }
  if (!FORMAS[tipo].test(texto)) throw invalido(`no tiene la forma de ${tipo}`)
  return { tipo, numero: texto }
}

/** El documento en una línea, único en toda la cartera: `NIT 800197268-4`. */
export const textoDocumento = ({ tipo, numero }: Documento): string => `${tipo} ${numero}`

/** El documento ya es de otro cliente. */
export const documentoDuplicado = (idCliente: string): ErrorDominio =>
  new ErrorDominio('DocumentoDuplicado', 'ya hay un cliente con ese documento', { cliente: idCliente }, [
    { puntero: '/documento/numero', detalle: 'es de otro cliente' },
  ])
