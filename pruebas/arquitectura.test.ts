import assert from 'node:assert/strict'
import test from 'node:test'
import { abrirArbol, cruzar, nombresDeReglas, RAIZ } from './arquitectura/cruzar.ts'
import { funcionesExtensas, leerFuentes, lineasCon } from './arquitectura/fuentes.ts'
import { ARBOL_LIMPIO, PLANTADAS } from './arquitectura/plantadas.ts'

const MINIMO_MODULOS = 150

test('nadie importa lo que no debe, y las reglas miraron el código de verdad', async () => {
  const { modulos, infracciones } = await cruzar(RAIZ)
  assert.deepEqual(
    infracciones.map((i) => `${i.rule.name}: ${i.from} → ${i.to}`),
    [],
  )
  assert.ok(modulos >= MINIMO_MODULOS, `sólo se cruzaron ${modulos} módulos`)
})

test('un árbol correcto no da ninguna infracción', async () => {
  await using arbol = await abrirArbol(ARBOL_LIMPIO)
  const { infracciones, modulos } = await cruzar(arbol.carpeta)
  assert.deepEqual(infracciones, [])
  assert.ok(modulos >= Object.keys(ARBOL_LIMPIO).length)
})

test('cada infracción plantada salta, por su regla y en su archivo', async () => {
  const plantadas = Object.fromEntries(PLANTADAS.map((p) => [p.archivo, p.contenido]))
  await using arbol = await abrirArbol({ ...ARBOL_LIMPIO, ...plantadas })
  const { infracciones } = await cruzar(arbol.carpeta)
  // De un ciclo sólo se informa una vez, desde uno de sus dos extremos.
  const halladas = new Set(infracciones.flatMap((i) => [i.from, i.to].map((a) => `${i.rule.name}: ${a}`)))
  assert.deepEqual(
    PLANTADAS.map((p) => `${p.regla}: ${p.archivo}`).filter((p) => !halladas.has(p)),
    [],
  )
  assert.deepEqual(
    infracciones.map((i) => i.from).filter((archivo) => !Object.hasOwn(plantadas, archivo)),
    [],
    'infracciones fuera de lo plantado',
  )
  const conPlanta = new Set(PLANTADAS.map((p) => p.regla))
  assert.deepEqual(
    (await nombresDeReglas()).filter((nombre) => !conPlanta.has(nombre)),
    [],
    'reglas sin infracción plantada',
  )
})

const fuentes = await leerFuentes()
const codigo = fuentes.filter((f) => f.ruta.startsWith('src/') && !/\.test\.tsx?$/.test(f.ruta))

test('ningún archivo pasa de 300 líneas', () => {
  const largos = fuentes.filter((f) => f.lineas > 300)
  assert.deepEqual(
    largos.map((f) => `${f.ruta}: ${f.lineas}`),
    [],
  )
})

/** Donde el límite cuenta de la primera línea a la última, con lo anidado. */
const RAICES_CORTAS = ['src/', 'bench/', 'herramientas/', 'despliegue/', 'ejemplos/']

test('ninguna función pasa de 40 líneas', () => {
  for (const raiz of RAICES_CORTAS) {
    const suyas = fuentes.filter((f) => f.ruta.startsWith(raiz) && !/\.test\.tsx?$/.test(f.ruta))
    assert.ok(suyas.length > 0, `${raiz}: no hay código que mirar`)
    assert.deepEqual(
      suyas.flatMap((f) => funcionesExtensas(f, 40)),
      [],
    )
  }
})

test('una función de 41 líneas salta aunque las de dentro sean cortas; el guion de una migración, no', () => {
  const paso = (lineas: number) => ['  const paso = () => {', ...Array(lineas - 2).fill('    dar()'), '  }']
  const fabrica = (nombre: string, lineas = 41) =>
    [`export const ${nombre} = () => {`, ...paso(20), ...paso(lineas - 22), '}', ''].join('\n')
  const plantar = (ruta: string, texto: string) =>
    funcionesExtensas({ ruta, texto, lineas: texto.split('\n').length - 1 }, 40)
  const clase = `class C {\n  abrir() {\n${'    dar()\n'.repeat(39)}  }\n}\n`
  const migracion = 'src/notificaciones/infraestructura/migraciones/0001_x.ts'
  assert.deepEqual(plantar('src/seedwork/x.ts', fabrica('abrir')), ['src/seedwork/x.ts:1 abrir (41 líneas)'])
  assert.deepEqual(plantar('src/seedwork/x.ts', clase), ['src/seedwork/x.ts:2 abrir (41 líneas)'])
  assert.deepEqual(plantar('src/seedwork/x.ts', fabrica('abrir', 40)), [])
  assert.deepEqual(plantar('src/seedwork/x.ts', fabrica('up')), ['src/seedwork/x.ts:1 up (41 líneas)'])
  assert.deepEqual(plantar(migracion, fabrica('up') + fabrica('down')), [])
  assert.deepEqual(plantar(migracion, fabrica('tablas')), [`${migracion}:1 tablas (41 líneas)`])
})

test('sólo src/config lee el entorno; un principal se lo pasa entero', () => {
  const leen = codigo.filter((f) => !/^src\/(config|ui\/pagina)\//.test(f.ruta))
  const pasan = (ruta: string): boolean =>
    /(^|\/)principal\.ts$|^src\/arranque\/|^src\/sidecar\/cliente\.ts$/.test(ruta)
  const fuera = leen.flatMap((f) => lineasCon(f, pasan(f.ruta) ? /process\.env[.[?]/ : /process\.env\b/))
  assert.deepEqual(fuera, [])
})

test('dominio y aplicación no miran la hora ni echan suertes', () => {
  const puros = codigo.filter((f) => /\/(dominio|aplicacion)\//.test(f.ruta))
  const impuro = /Date\.now|new Date\(\)|Math\.random|Temporal\.Now|randomUUID|performance\.now/
  assert.deepEqual(
    puros.flatMap((f) => lineasCon(f, impuro)),
    [],
  )
})

test('las carpetas de importación son las de package.json', () => {
  const relativos = codigo.flatMap((f) => lineasCon(f, /from '(\.\.\/)+(seedwork|modulos|config|arranque)\//))
  assert.deepEqual(relativos, [], 'entre carpetas de src se importa con #')
})
