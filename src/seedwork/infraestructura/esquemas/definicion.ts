import type { EventoIntegracion } from '../../aplicacion/mensajes.ts'
import { huellaDe } from './canonica.ts'
import type { EsquemaRegistro, ValorDe } from './tipos.ts'

/** Un mensaje público: su tópico, su nombre, su versión y el esquema Avro de sus datos. */
export type DefinicionMensaje<
  Topico extends string = string,
  Tipo extends string = string,
  Datos = unknown,
> = Readonly<{
  topico: Topico
  tipo: Tipo
  version: number
  /** Espacio del esquema, p. ej. `co.alpes.contratos`; con el tipo y la versión da el `ce-type`. */
  espacio: string
  esquema: EsquemaRegistro
  /** CRC-64-AVRO de la forma canónica, 16 cifras hexadecimales. */
  huella: string
  /** Arma el evento de integración. No valida: lo hace el compilador, y `codificar` al escribir. */
  crear(datos: Datos): EventoIntegracion<Tipo, Datos>
}>

/** Los datos de una definición: `DatosDe<typeof ContratoCreado>`. */
export type DatosDe<D> = D extends DefinicionMensaje<string, string, infer Datos> ? Datos : never

/** El evento de integración de una definición; sobre una unión de definiciones, la unión de sus eventos. */
export type EventoDe<D> =
  D extends DefinicionMensaje<string, infer Tipo, infer Datos> ? EventoIntegracion<Tipo, Datos> : never

type Declaracion = Readonly<{
  topico: string
  tipo: string
  version: number
  esquema: EsquemaRegistro & Readonly<{ namespace: string }>
}>

/**
 * Define un mensaje a partir de su esquema escrito como literal; los tipos de los datos salen de él.
 * Lanza si el registro no se llama como el tipo: es un defecto que debe verse al cargar.
 */
export const definirMensaje = <const D extends Declaracion>(
  declaracion: D,
): DefinicionMensaje<D['topico'], D['tipo'], ValorDe<D['esquema']>> => {
  const { topico, tipo, version, esquema } = declaracion
  if (esquema.name !== tipo) throw new Error(`el esquema ${esquema.name} no se llama como su tipo, ${tipo}`)
  return Object.freeze({
    topico,
    tipo,
    version,
    espacio: esquema.namespace,
    esquema,
    huella: huellaDe(esquema),
    crear: (datos: ValorDe<D['esquema']>) => ({ topico, tipo, versionEsquema: version, datos }),
  })
}
