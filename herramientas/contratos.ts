// Compara cada versión de cada mensaje público con lo que lee cada consumidor grabado y nombra a quien se
// rompe (sale con 1). `--grabar` rehace lo grabado; `--borrador archivo.ts` compara además las definiciones
// que exporta ese archivo, que reemplazan a las de su mismo tipo y versión: para ver un cambio antes de hacerlo.

import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { esDefinicion, leerAscensos, leerPublicadas } from '#pruebas/apoyo/definiciones.ts'
import type { DefinicionMensaje } from '#seedwork/infraestructura/esquemas/definicion.ts'
import { compararContratos, type Lectura } from './contratos/comparar.ts'
import { grabarLecturas } from './contratos/grabar.ts'

const GRABADO = join(import.meta.dirname, '../docs/consumidores.json')

const borrador = async (archivo: string): Promise<readonly DefinicionMensaje[]> =>
  Object.values(await import(pathToFileURL(resolve(archivo)).href)).filter(esDefinicion)

const mismo = (a: DefinicionMensaje) => (b: DefinicionMensaje) =>
  a.topico === b.topico && a.tipo === b.tipo && a.version === b.version

const { values } = parseArgs({ options: { grabar: { type: 'boolean' }, borrador: { type: 'string' } } })
if (values.grabar) writeFileSync(GRABADO, `${JSON.stringify(await grabarLecturas(), null, 1)}\n`)

const lecturas: readonly Lectura[] = JSON.parse(readFileSync(GRABADO, 'utf8'))
const nuevas = values.borrador === undefined ? [] : await borrador(values.borrador)
const actuales = (await leerPublicadas()).map((p) => p.definicion)
const definiciones = [...actuales.filter((d) => !nuevas.some(mismo(d))), ...nuevas]
const rupturas = compararContratos(lecturas, { definiciones, ascensos: await leerAscensos() })
for (const r of rupturas)
  console.error(`✗ ${r.consumidor} lee la v${r.lee} y no entiende ${r.mensaje}: ${r.motivo}`)
const consumidores = [...new Set(lecturas.map((l) => l.consumidor))].join(', ')
console.log(
  `${definiciones.length} esquemas, ${lecturas.length} lecturas de ${consumidores}: ${rupturas.length} rupturas`,
)
process.exitCode = rupturas.length > 0 ? 1 : 0
