import type { EventoIntegracion, Mensaje } from '../../aplicacion/mensajes.ts'
import { type Codec, compilarCodec } from './codec.ts'
import type { DefinicionMensaje, EventoDe } from './definicion.ts'
import { ErrorEsquema } from './errores.ts'
import type { EsquemaRegistro } from './tipos.ts'
import { versionPara } from './versiones.ts'

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
  ascensos: readonly Ascenso[]
  /** Avro, single-object encoding: C3 01, huella (8 bytes, el menor primero) y los datos. */
  codificar(evento: EventoIntegracion): Buffer
  /** Lee un mensaje por la huella que trae, en la versión más nueva que se conoce de su tipo. */
  decodificar(contenido: Buffer): Decodificado
  /** Lee los datos de un mensaje que debe ser de esa definición. */
  leer<D>(definicion: DefinicionMensaje<string, string, D>, contenido: Buffer): D
  /** Lee un mensaje tal como se escribió, sin llevarlo a otra versión. */
  escrito(contenido: Buffer): Decodificado
  /**
   * El evento en la versión que lee quien llama, que es la de su definición; `null` si no es de ninguna, o si
   * es el mismo hecho que le llega en otra versión. Falla con `EsquemaDesconocido` si sólo salió en versiones
   * más nuevas: saltarlo sería perderlo.
   */
  evento<D extends DefinicionMensaje>(
    definiciones: readonly D[],
    mensaje: Pick<Mensaje, 'tipo' | 'versionEsquema' | 'versiones' | 'contenido'>,
  ): EventoDe<D> | null
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
  /** Lee los bytes de esta versión en otra, por su número; se arma la primera vez. */
  lectores: Map<number, (bytes: Buffer) => unknown>
}

const unaVez = <T>(crear: () => T): (() => T) => {
  let valor: T | undefined
  return () => (valor ??= crear())
}

