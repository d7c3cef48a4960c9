// Revisa un documento AsyncAPI con el analizador oficial, sus cargas en Avro incluidas. Sale con 1 si tiene faltas
// o avisos. Sus paquetes se instalan aparte: `npm ci --prefix herramientas/asyncapi --ignore-scripts`.

import { readFileSync } from 'node:fs'
import { AvroSchemaParser } from '@asyncapi/avro-schema-parser'
import { Parser } from '@asyncapi/parser'

const [archivo = 'docs/asyncapi.json'] = process.argv.slice(2)
const texto = readFileSync(archivo, 'utf8')
const avro = AvroSchemaParser()
const parser = new Parser()
parser.registerSchemaParser(avro)
const { document, diagnostics } = await parser.parse(texto)
// El analizador traduce las cargas sin comprobarlas en la versión 3: se le pide una por una.
const cargas = await Promise.all(
  Object.entries(JSON.parse(texto).components.messages).map(async ([nombre, { payload }]) =>
    (await avro.validate({ data: payload.schema, path: ['components', 'messages', nombre, 'payload'] })).map(
      (falta) => ({ ...falta, severity: 0, code: 'avro' }),
    ),
  ),
)
// 0 falta, 1 aviso; lo demás son consejos.
const faltas = [...diagnostics, ...cargas.flat()].filter((d) => d.severity <= 1)
for (const d of faltas) console.error(`✗ ${d.path.join('/')}: ${d.message} (${d.code})`)
const canales = document?.channels().all().length ?? 0
const mensajes = document?.allMessages().all().length ?? 0
const operaciones = document?.operations().all().length ?? 0
console.log(
  `${archivo}: ${canales} canales, ${mensajes} mensajes, ${operaciones} operaciones, ${faltas.length} faltas`,
)
process.exitCode = document === undefined || faltas.length > 0 ? 1 : 0
