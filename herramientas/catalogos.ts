// Rehace lo que se deriva de los esquemas: los bytes de cada ejemplo (y los campos que le falten),
// `docs/eventos.md`, `docs/asyncapi.json` y las huellas que faltan en `pruebas/esquemas-congelados.json`, sin cambiar las que hay.

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { leerAscensos, leerEjemplos, leerPublicadas } from '#pruebas/apoyo/definiciones.ts'
import { paginaEventos } from '#pruebas/apoyo/pagina-eventos.ts'
import { resumenDe } from '#pruebas/apoyo/resumen.ts'
import { aJsonSeguro, deJson } from '#seedwork/infraestructura/esquemas/json.ts'
import { crearRegistro } from '#seedwork/infraestructura/esquemas/registro.ts'
import { documentoAsyncApi } from '../src/api/catalogo/asyncapi.ts'
import { leerCatalogo } from '../src/api/catalogo/catalogo.ts'

const RAIZ = join(import.meta.dirname, '..')
const CONGELADOS = join(RAIZ, 'pruebas/esquemas-congelados.json')
const escribir = (ruta: string, valor: unknown): void =>
  writeFileSync(ruta, typeof valor === 'string' ? valor : `${JSON.stringify(valor, null, 2)}\n`)

const publicadas = await leerPublicadas()
const ascensos = await leerAscensos()
const registro = crearRegistro(
  publicadas.map((p) => p.definicion),
  ascensos,
)

for (const { archivo, carpeta, tipo, version, datos } of await leerEjemplos()) {
  const definicion = registro.definicionDe(tipo, version)
  if (!definicion) throw new Error(`${archivo}: no hay ${tipo} v${version}`)
  const completos = deJson(definicion, datos)
  const evento = { topico: definicion.topico, tipo, versionEsquema: version, datos: completos }
  const contenido = registro.codificar(evento).toString('base64')
  escribir(join(RAIZ, carpeta, 'ejemplos', `${archivo}.json`), {
    tipo,
    version,
    datos: aJsonSeguro(completos),
    contenido,
  })
}

const previos = existsSync(CONGELADOS) ? JSON.parse(readFileSync(CONGELADOS, 'utf8')) : {}
const nuevos = Object.fromEntries(
  publicadas.map(({ definicion: d }) => [`${d.topico} ${d.tipo} v${d.version}`, resumenDe(d.esquema)]),
)
escribir(CONGELADOS, { ...nuevos, ...previos })
escribir(join(RAIZ, 'docs/eventos.md'), paginaEventos(publicadas))
const { version } = JSON.parse(readFileSync(join(RAIZ, 'package.json'), 'utf8'))
const catalogo = leerCatalogo(registro.definiciones, ascensos)
escribir(join(RAIZ, 'docs/asyncapi.json'), documentoAsyncApi(catalogo, version))
execFileSync(
  'biome',
  ['format', '--write', 'src/modulos', 'src/seedwork/infraestructura/esquemas', 'src/api', CONGELADOS],
  {
    cwd: RAIZ,
    stdio: 'ignore',
  },
)
console.log(`${publicadas.length} mensajes`)
