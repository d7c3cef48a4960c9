import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { esperarQue } from '../apoyo/esperar.ts'
import { abrirDuradero, conPool } from '../fallas/bases.ts'
import { clienteNuevo, ordenar } from '../fallas/ordenes.ts'
import { abrirInstalacion, puertoLibre } from '../fallas/sistema.ts'

const ORDENES = 30

type Salud = Readonly<{ lectores: readonly { vivo: boolean; atraso: number }[] }>

/** Quién tiene la transacción más vieja, y de cuántas es su edad. */
const masVieja = async (puerto: number): Promise<{ pid: number; edad: number }> => {
  const texto = await (await fetch(`http://127.0.0.1:${puerto}/metrics`)).text()
  const serie = /^alpes_xmin_mas_viejo\{[^}]*pid="(\d+)"[^}]*\} (\S+)$/m.exec(texto)
  return { pid: Number(serie?.[1]), edad: Number(serie?.[2]) }
}

test('con una transacción abierta en otra base todo sigue, y la métrica dice de quién es', async () => {
  await using pila = new AsyncDisposableStack()
  const { url: base } = await abrirDuradero(pila)
  const metricas = await puertoLibre()
  const sistema = pila.use(
    await abrirInstalacion({
      ...{ programa: 'api/principal.ts', baseUrl: base },
      entorno: { ROLES: 'http,consumidores,planificador', PUERTO_METRICAS: String(metricas) },
    }),
  )
  await sistema.arrancar()
  await conPool(base, (pool) => pool.query('create database otra'))
  const otra = new URL(base)
  otra.pathname = '/otra'
  const ajeno = new pg.Client({ connectionString: otra.href })
  ajeno.on('error', () => {})
  await ajeno.connect()
  await ajeno.query('begin')
  const { rows } = await ajeno.query<{ pid: number }>('select pg_backend_pid() as pid, pg_current_xact_id()')
  for (let i = 0; i < ORDENES; i++) {
    const c = await ordenar(sistema.url, 'POST /clientes', { cuerpo: clienteNuevo(`Cliente ${i}`) })
    assert.equal(c.estado, 201, c.texto)
  }
  const salud = async () => JSON.parse((await ordenar(sistema.url, 'GET /readyz')).texto) as Salud
  await esperarQue(
    'los lectores alcanzan la cabeza',
    async () => (await salud()).lectores.every((l) => l.vivo && l.atraso === 0),
    30_000,
  )
  const vista = await masVieja(metricas)
  assert.equal(vista.pid, rows[0]?.pid)
  assert.ok(vista.edad >= ORDENES, `edad ${vista.edad}`)
  await ajeno.query('commit')
  await ajeno.end()
  assert.notEqual((await masVieja(metricas)).pid, vista.pid)
  const encadenadas = () =>
    conPool(
      base,
      async (pool) => (await pool.query('select count(*)::int as n from alpes.auditoria')).rows[0].n,
    )
  await esperarQue('la auditoría las encadena todas', async () => (await encadenadas()) === ORDENES)
})
