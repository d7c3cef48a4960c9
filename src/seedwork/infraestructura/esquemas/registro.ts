import type { EventoIntegracion } from '../../aplicacion/mensajes.ts'
import { type Codec, compilarCodec } from './codec.ts'
import type { DefinicionMensaje, EventoDe } from './definicion.ts'
import { ErrorEsquema } from './errores.ts'
import type { EsquemaRegistro } from './tipos.ts'

/** Un mensaje leído, llevado a la versión más nueva que conoce el registro. */
export type Decodificado = Readonly<{
  definicion: DefinicionMensaje
  tipo: string
  /** Versión de `datos` (la más nueva conocida). */
  version: number
  /** Versión y huella con que se escribió. */
  versionEscrita: number
  huella: string
  datos: unknown
}>

/** Lleva los datos de una versión de un mensaje a la siguiente. */
export type Ascenso = Readonly<{
  desde: DefinicionMensaje
  hasta: DefinicionMensaje
  pasar(datos: unknown): unknown
}>

/** Declara un ascenso con sus dos tipos comprobados. */
export const ascender = <A, B>(ascenso: {
  desde: DefinicionMensaje<string, string, A>
  hasta: DefinicionMensaje<string, string, B>
  pasar: (datos: A) => B
}): Ascenso => ascenso as Ascenso

/** Los esquemas que conoce un proceso. Todo lo que falla al leer o escribir es `ErrorEsquema`. */
export type Registro = Readonly<{
  definiciones: readonly DefinicionMensaje[]
  /** Avro, single-object encoding: C3 01, huella (8 bytes, el menor primero) y los datos. */
  codificar(evento: EventoIntegracion): Buffer
  /** Lee un mensaje por la huella que trae, en la versión más nueva que se conoce de su tipo. */
  decodificar(contenido: Buffer): Decodificado
  /** Lee los datos de un mensaje que debe ser de esa definición. */
  leer<D>(definicion: DefinicionMensaje<string, string, D>, contenido: Buffer): D
  /** El evento, si es de una de esas definiciones (en esa versión o llevado a ella); si no, `null`. */
  evento<D extends DefinicionMensaje>(definiciones: readonly D[], contenido: Buffer): EventoDe<D> | null
  /** El esquema de una huella (hexadecimal), o `undefined`. */
  esquemaDe(huella: string): EsquemaRegistro | undefined
  /** La definición de un tipo: esa versión, o la más nueva. */
  definicionDe(tipo: string, version?: number): DefinicionMensaje | undefined
  /** Espacio (`co.alpes.contratos`) de los mensajes de un tópico. */
  espacioDe(topico: string): string | undefined
}>

const MARCA = Buffer.from([0xc3, 0x01])
const INICIO = 10

type Entrada = {
  definicion: DefinicionMensaje
  cabecera: Buffer
  codec: () => Codec
  /** Lee los bytes de esta versión en la más nueva; se arma la primera vez. */
  leer: ((bytes: Buffer) => unknown) | undefined
  final: DefinicionMensaje
}

const unaVez = <T>(crear: () => T): (() => T) => {
  let valor: T | undefined
  return () => (valor ??= crear())
}

const crearEntrada = (definicion: DefinicionMensaje): Entrada => ({
  definicion,
  cabecera: Buffer.concat([MARCA, Buffer.from(definicion.huella, 'hex').reverse()]),
  codec: unaVez(() => compilarCodec(definicion.esquema)),
  leer: undefined,
  final: definicion,
})

/** Por índice: `Map` de tipo a sus entradas en orden de versión. Un par tipo y versión repetido lanza. */
const indexar = (definiciones: readonly DefinicionMensaje[]): Map<string, Entrada[]> => {
  const porTipo = new Map<string, Entrada[]>()
  for (const definicion of definiciones.toSorted((a, b) => a.version - b.version)) {
    const otras = porTipo.get(definicion.tipo) ?? []
    const previa = otras.at(-1)?.definicion
    if (previa?.version === definicion.version)
      throw new Error(`${definicion.tipo} v${definicion.version} está dos veces`)
    if (previa && previa.topico !== definicion.topico)
      throw new Error(`${definicion.tipo} está en dos tópicos`)
    porTipo.set(definicion.tipo, [...otras, crearEntrada(definicion)])
  }
  for (const entradas of porTipo.values()) for (const e of entradas) e.final = entradas.at(-1)!.definicion
  return porTipo
}

type Lectura = Readonly<{ entrada: Entrada; entradas: readonly Entrada[]; ascensos: readonly Ascenso[] }>