const crearEntrada = (definicion: DefinicionMensaje): Entrada => ({
  definicion,
  cabecera: Buffer.concat([MARCA, Buffer.from(definicion.huella, 'hex').reverse()]),
  codec: unaVez(() => compilarCodec(definicion.esquema)),
  lectores: new Map(),
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
  return porTipo
}

type Lectura = Readonly<{ entrada: Entrada; hasta: Entrada; ascensos: readonly Ascenso[] }>

/** De una versión a otra: los ascensos declarados o, si no los hay, la resolución de Avro. */
const armarLector = ({ entrada, hasta, ascensos }: Lectura): ((bytes: Buffer) => unknown) => {
  const { leer, comprobar, tipo: escritor } = entrada.codec()
  if (hasta === entrada) return (bytes) => leer(bytes, INICIO)
  const pasos = caminoDe(entrada.definicion, hasta.definicion, ascensos)
  if (pasos) return (bytes) => pasos.reduce((datos, paso) => paso.pasar(datos), leer(bytes, INICIO))
  const lector = hasta.codec().tipo
  const resolver = resolverDe({ desde: entrada.definicion, hasta: hasta.definicion }, { lector, escritor })
  return (bytes) => {
    comprobar(bytes, INICIO)
    return lector.decode(bytes, INICIO, resolver).value
  }
}

/** Los ascensos que llevan de una versión a otra, en orden; `null` si no los hay. */
export const caminoDe = (
  desde: DefinicionMensaje,
  hasta: DefinicionMensaje,
  ascensos: readonly Ascenso[],
): readonly Ascenso[] | null => {
  if (desde === hasta) return []
  const paso = ascensos.find((a) => a.desde === desde)
  const resto = paso && caminoDe(paso.hasta, hasta, ascensos)
  return resto ? [paso, ...resto] : null
}

type Tipos = Readonly<{ lector: Codec['tipo']; escritor: Codec['tipo'] }>

type Tramo = Readonly<{ desde: DefinicionMensaje; hasta: DefinicionMensaje }>

const resolverDe = ({ desde, hasta }: Tramo, { lector, escritor }: Tipos) => {
  try {
    return lector.createResolver(escritor, { ignoreNamespaces: true })
  } catch (causa) {
    const motivo = causa instanceof Error ? causa.message : String(causa)
    throw new ErrorEsquema('SinAscenso', `${desde.tipo} v${desde.version} a v${hasta.version}: ${motivo}`)
  }
}

/** Las definiciones de un registro, por tipo y por la huella con que empieza cada contenido. */
type Indice = Readonly<{
  todas: readonly Entrada[]
  porTipo: ReadonlyMap<string, readonly Entrada[]>
  porHuella: ReadonlyMap<string, Entrada>
  ascensos: readonly Ascenso[]
}>

const crearIndice = (definiciones: readonly DefinicionMensaje[], ascensos: readonly Ascenso[]): Indice => {
  const porTipo = indexar(definiciones)
  const todas = [...porTipo.values()].flat()
  const porHuella = new Map(todas.map((e) => [e.cabecera.toString('latin1', 2), e]))
  return { todas, porTipo, porHuella, ascensos }
}

const entradaDe = ({ porTipo }: Indice, tipo: string, version?: number): Entrada | undefined =>
  version === undefined
    ? porTipo.get(tipo)?.at(-1)
    : porTipo.get(tipo)?.find((e) => e.definicion.version === version)

const codificar = (indice: Indice, evento: EventoIntegracion): Buffer => {
  const entrada = entradaDe(indice, evento.tipo, evento.versionEsquema)
  if (!entrada)
    throw new ErrorEsquema('EsquemaDesconocido', `no se conoce ${evento.tipo} v${evento.versionEsquema}`)
  return entrada.codec().escribir(evento.datos, entrada.cabecera)
}

const entradaEscrita = ({ porHuella }: Indice, contenido: Buffer): Entrada => {
  if (contenido.length < INICIO || contenido[0] !== 0xc3 || contenido[1] !== 0x01)
    throw new ErrorEsquema('ContenidoCorrupto', 'sin la marca de Avro (C3 01) y su huella')
  const entrada = porHuella.get(contenido.toString('latin1', 2, INICIO))
  if (!entrada) {
    const huella = Buffer.from(contenido.subarray(2, INICIO)).reverse().toString('hex')
    throw new ErrorEsquema('EsquemaDesconocido', `no se conoce el esquema de huella ${huella}`)
  }
  return entrada
}

/** Los datos de un mensaje, en la versión de `hasta`. */
const leerEn = (lectura: Lectura, contenido: Buffer): unknown => {
  const { lectores } = lectura.entrada
  const { version } = lectura.hasta.definicion
  const leer = lectores.get(version) ?? armarLector(lectura)
  lectores.set(version, leer)
  return leer(contenido)
}

const decodificarEn = (
  indice: Indice,
  contenido: Buffer,
  hastaDe: (escrita: Entrada) => Entrada,
): Decodificado => {
  const entrada = entradaEscrita(indice, contenido)
  const hasta = hastaDe(entrada)
  const { definicion } = hasta
  return {
    definicion,
    tipo: definicion.tipo,
    version: definicion.version,
    versionEscrita: entrada.definicion.version,
    huella: entrada.definicion.huella,
    datos: leerEn({ entrada, hasta, ascensos: indice.ascensos }, contenido),
  }
}

const decodificar = (indice: Indice, contenido: Buffer): Decodificado =>
  decodificarEn(indice, contenido, (e) => indice.porTipo.get(e.definicion.tipo)!.at(-1)!)

const leerDe = <D>(
  indice: Indice,
  definicion: DefinicionMensaje<string, string, D>,
  contenido: Buffer,
): D => {
  const leido = decodificar(indice, contenido)
  if (leido.tipo === definicion.tipo && leido.version === definicion.version) return leido.datos as D
  throw new ErrorEsquema(
    'SinAscenso',
    `se esperaba ${definicion.tipo} v${definicion.version} y llegó ${leido.tipo} v${leido.version}`,
  )
}

const eventoDe = <D extends DefinicionMensaje>(
  indice: Indice,
  suyas: readonly D[],
  mensaje: Parameters<Registro['evento']>[1],
): EventoDe<D> | null => {
  const { tipo, versionEsquema, contenido } = mensaje
  const suya = suyas.find((d) => d.tipo === tipo)
  if (!suya) return null
  const toca = versionPara(mensaje, suya.version)
  if (toca === undefined)
    throw new ErrorEsquema(
      'EsquemaDesconocido',
      `${tipo} v${versionEsquema} no salió en otra versión, y este lector llega a la v${suya.version}`,
    )
  if (toca !== versionEsquema) return null
  const entrada = entradaEscrita(indice, contenido)
  const hasta = entradaDe(indice, tipo, suya.version)
  if (entrada.definicion.tipo !== tipo || !hasta)
    throw new ErrorEsquema('ContenidoCorrupto', `el sobre dice ${tipo} y el contenido es otro`)
  return suya.crear(leerEn({ entrada, hasta, ascensos: indice.ascensos }, contenido)) as EventoDe<D>
}

/**
 * Arma el registro de un proceso con las definiciones que se le dan; nada se registra solo al importar.
 * Los codecs se compilan la primera vez que se usan.
 */
export const crearRegistro = (
  definiciones: readonly DefinicionMensaje[],
  ascensos: readonly Ascenso[] = [],
): Registro => {
  const indice = crearIndice(definiciones, ascensos)
  const { todas } = indice
  return {
    definiciones,
    ascensos,
    codificar: (evento) => codificar(indice, evento),
    decodificar: (contenido) => decodificar(indice, contenido),
    leer: (definicion, contenido) => leerDe(indice, definicion, contenido),
    escrito: (contenido) => decodificarEn(indice, contenido, (e) => e),
    evento: (suyas, mensaje) => eventoDe(indice, suyas, mensaje),
    esquemaDe: (huella) => todas.find((e) => e.definicion.huella === huella)?.definicion.esquema,
    definicionDe: (tipo, version) => entradaDe(indice, tipo, version)?.definicion,
    espacioDe: (topico) => todas.find((e) => e.definicion.topico === topico)?.definicion.espacio,
  }
}
