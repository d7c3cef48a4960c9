import avro from 'avsc'
import { conReferencias } from './canonica.ts'
import { bajar, ErrorEsquema } from './errores.ts'
import { compilarRecorrido } from './recorrido.ts'
import type { EsquemaAvro } from './tipos.ts'

/** Lee y escribe valores de un esquema. */
export type Codec = Readonly<{
  tipo: avro.Type
  /** Lanza `ContenidoCorrupto` si desde `pos` hasta el final no hay exactamente un valor. */
  comprobar(bytes: Buffer, pos: number): void
  /** Escribe `valor` tras `cabecera`. Lanza `ErrorEsquema` (`DatosInvalidos`) con la ruta del que no cabe. */
  escribir(valor: unknown, cabecera: Buffer): Buffer
  /** Lee el valor que ocupa desde `pos` hasta el final, ya comprobado byte a byte. */
  leer(bytes: Buffer, pos: number): unknown
}>

const MENOR = -(2n ** 63n)
const MAYOR = 2n ** 63n - 1n

/** `long` como `bigint`: los 64 bits enteros, que un número de JavaScript no guarda. */
const crearLargo = (): avro.Type =>
  avro.types.LongType.__with({
    fromBuffer: (b: Buffer) => b.readBigInt64LE(),
    toBuffer: (v: bigint) => {
      const b = Buffer.allocUnsafe(8)
      b.writeBigInt64LE(v)
      return b
    },
    fromJSON: (v: number | string | bigint) => BigInt(v),
    toJSON: (v: bigint) => (Number.isSafeInteger(Number(v)) ? Number(v) : String(v)),
    isValid: (v: unknown) => typeof v === 'bigint' && v >= MENOR && v <= MAYOR,
    compare: (a: bigint, b: bigint) => (a === b ? 0 : a < b ? -1 : 1),
  })

/** avsc construye los registros con una clase propia por esquema; aquí salen objetos corrientes. */
const objetosCorrientes = (tipo: avro.Type): void => {
  if (tipo instanceof avro.types.RecordType) {
    tipo.recordConstructor.prototype = Object.prototype
    for (const campo of tipo.fields) objetosCorrientes(campo.type)
  } else if (tipo instanceof avro.types.ArrayType) objetosCorrientes(tipo.itemsType)
  else if (tipo instanceof avro.types.MapType) objetosCorrientes(tipo.valuesType)
  else if (tipo instanceof avro.types.UnwrappedUnionType)
    for (const rama of tipo.types) objetosCorrientes(rama)
}

/** El tipo de avsc de un esquema. Las uniones no se envuelven: `['null', X]` es `X | null`. */
export const compilarTipo = (esquema: EsquemaAvro): avro.Type => {
  const tipo = avro.Type.forSchema(conReferencias(esquema) as avro.Type, {
    registry: { long: crearLargo() },
    omitRecordMethods: true,
    wrapUnions: 'never',
  })
  objetosCorrientes(tipo)
  return tipo
}

const invalido = (tipo: avro.Type, { valor, causa }: { valor: unknown; causa: unknown }): ErrorEsquema => {
  let ruta = ''
  let motivo = causa instanceof Error ? causa.message : 'datos que no caben en el esquema'
  try {
    tipo.isValid(valor, {
      errorHook: (camino, malo, esperado) => {
        ruta = camino.reduce<string>(bajar, '')
        motivo = `se esperaba ${esperado.typeName.replace('abstract:', '')} y llegó ${typeof malo}`
      },
    })
  } catch {
    // El valor es tan ajeno que ni se deja examinar; queda el motivo del primer intento.
  }
  return new ErrorEsquema('DatosInvalidos', motivo, ruta)
}

const COMUN = 16 * 1024

/**
 * Compila el codec de un esquema. Escribe sobre un búfer de trabajo compartido (todo es síncrono)
 * y copia sólo lo escrito.
 */
export const compilarCodec = (esquema: EsquemaAvro): Codec => {
  const tipo = compilarTipo(esquema)
  const recorrer = compilarRecorrido(esquema)
  let trabajo = Buffer.allocUnsafeSlow(1024)
  const escribir = (valor: unknown, cabecera: Buffer): Buffer => {
    const inicio = cabecera.length
    let fin: number
    try {
      fin = tipo.encode(valor, trabajo, inicio)
      if (fin < 0) {
        const justo = Buffer.allocUnsafeSlow(trabajo.length - fin)
        if (justo.length <= COMUN) trabajo = justo
        fin = tipo.encode(valor, justo, inicio)
        cabecera.copy(justo)
        return Buffer.from(justo.subarray(0, fin))
      }
    } catch (causa) {
      throw invalido(tipo, { valor, causa })
    }
    cabecera.copy(trabajo)
    return Buffer.from(trabajo.subarray(0, fin))
  }
  const comprobar = (bytes: Buffer, pos: number): void => {
    if (recorrer(bytes, pos) !== bytes.length) throw new ErrorEsquema('ContenidoCorrupto', 'sobran bytes')
  }
  const leer = (bytes: Buffer, pos: number): unknown => {
    comprobar(bytes, pos)
    return tipo.decode(bytes, pos).value
  }
  return { tipo, comprobar, escribir, leer }
}
