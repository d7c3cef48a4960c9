import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { leerFuentes } from './arquitectura/fuentes.ts'

const RAIZ = join(import.meta.dirname, '..')
const leer = (ruta: string): string => readFileSync(join(RAIZ, ruta), 'utf8')
const documentos = globSync('{*.md,docs/**/*.md}', { cwd: RAIZ }).sort()
const decisiones = documentos.filter((ruta) => /docs[\\/]adr[\\/]/.test(ruta))

test('las decisiones van numeradas sin huecos', () => {
  const numeros = decisiones.map((ruta) => Number(/(\d{4})-[a-z0-9-]+\.md$/.exec(ruta)?.[1]))
  assert.deepEqual(
    numeros,
    numeros.map((_, i) => i + 1),
  )
})

for (const ruta of decisiones)
  test(`${ruta} cabe en 40 líneas y dice contexto, opciones, decisión y qué la cambiaría`, () => {
    const texto = leer(ruta)
    assert.ok(texto.trimEnd().split('\n').length <= 40)
    const secciones = [...texto.matchAll(/^## (.+)$/gm)].map((m) => m[1])
    assert.deepEqual(secciones, ['Contexto', 'Opciones', 'Decisión', 'Qué nos haría cambiar'])
    assert.match(texto, /^Estado: (propuesta|aceptada|reemplazada por \d{4}) · \d{4}-\d{2}-\d{2}$/m)
  })

test('todo enlace a un archivo del proyecto lleva a alguno', () => {
  const rotos = documentos.flatMap((ruta) =>
    [...leer(ruta).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map((m) => m[1] ?? '')
      .filter((destino) => !existsSync(join(RAIZ, dirname(ruta), destino)))
      .map((destino) => `${ruta} → ${destino}`),
  )
  assert.deepEqual(rotos, [])
})

test('todo archivo que un documento nombra existe', () => {
  const faltan = documentos.flatMap((ruta) =>
    [...leer(ruta).matchAll(/`((?:src|pruebas|docs|herramientas|bench|ejemplos)\/[\w./-]+)`/g)]
      .map((m) => m[1] ?? '')
      .filter((archivo) => !/NNNN|vN/.test(archivo) && !existsSync(join(RAIZ, archivo)))
      .map((archivo) => `${ruta}: ${archivo}`),
  )
  assert.deepEqual(faltan, [])
})

test('toda orden de npm que un documento nombra existe', () => {
  const guiones = Object.keys(JSON.parse(leer('package.json')).scripts)
  const faltan = documentos.flatMap((ruta) =>
    [...leer(ruta).matchAll(/npm (?:run ([\w:-]+)|(start|test)\b)/g)]
      .map((m) => m[1] ?? m[2] ?? '')
      .filter((guion) => !guiones.includes(guion))
      .map((guion) => `${ruta}: npm run ${guion}`),
  )
  assert.deepEqual(faltan, [])
})

test('cada identificador del glosario está en el código', async () => {
  const codigo = (await leerFuentes()).map((f) => `${f.ruta}\n${f.texto}`).join('\n')
  const filas = leer('docs/glosario.md').matchAll(/^\|[^|]+\|[^|]+\|([^|]+)\|$/gm)
  const identificadores = [...filas].flatMap((f) =>
    [...(f[1] ?? '').matchAll(/`([^`<…]+)/g)].map((m) => m[1] ?? ''),
  )
  assert.ok(identificadores.length > 60)
  assert.deepEqual(
    identificadores.filter((id) => !codigo.includes(id)),
    [],
  )
})
