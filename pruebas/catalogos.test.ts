import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import { aJsonSeguro, deJson } from '#seedwork/infraestructura/esquemas/json.ts'
import { crearRegistro } from '#seedwork/infraestructura/esquemas/registro.ts'
import { ERRORES } from '../src/api/errores.ts'
import { ERRORES_NOTIFICACIONES } from '../src/notificaciones/http/errores.ts'
import { leerCatalogo, leerCodigos } from './apoyo/codigos.ts'
import { leerAscensos, leerEjemplos, leerPublicadas } from './apoyo/definiciones.ts'
import { paginaEventos } from './apoyo/pagina-eventos.ts'
import { resumenDe } from './apoyo/resumen.ts'

const leer = (ruta: string): Promise<string> => readFile(join(import.meta.dirname, '..', ruta), 'utf8')

const publicadas = await leerPublicadas()
const ejemplos = await leerEjemplos()
const registro = crearRegistro(
  publicadas.map((p) => p.definicion),
  await leerAscensos(),
)
const nombre = (d: Readonly<{ topico: string; tipo: string; version: number }>): string =>
  `${d.topico} ${d.tipo} v${d.version}`

test('hay mensajes que catalogar', () => {
  assert.ok(publicadas.length >= 20, `sólo ${publicadas.length}`)
})

test('docs/eventos.md es el de los esquemas: `node herramientas/catalogos.ts` lo rehace', async () => {
  assert.equal(await leer('docs/eventos.md'), paginaEventos(publicadas))
})

test('la versión de cada esquema es la de su carpeta', () => {
  for (const { definicion, carpeta } of publicadas) {
    const deCarpeta = /schema[\\/]v(\d+)/.exec(carpeta)?.[1]
    if (deCarpeta !== undefined) assert.equal(String(definicion.version), deCarpeta, nombre(definicion))
  }
})

test('un esquema publicado no cambia: ni sus campos ni sus valores por defecto', async () => {
  const congelados: Record<string, string> = JSON.parse(await leer('pruebas/esquemas-congelados.json'))
  const actuales = Object.fromEntries(
    publicadas.map(({ definicion: d }) => [nombre(d), resumenDe(d.esquema)]),
  )
  assert.deepEqual(actuales, congelados)
})

test('el congelado se da cuenta de un valor por defecto distinto y no de la documentación', () => {
  const esquema = { type: 'record', name: 'A', fields: [{ name: 'doc', type: 'int', default: 0 }] } as const
  const otro = { ...esquema, fields: [{ name: 'doc', type: 'int', default: 1 }] } as const
  assert.notEqual(resumenDe(esquema), resumenDe(otro))
  assert.equal(resumenDe(esquema), resumenDe({ ...esquema, doc: 'una nota' }))
})

test('cada mensaje tiene su ejemplo, y cada ejemplo su mensaje', () => {
  const conEjemplo = ejemplos.map((e) => `${e.carpeta} ${e.tipo} v${e.version}`).sort()
  const definidos = publicadas.map((p) => `${p.carpeta} ${p.definicion.tipo} v${p.definicion.version}`).sort()
  assert.deepEqual(conEjemplo, definidos)
  for (const { archivo, tipo } of ejemplos)
    assert.equal(archivo, tipo.replaceAll(/(?<!^)([A-Z])/g, '-$1').toLowerCase())
})

for (const { tipo, version, datos, contenido } of ejemplos)
  test(`el ejemplo de ${tipo} v${version} cabe en su esquema y da siempre los mismos bytes`, () => {
    const definicion = registro.definicionDe(tipo, version)
    assert.ok(definicion)
    const leidos = deJson(definicion, datos)
    const evento = { topico: definicion.topico, tipo, versionEsquema: version, datos: leidos }
    assert.equal(registro.codificar(evento).toString('base64'), contenido)
    assert.deepEqual(aJsonSeguro(leidos), datos, 'el ejemplo trae todos los campos')
    const decodificado = registro.decodificar(Buffer.from(contenido, 'base64'))
    assert.equal(decodificado.versionEscrita, version)
    assert.equal(decodificado.tipo, tipo)
  })

test('los campos heredados de ContratoCreado siguen con su nombre y su tipo', () => {
  const campos = registro.definicionDe('ContratoCreado', 1)?.esquema.fields ?? []
  assert.deepEqual(
    campos.slice(0, 3).map((c) => [c.name, c.type]),
    [
      ['id', 'string'],
      ['estado', 'string'],
      ['fecha_creacion', 'long'],
    ],
  )
  assert.deepEqual(
    campos.slice(3).filter((c) => c.default === undefined),
    [],
  )
})

const codigos = await leerCodigos()
const catalogo = leerCatalogo()

test('docs/errores.md tiene cada código que hay en el código', () => {
  const faltan = [...codigos.todos]
    .filter(([codigo]) => !catalogo.has(codigo))
    .map(([c, ruta]) => `${c} (${ruta})`)
  assert.deepEqual(faltan, [])
})

test('y no documenta ninguno que no exista', () => {
  const existe = new Set([...codigos.todos.keys(), ...Object.keys(ERRORES)])
  assert.deepEqual(
    [...catalogo.keys()].filter((codigo) => !existe.has(codigo)),
    [],
  )
  assert.ok(catalogo.size >= 60)
})

for (const [servicio, tabla] of [
  ['api', ERRORES],
  ['notificaciones', ERRORES_NOTIFICACIONES],
] as const)
  test(`el estado HTTP de cada código es el de la tabla de ${servicio}`, () => {
    const distintos = Object.entries(tabla).filter(
      ([codigo, { estado }]) => catalogo.get(codigo) !== String(estado),
    )
    assert.deepEqual(
      distintos.map(([codigo, { estado }]) => `${codigo}: ${catalogo.get(codigo)} ≠ ${estado}`),
      [],
    )
  })

test('todo código de un módulo o del seedwork tiene estado en la API', () => {
  const suyos = [...codigos.declarados].filter(([, ruta]) => /^src\/(modulos|seedwork)\//.test(ruta))
  assert.deepEqual(
    suyos.filter(([codigo]) => !Object.hasOwn(ERRORES, codigo)).map(([codigo]) => codigo),
    [],
  )
})
