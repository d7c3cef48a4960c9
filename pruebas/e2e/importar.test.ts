import assert from 'node:assert/strict'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { lanzar } from '#pruebas/apoyo/proceso-hijo.ts'
import { abrirInstalacion, type Instalacion, TOKEN } from '../fallas/sistema.ts'

/** La cartera de ejemplo, importada por la línea de órdenes en un sistema de verdad. */
const RAIZ = path.join(import.meta.dirname, '../..')
const PROGRAMA = path.join(RAIZ, 'src/cli/principal.ts')
const CARTERA = path.join(RAIZ, 'ejemplos/cartera.csv')
const HOY = '2026-12-01'

type Registro = Readonly<Record<string, string>>
const leerCsv = (texto: string): Registro[] => parse(texto, { columns: true, delimiter: ';', bom: true })

let s: Instalacion
let esperados: Registro[]
before(async () => {
  s = await abrirInstalacion({
    entorno: { ALPES_RELOJ: `${HOY}T17:00:00Z`, CORREO_GESTOR: 'g@alpes.example' },
  })
  await s.arrancar()
  esperados = leerCsv(await readFile(CARTERA, 'utf8'))
})
after(() => s[Symbol.asyncDispose]())

const alpes = (...args: readonly string[]) =>
  lanzar(PROGRAMA, { args, entorno: { ALPES_DATOS: s.datos, ALPES_TOKEN: TOKEN } })
const correr = async (...args: readonly string[]) => {
  await using hijo = alpes(...args)
  return { codigo: await hijo.fin, dicho: hijo.dicho() }
}
const leer = async <T>(ruta: string): Promise<T> => {
  const r = await fetch(`${s.url}${ruta}`, { headers: { authorization: `Bearer ${TOKEN}` } })
  assert.equal(r.status, 200, ruta)
  return (await r.json()) as T
}
const cabezas = async (): Promise<Map<string, number>> => {
  const { elementos } = await leer<{ elementos: { topico: string; cabeza: number; atraso: number }[] }>(
    '/suscripciones',
  )
  return new Map(elementos.map((e) => [e.topico, e.cabeza]))
}
/** Contratos como están, por su número. */
const enSistema = async (): Promise<Map<string, Registro>> => {
  const { codigo, dicho } = await correr('exportar')
  assert.equal(codigo, 0, dicho)
  return new Map(leerCsv(dicho).map((c) => [c.numero ?? '', c]))
}
const estadoFinal = (r: Registro): string =>
  r.estado !== 'Pendiente' && (r.fecha_fin ?? '') < HOY ? 'Vencido' : (r.estado ?? '')

test('mil contratos: se mata la importación a medias, se repite, y queda cada uno como dice el archivo', async () => {
  await using primera = alpes('importar', CARTERA)
  await primera.linea(/contratos [2-9]00\/1000/, 120_000)
  primera.senal('SIGKILL')
  await primera.fin
  const { codigo, dicho } = await correr('importar', CARTERA)
  assert.equal(codigo, 0, dicho)
  assert.match(dicho, /1000 contratos importados, 0 con faltas/)
  let hallados = await enSistema()
  const sinLlegar = (): string[] =>
    esperados
      .filter((e) => hallados.get(e.numero ?? '')?.estado !== estadoFinal(e))
      .map((e) => `${e.numero} ${hallados.get(e.numero ?? '')?.estado}`)
  await esperarQue(
    'la agenda vence lo que ya había vencido',
    async () => {
      hallados = await enSistema()
      return sinLlegar().length === 0
    },
    60_000,
  ).catch((error) => assert.fail(`${error.message}: ${sinLlegar().slice(0, 9)}`))
  assert.equal(hallados.size, 1_000)
  for (const e of esperados) {
    const c = hallados.get(e.numero ?? '')
    assert.deepEqual(
      [c?.propiedad, c?.compania, c?.inquilino, c?.fecha_inicio, c?.fecha_fin, c?.moneda],
      [e.propiedad_nombre, e.compania_nombre, e.inquilino_nombre, e.fecha_inicio, e.fecha_fin, e.moneda],
    )
  }
})

