import { compilarTipo } from '#seedwork/infraestructura/esquemas/codec.ts'
import type { DefinicionMensaje } from '#seedwork/infraestructura/esquemas/definicion.ts'
import { type Ascenso, caminoDe } from '#seedwork/infraestructura/esquemas/registro.ts'
import type { EsquemaRegistro } from '#seedwork/infraestructura/esquemas/tipos.ts'

/** Lo que un consumidor lee de un mensaje: la versión que conoce y, de su esquema, sólo los campos que usa. */
export type Lectura = Readonly<{
  consumidor: string
  topico: string
  tipo: string
  version: number
  lee: EsquemaRegistro
}>

/** Un consumidor que dejaría de entender un mensaje. */
export type Ruptura = Readonly<{ consumidor: string; mensaje: string; lee: number; motivo: string }>

type Mundo = Readonly<{ definiciones: readonly DefinicionMensaje[]; ascensos?: readonly Ascenso[] }>

/** Por qué no se leen con `lee` los bytes de un esquema, o `null` si se leen. */
const motivoDe = (lee: EsquemaRegistro, escrito: EsquemaRegistro): string | null => {
  try {
    compilarTipo(lee).createResolver(compilarTipo(escrito), { ignoreNamespaces: true })
    return null
  } catch (causa) {
    return causa instanceof Error ? causa.message : String(causa)
  }
}

const sube = (desde: DefinicionMensaje, version: number, ascensos: readonly Ascenso[]): boolean =>
  ascensos.some((a) => a.hasta.version === version && caminoDe(desde, a.hasta, ascensos) !== null)

const rupturasDe = (l: Lectura, { definiciones, ascensos = [] }: Mundo): readonly Ruptura[] => {
  const versiones = definiciones.filter((d) => d.topico === l.topico && d.tipo === l.tipo)
  const romper = (mensaje: string, motivo: string): Ruptura => ({
    ...{ consumidor: l.consumidor, mensaje, lee: l.version, motivo },
  })
  if (versiones.length === 0) return [romper(l.tipo, `ya no se publica en ${l.topico}`)]
  const conserva = versiones.some((d) => d.version <= l.version)
  return versiones.flatMap((d) => {
    // De lo que sale en varias versiones lee la suya; y de una más nueva sola no lee nada (ADR 0020), aunque
    // Avro supiera rellenar lo que falta.
    if (d.version > l.version)
      return conserva ? [] : [romper(`${d.tipo} v${d.version}`, `la v${l.version} ya no se publica`)]
    const motivo = motivoDe(l.lee, d.esquema)
    if (motivo === null || sube(d, l.version, ascensos)) return []
    return [romper(`${d.tipo} v${d.version}`, motivo)]
  })
}

/**
 * Compara cada versión publicada con lo que lee cada consumidor grabado. Hacia atrás: los mensajes viejos,
 * que siguen en la bitácora, deben leerse con el esquema de hoy o con un ascenso. Hacia delante: los nuevos,
 * con el de quien no se ha movido, salvo que su versión se siga publicando. Da quién se rompe, y por qué.
 */
export const compararContratos = (lecturas: readonly Lectura[], mundo: Mundo): readonly Ruptura[] =>
  lecturas.flatMap((lectura) => rupturasDe(lectura, mundo))