/** De una versión a la más nueva: los ascensos declarados o, si no los hay, la resolución de Avro. */
const armarLector = ({ entrada, entradas, ascensos }: Lectura): ((bytes: Buffer) => unknown) => {
  const { leer, comprobar, tipo: escritor } = entrada.codec()
  if (entrada.final === entrada.definicion) return (bytes) => leer(bytes, INICIO)
  const pasos = caminoDe(entrada.definicion, ascensos)
  if (pasos.at(-1)?.hasta === entrada.final)
    return (bytes) => pasos.reduce((datos, paso) => paso.pasar(datos), leer(bytes, INICIO))
  const lector = entradas.at(-1)!.codec().tipo
  const resolver = resolverDe(entrada, { lector, escritor })
  return (bytes) => {
    comprobar(bytes, INICIO)
    return lector.decode(bytes, INICIO, resolver).value
  }
}

const caminoDe = (desde: DefinicionMensaje, ascensos: readonly Ascenso[]): readonly Ascenso[] => {
  const paso = ascensos.find((a) => a.desde === desde)
  return paso ? [paso, ...caminoDe(paso.hasta, ascensos)] : []
}

type Tipos = Readonly<{ lector: Codec['tipo']; escritor: Codec['tipo'] }>

const resolverDe = ({ definicion, final }: Entrada, { lector, escritor }: Tipos) => {
  try {
    return lector.createResolver(escritor, { ignoreNamespaces: true })
  } catch (causa) {
    const motivo = causa instanceof Error ? causa.message : String(causa)
    throw new ErrorEsquema(
      'SinAscenso',
      `${definicion.tipo} v${definicion.version} a v${final.version}: ${motivo}`,
    )
  }
}

/**
 * Arma el registro de un proceso con las definiciones que se le dan; nada se registra solo al importar.
 * Los codecs se compilan la primera vez que se usan.
 */
export const crearRegistro = (
  definiciones: readonly DefinicionMensaje[],
  ascensos: readonly Ascenso[] = [],
): Registro => {
  const porTipo = indexar(definiciones)
  const todas = [...porTipo.values()].flat()
  const porHuella = new Map(todas.map((e) => [e.cabecera.toString('latin1', 2), e]))

  const entradaDe = (tipo: string, version?: number): Entrada | undefined =>
    version === undefined
      ? porTipo.get(tipo)?.at(-1)
      : porTipo.get(tipo)?.find((e) => e.definicion.version === version)

  const codificar = (evento: EventoIntegracion): Buffer => {
    const entrada = entradaDe(evento.tipo, evento.versionEsquema)
    if (!entrada)
      throw new ErrorEsquema('EsquemaDesconocido', `no se conoce ${evento.tipo} v${evento.versionEsquema}`)
    return entrada.codec().escribir(evento.datos, entrada.cabecera)
  }

  const decodificar = (contenido: Buffer): Decodificado => {
    if (contenido.length < INICIO || contenido[0] !== 0xc3 || contenido[1] !== 0x01)
      throw new ErrorEsquema('ContenidoCorrupto', 'sin la marca de Avro (C3 01) y su huella')
    const entrada = porHuella.get(contenido.toString('latin1', 2, INICIO))
    if (!entrada) {
      const huella = Buffer.from(contenido.subarray(2, INICIO)).reverse().toString('hex')
      throw new ErrorEsquema('EsquemaDesconocido', `no se conoce el esquema de huella ${huella}`)
    }
    const { definicion, final } = entrada
    entrada.leer ??= armarLector({ entrada, entradas: porTipo.get(definicion.tipo)!, ascensos })
    const datos = entrada.leer(contenido)
    return {
      definicion: final,
      tipo: final.tipo,
      version: final.version,
      versionEscrita: definicion.version,
      huella: definicion.huella,
      datos,
    }
  }

  return {
    definiciones,
    codificar,
    decodificar,
    leer<D>(definicion: DefinicionMensaje<string, string, D>, contenido: Buffer): D {
      const leido = decodificar(contenido)
      if (leido.tipo === definicion.tipo && leido.version === definicion.version) return leido.datos as D
      throw new ErrorEsquema(
        'SinAscenso',
        `se esperaba ${definicion.tipo} v${definicion.version} y llegó ${leido.tipo} v${leido.version}`,
      )
    },
    evento<D extends DefinicionMensaje>(suyas: readonly D[], contenido: Buffer): EventoDe<D> | null {
      const { definicion, datos } = decodificar(contenido)
      const suya = suyas.some((d) => d.tipo === definicion.tipo && d.version === definicion.version)
      return suya ? (definicion.crear(datos) as EventoDe<D>) : null
    },
    esquemaDe: (huella) => todas.find((e) => e.definicion.huella === huella)?.definicion.esquema,
    definicionDe: (tipo, version) => entradaDe(tipo, version)?.definicion,
    espacioDe: (topico) => todas.find((e) => e.definicion.topico === topico)?.definicion.espacio,
  }
}