test('importarlos otra vez no cambia nada', async () => {
  const antes = await cabezas()
  const { codigo, dicho } = await correr('importar', CARTERA)
  assert.deepEqual([codigo, /1000 contratos importados/.test(dicho)], [0, true], dicho)
  assert.deepEqual(await cabezas(), antes)
})

test('a nadie se le escribió por ello, tampoco por lo que la agenda puso al día', async () => {
  await esperarQue('los avisos están escritos', async () => {
    const { dicho } = await correr('suscripciones')
    const suyas = dicho.split('\n').filter((l) => l.startsWith('notificaciones'))
    return suyas.length > 0 && suyas.every((l) => / 0 +0 +activa/.test(l))
  })
  const bandeja = await readdir(path.join(s.datos, 'correo')).catch(() => [])
  assert.deepEqual(bandeja, [])
})

test('lo que está mal se dice con su línea y su columna, y lo demás entra', async () => {
  const [cabecera = '', una = ''] = (await readFile(CARTERA, 'utf8')).split('\n')
  const con = (numero: string, cambiar: (l: string) => string = (l) => l) =>
    cambiar(una.replace(/^[^;]+/, numero))
  const lineas = [
    con('ZZ-1', (l) => l.replace(/Procesado$/, 'Pendiente')),
    con('ZZ-2', (l) => l.replace(';COP;', ';ZZZ;')),
    con('ZZ-3', (l) => l.replace(/;\d{4}-\d\d-\d\d;/, ';2026-02-30;')),
    con('ZZ-4', (l) => l.replace(/Procesado$/, 'Cerrado')),
    con('ZZ-5', (l) => `${l};sobra`),
    con('ZZ-6', (l) => l.replace(/^([^;]+;\d+;)[^;]+/, '$1La propiedad de al lado')),
  ]
  const archivo = path.join(s.datos, 'malo.csv')
  await writeFile(archivo, [cabecera, ...lineas].join('\n'))
  const { codigo, dicho } = await correr('importar', archivo)
  assert.equal(codigo, 1)
  assert.match(dicho, /^línea 3, columna «moneda»: /m)
  assert.match(dicho, /^línea 4, columna «fecha_inicio»: /m)
  assert.match(dicho, /^línea 5, columna «estado»: se espera Pendiente, Firmado, Procesado, no «Cerrado»$/m)
  assert.match(dicho, /^línea 6: tiene 19 columnas; se esperan 18$/m)
  assert.match(dicho, /^línea 7, columna «propiedad_nombre»: dice «La propiedad de al lado»/m)
  assert.match(dicho, /1 contratos importados, 5 con faltas/)
  assert.equal((await enSistema()).has('ZZ-1'), true)
})

test('una propiedad que ya existe con otro nombre no se confunde con la del archivo', async () => {
  const [cabecera = '', una = ''] = (await readFile(CARTERA, 'utf8')).split('\n')
  const r = await fetch(`${s.url}/inmuebles`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ codigo: 777_001, nombre: 'Bodega Sur', tipo: 'bodega', ciudad: 'Cali' },
      ...{ zona: 'America/Bogota', area_m2: '10' },
    }),
  })
  assert.equal(r.status, 201)
  const archivo = path.join(s.datos, 'ajena.csv')
  await writeFile(archivo, [cabecera, una.replace(/^[^;]+;\d+/, 'ZZ-9;777001')].join('\n'))
  const { codigo, dicho } = await correr('importar', archivo)
  assert.equal(codigo, 1)
  assert.match(dicho, /^línea 2, columna «propiedad_nombre»: ya existe, y se llama «Bodega Sur»$/m)
})

test('sin sistema al otro lado se para, y dice cómo seguir', async () => {
  await using hijo = lanzar(PROGRAMA, {
    args: ['importar', CARTERA],
    entorno: { ALPES_DATOS: s.datos, ALPES_TOKEN: TOKEN, API_URL: 'http://127.0.0.1:9' },
  })
  assert.equal(await hijo.fin, 1)
  assert.match(hijo.dicho(), /van 0 de 1000: repita la orden para seguir/)
  assert.match(hijo.dicho(), /no contesta \(.+\): ¿está el sistema en marcha\?/)
})
