import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { archivosDe, editar, RAIZ } from './modificabilidad/copia.ts'
import { EXPERIMENTOS } from './modificabilidad/experimentos.ts'
import { CAPAS, capaDe, type Medida, medir, nucleo, union } from './modificabilidad/medida.ts'
import { entreMarcas, ponerTabla, type Resultado, tabla } from './modificabilidad/tabla.ts'

const leer = (ruta: string): string => readFileSync(join(RAIZ, ruta), 'utf8')
const resultados: readonly Resultado[] = JSON.parse(leer('pruebas/modificabilidad/resultado.json'))
const medidaDe = (nombre: string): Medida => {
  const hallado = resultados.find((r) => r.nombre === nombre)
  assert.ok(hallado, `${nombre} no está medido`)
  return hallado.medida
}

test('la tabla del README es la que escribe `npm run modificabilidad`', () => {
  assert.equal(entreMarcas(leer('README.md')), tabla(resultados))
})

test('cada experimento está medido, y con el título de hoy', () => {
  assert.deepEqual(
    resultados.map(({ nombre, titulo }) => ({ nombre, titulo })),
    EXPERIMENTOS.map(({ nombre, titulo }) => ({ nombre, titulo })),
  )
})

for (const e of EXPERIMENTOS) {
  test(`${e.nombre}: lo que cambia sigue en su sitio y lo nuevo no existe todavía`, () => {
    const textos = new Map(e.ediciones.map(({ archivo }) => [archivo, leer(archivo)]))
    for (const edicion of e.ediciones)
      textos.set(edicion.archivo, editar(textos.get(edicion.archivo)!, edicion))
    assert.deepEqual(
      [...archivosDe(e).keys()].filter((ruta) => existsSync(join(RAIZ, ruta))),
      [],
    )
    assert.deepEqual(
      e.suites.filter((ruta) => !existsSync(join(RAIZ, ruta))),
      [],
    )
    assert.ok(archivosDe(e).has(e.prueba))
  })

  test(`${e.nombre}: lo medido cabe en su listón`, () => {
    const medida = medidaDe(e.nombre)
    if (e.nucleo !== undefined) assert.equal(nucleo(medida), e.nucleo)
    if (e.union !== undefined) assert.ok(union(medida) <= e.union, `${union(medida)} líneas ajenas`)
  })
}

test('un ancla que falta o que está dos veces detiene el experimento', () => {
  const edicion = { archivo: 'a.ts', ancla: 'uno', por: '$& dos' }
  assert.equal(editar('uno\n', edicion), '$& dos\n')
  assert.throws(() => editar('otro\n', edicion), /a\.ts: el ancla está 0 veces/)
  assert.throws(() => editar('uno uno\n', edicion), /a\.ts: el ancla está 2 veces/)
})

test('cada archivo cuenta en su capa', () => {
  const esperadas = {
    'src/modulos/contratos/dominio/contrato.ts': 'dominio',
    'src/modulos/contratos/dominio/contrato.test.ts': 'pruebas',
    'src/notificaciones/aplicacion/anotar.ts': 'aplicacion',
    'src/seedwork/aplicacion/fuente.ts': 'aplicacion',
    'src/seedwork/infraestructura/relevo.ts': 'infraestructura',
    'src/seedwork/presentacion/rutas.ts': 'api',
    'src/api/servicio.ts': 'api',
    'src/modulos/contratos/modulo.ts': 'arranque',
    'src/principal.ts': 'arranque',
    'package.json': 'arranque',
    'src/notificaciones/servicio.ts': 'servicio',
    'docs/eventos.md': 'documentos',
  } as const
  for (const [ruta, capa] of Object.entries(esperadas)) assert.equal(capaDe(ruta), capa, ruta)
})

test('lo nuevo no es ajeno; de lo que existía cuenta la mayor de puestas y quitadas', () => {
  const medida = medir([
    { ruta: 'src/api/a.ts', puestas: 40, quitadas: 0, existia: false },
    { ruta: 'src/api/b.ts', puestas: 2, quitadas: 5, existia: true },
    { ruta: 'src/modulos/m/dominio/c.ts', puestas: 3, quitadas: 1, existia: true },
    { ruta: 'pruebas/d.test.ts', puestas: 9, quitadas: 0, existia: true },
  ])
  assert.deepEqual(medida.api, { nuevos: 1, lineasNuevas: 40, tocados: 1, lineasTocadas: 5 })
  assert.deepEqual([union(medida), nucleo(medida)], [8, 3])
  assert.deepEqual(Object.keys(medida), [...CAPAS])
})

test('un documento sin las marcas no se toca', () => {
  assert.throws(() => ponerTabla('# nada', '| x |'), /faltan las marcas/)
  const con = 'viejo\n<!-- modificabilidad -->\nviejo\n<!-- /modificabilidad -->\nviejo\n'
  const puesto = 'viejo\n<!-- modificabilidad -->\n$& nuevo\n<!-- /modificabilidad -->\nviejo\n'
  assert.equal(ponerTabla(con, '$& nuevo'), puesto)
})
