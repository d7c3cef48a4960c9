import { compilarTipo } from '#seedwork/infraestructura/esquemas/codec.ts'
import type { DefinicionMensaje } from '#seedwork/infraestructura/esquemas/definicion.ts'
import { type Ascenso, caminoDe } from '#seedwork/infraestructura/esquemas/registro.ts'
import type { EsquemaAvro, EsquemaRegistro } from '#seedwork/infraestructura/esquemas/tipos.ts'

/** Un campo que no es igual en dos versiones. `antes` o `despues` nulos: no está en esa. */
export type Diferencia = Readonly<{ campo: string; antes: string | null; despues: string | null }>

type Compuesto = Exclude<EsquemaAvro, string | readonly EsquemaAvro[]>

const esRegistro = (e: EsquemaAvro): e is EsquemaRegistro =>
  typeof e === 'object' && 'type' in e && e.type === 'record'

/** El tipo de un campo en palabras: `null o string`, `lista de Clausula`. */
export const nombrarTipo = (e: EsquemaAvro): string => {
  if (typeof e === 'string') return e
  if (Array.isArray(e)) return e.map(nombrarTipo).join(' o ')
  const t = e as Compuesto
  if (t.type === 'array') return `lista de ${nombrarTipo(t.items)}`
  if (t.type === 'map') return `mapa de ${nombrarTipo(t.values)}`
  return t.type === 'enum' ? t.symbols.join(', ') : t.name
}

/** Los campos de un registro, los de dentro con su camino: `terminos.monto`. */
const campos = (e: EsquemaRegistro, camino = ''): readonly (readonly [string, string])[] =>
  e.fields.flatMap(({ name, type, default: falta }) => {
    const propio = `${camino}${name}`
    const omision = falta === undefined ? '' : `, por omisión ${JSON.stringify(falta)}`
    return [
      [propio, `${nombrarTipo(type)}${omision}`] as const,
      ...(esRegistro(type) ? campos(type, `${propio}.`) : []),
    ]
  })

/** Qué cambia de una versión a otra, campo por campo. */
export const diferencias = (antes: EsquemaRegistro, despues: EsquemaRegistro): readonly Diferencia[] => {
  const [viejos, nuevos] = [new Map(campos(antes)), new Map(campos(despues))]
  return [...new Set([...viejos.keys(), ...nuevos.keys()])]
    .map((campo) => ({ campo, antes: viejos.get(campo) ?? null, despues: nuevos.get(campo) ?? null }))
    .filter((d) => d.antes !== d.despues)
}

/** ¿Se leen con `lee` los bytes escritos con `escrito`, sin más ayuda que Avro? */
const seLee = (lee: EsquemaRegistro, escrito: EsquemaRegistro): boolean => {
  try {
    compilarTipo(lee).createResolver(compilarTipo(escrito), { ignoreNamespaces: true })
    return true
  } catch {
    return false
  }
}

/** Cómo entiende quien lee `hasta` lo escrito en `desde`. */
export const comoSube = (
  desde: DefinicionMensaje,
  hasta: DefinicionMensaje,
  ascensos: readonly Ascenso[],
): 'ascenso' | 'avro' | 'no' => {
  if (caminoDe(desde, hasta, ascensos)) return 'ascenso'
  return seLee(hasta.esquema, desde.esquema) ? 'avro' : 'no'
}
