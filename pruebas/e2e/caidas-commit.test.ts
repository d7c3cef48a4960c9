import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { abrirBasePrueba, type BasePrueba } from '../apoyo/base.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { clienteNuevo, ordenar } from '../fallas/ordenes.ts'
import { abrirProxy, type Corte, type Intermediario } from '../fallas/proxy.ts'
import { abrirInstalacion, type Instalacion } from '../fallas/sistema.ts'

let base: BasePrueba
let proxy: Intermediario
let api: Instalacion
let pool: pg.Pool
before(async () => {
  base = await abrirBasePrueba()
  proxy = await abrirProxy(base.url)
  api = await abrirInstalacion({ programa: 'api/principal.ts', baseUrl: proxy.url })
  await api.arrancar()
  pool = new pg.Pool({ connectionString: base.url, max: 2 })
})
after(async () => {
  await pool.end()
  await api[Symbol.asyncDispose]()
  await proxy[Symbol.asyncDispose]()
  await base[Symbol.asyncDispose]()
})

const crear = (nombre: string, clave?: string) =>
  ordenar(api.url, 'POST /clientes', {
    cuerpo: clienteNuevo(nombre),
    ...(clave === undefined ? {} : { clave }),
  })

const cuantos = async (nombre: string): Promise<number> => {
  const { rows } = await pool.query('select count(*)::int4 as n from alpes.clientes where nombre = $1', [
    nombre,
  ])
  return rows[0].n
}

/** Veinte órdenes a la vez, unas con clave y otras sin ella, con el n-ésimo COMMIT cortado. */
const conCorte = async (corte: Corte, n: number): Promise<void> => {
  const antes = proxy.cortados()
  proxy.cortarCommit(corte, n)
  const nombres = Array.from({ length: 20 }, () => randomUUID())
  const mandar = (nombre: string, i: number) => crear(nombre, i % 2 ? randomUUID() : undefined)
  const contestadas = await Promise.all(nombres.map(mandar))
  // De una en una, cada orden es un COMMIT: así se llega al n-ésimo aunque las veinte cupieran en uno.
  while (proxy.cortados() === antes) assert.equal((await crear(randomUUID())).estado, 201)
  assert.deepEqual(
    contestadas.map((c) => c.estado),
    nombres.map(() => 201),
  )
  for (const nombre of nombres) assert.equal(await cuantos(nombre), 1)
}

for (const corte of ['respuesta', 'peticion'] as const)
  test(`COMMIT cuya ${corte} se pierde: quien llama sabe la verdad y el efecto es uno`, async () => {
    for (let n = 1; n <= 6; n++) await conCorte(corte, n)
  })

const densas = async (): Promise<void> => {
  const { rows } = await pool.query(
    'select topico, max(posicion) - count(*) as huecos from alpes.bitacora group by topico',
  )
  for (const { topico, huecos } of rows) assert.equal(Number(huecos), 0, topico)
}

const DE_BASE = new Set(['BaseNoDisponible', 'ResultadoDesconocido', 'Sobrecarga', 'PlazoVencido'])

const seRepone = () =>
  esperarQue(
    'vuelve a aceptar órdenes por sí solo',
    async () => (await crear(randomUUID())).estado === 201,
    30_000,
  )

test('sin base, 503 dentro del plazo; cuando vuelve, atiende por sí solo', async () => {
  proxy.irse()
  const { estado, texto, encabezados } = await crear('nunca')
  assert.equal(estado, 503, texto)
  assert.ok(DE_BASE.has(JSON.parse(texto).codigo), texto)
  assert.ok(encabezados['retry-after'])
  proxy.volver()
  await seRepone()
  assert.ok((await cuantos('nunca')) <= 1)
  await densas()
})

test('con la base callada a medio abrir, 503 dentro del plazo; cuando vuelve, atiende por sí solo', async () => {
  proxy.callar()
  const { estado, texto } = await crear('callada')
  assert.equal(estado, 503, texto)
  proxy.volver()
  await seRepone()
  assert.ok((await cuantos('callada')) <= 1)
  await densas()
})
