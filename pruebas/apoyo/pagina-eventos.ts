import { tipoCloudEvents } from '#seedwork/infraestructura/esquemas/sobre.ts'
import type { Campo, EsquemaAvro, EsquemaRegistro } from '#seedwork/infraestructura/esquemas/tipos.ts'
import { leerCatalogo, type Participante } from '../../src/api/catalogo/catalogo.ts'
import type { Publicada } from './definiciones.ts'

const { participantes } = leerCatalogo([])

const quienes = (suyos: readonly Participante[], detalle: (p: Participante) => string): string =>
  suyos.map((p) => `${p.nombre} (${detalle(p)})`).join(', ')

const productores = (topico: string): string =>
  quienes(
    participantes.filter((p) => p.produce.includes(topico)),
    (p) => (p.servicio === 'fuera' ? 'por el broker' : p.servicio),
  )

const consumidores = (topico: string): string =>
  quienes(
    participantes.filter((p) => p.consume[topico] !== undefined),
    (p) => p.consume[topico] ?? '',
  )

const escribirTipo = (e: EsquemaAvro): string => {
  if (typeof e === 'string') return e
  if (Array.isArray(e)) return e.map(escribirTipo).join(' o ')
  const t = e as Exclude<EsquemaAvro, string | readonly EsquemaAvro[]>
  if (t.type === 'array') return `lista de ${escribirTipo(t.items)}`
  if (t.type === 'map') return `mapa de ${escribirTipo(t.values)}`
  if (t.type === 'enum') return t.symbols.join(', ')
  return t.name
}

const fila = (c: Campo): string => {
  const falta = c.default === undefined ? '' : `\`${JSON.stringify(c.default)}\``
  return `| \`${c.name}\` | ${escribirTipo(c.type)} | ${falta} | ${c.doc ?? ''} |`
}

const tabla = (campos: readonly Campo[]): string =>
  ['| Campo | Tipo | Por defecto | Significado |', '|---|---|---|---|', ...campos.map(fila)].join('\n')

/** Los esquemas de los que está hecho otro. */
const partesDe = (e: EsquemaAvro): readonly EsquemaAvro[] => {
  if (typeof e === 'string') return []
  if (Array.isArray(e)) return e
  const t = e as Exclude<EsquemaAvro, string | readonly EsquemaAvro[]>
  if (t.type === 'array') return [t.items]
  if (t.type === 'map') return [t.values]
  return t.type === 'enum' ? [] : t.fields.map((c) => c.type)
}

const esRegistro = (e: EsquemaAvro): e is EsquemaRegistro =>
  typeof e === 'object' && 'type' in e && e.type === 'record'

/** Los registros que aparecen dentro de otros, una vez cada uno. */
const internos = (publicadas: readonly Publicada[]): ReadonlyMap<string, readonly Campo[]> => {
  const todos = (e: EsquemaAvro): readonly EsquemaAvro[] => partesDe(e).flatMap((p) => [p, ...todos(p)])
  const hallados = publicadas.flatMap((p) => todos(p.definicion.esquema)).filter(esRegistro)
  return new Map(hallados.map((r) => [r.name, r.fields]))
}

const seccion = ({ definicion: d, carpeta }: Publicada): string =>
  [
    `### ${d.tipo} v${d.version}`,
    '',
    d.esquema.doc ?? '',
    '',
    `- Tipo en el sobre: \`${tipoCloudEvents(d)}\` · huella: \`${d.huella}\``,
    `- Esquema y ejemplo: \`${carpeta}\``,
    '',
    tabla(d.esquema.fields),
    '',
  ].join('\n')

const INICIO = `# Mensajes públicos

Los tópicos de la bitácora y los esquemas Avro de sus mensajes. Esta página sale de los esquemas con
\`node herramientas/catalogos.ts\`; \`pruebas/catalogos.test.ts\` falla si deja de coincidir con ellos.
Un esquema publicado no se edita: para cambiarlo, vea «Cambiar un evento» en \`CONTRIBUTING.md\`.

- El **contenido** es Avro en *single-object encoding*: \`C3 01\`, la huella CRC-64-AVRO del esquema (8 bytes,
  el menor primero) y los datos. \`GET /esquemas/{huella}\` da el esquema.
- El **sobre** (quién, cuándo, posición, correlación) va en columnas de la bitácora y, en un broker, en
  cabeceras \`ce-*\` de CloudEvents 1.0 (\`ce_*\` en Kafka).
- El orden se promete por **clave**, que es el id del agregado. La posición es densa: un hueco es una pérdida.
- En JSON un \`long\` es un número mientras cabe exacto; si no, texto.
`

/** El catálogo de mensajes, `docs/eventos.md`. */
export const paginaEventos = (publicadas: readonly Publicada[]): string => {
  const topicos = [...new Set(publicadas.map((p) => p.definicion.topico))]
  const porTopico = topicos.map((topico) => {
    const suyas = publicadas.filter((p) => p.definicion.topico === topico)
    const cabeza = `## ${topico}\n\nLo escriben: ${productores(topico)}.\nLo leen: ${consumidores(topico)}.\n`
    return `${cabeza}\n${suyas.map(seccion).join('\n')}`
  })
  const registros = [...internos(publicadas)].map(([nombre, campos]) => `### ${nombre}\n\n${tabla(campos)}\n`)
  return `${[INICIO, ...porTopico, '## Registros que usan\n', ...registros].join('\n').trimEnd()}\n`
}
