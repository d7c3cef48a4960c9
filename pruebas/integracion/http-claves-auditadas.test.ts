import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { type ApiPrueba, abrirApiPrueba, esProblema } from '#pruebas/apoyo/api.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { crearConActo } from '../../src/api/claves/actos.ts'
import { abrirProxy } from '../fallas/proxy.ts'

let a: ApiPrueba
let sql: pg.Client
before(async () => {
  a = await abrirApiPrueba()
  sql = new pg.Client({ connectionString: a.base.url, options: '-c search_path=alpes' })
  await sql.connect()
})
after(async () => {
  await sql.end()
  await a[Symbol.asyncDispose]()
})

const motivo = 'prueba'
const actos = async (): Promise<(readonly [string, string, string])[]> => {
  const { cuerpo } = await a.pedir('GET /bitacora/resultados-comando?limite=1000')
  type Acto = { actor: string; datos: { tipo: string; recurso: string } }
  return cuerpo.mensajes.map((m: Acto) => [m.datos.tipo, m.datos.recurso, m.actor] as const)
}

test('S11: crear y revocar una clave quedan en la cadena, con quién fue, y cambiarlos después se nota', async () => {
  const crear = () => a.pedir('POST /claves', { cuerpo: { nombre: 'socia', roles: ['lector'], motivo } })
  const [una, otra] = [(await crear()).cuerpo.id, (await crear()).cuerpo.id]
  for (let i = 0; i < 2; i++)
    assert.equal((await a.pedir(`DELETE /claves/${una}`, { cuerpo: { motivo } })).estado, 200)
  esProblema(
    await a.pedir('DELETE /claves/0123456789abcdef', { cuerpo: { motivo } }),
    404,
    'ClaveNoEncontrada',
  )
  // Revocar otra vez, o lo que no existe, no es un acto.
  assert.deepEqual(await actos(), [
    ['CrearClave', una, 'local'],
    ['CrearClave', otra, 'local'],
    ['RevocarClave', una, 'local'],
  ])
  const verificar = async () => {
    const { cuerpo } = await a.pedir('GET /auditoria/verificacion')
    return cuerpo.topicos.find((t: { topico: string }) => t.topico === 'resultados-comando')
  }
  await esperarQue('está encadenado', async () => {
    const { pendientes, falla } = await verificar()
    return pendientes === 0 && falla === null
  })
  await sql.query(`update bitacora set actor = 'otra' where topico = 'resultados-comando' and posicion = 3`)
  const { falla } = await verificar()
  assert.deepEqual([falla.posicion, falla.causa], [3, 'MensajeAlterado'])
})

test('S11: si la base corta la conexión a media creación no queda nada, y la API sigue atendiendo', async () => {
  const nueva = () => a.pedir('POST /claves', { cuerpo: { nombre: 'cortada', roles: ['lector'], motivo } })
  const antes = (await actos()).length
  await sql.query('begin')
  await sql.query(`select 1 from cabezas where topico = 'resultados-comando' for update`)
  const cortada = nueva()
  await esperarQue('se corta su conexión, que espera por la cabeza', async () => {
    const { rows } = await sql.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    )
    return rows.length === 1
  })
  assert.ok((await cortada).estado >= 500)
  await sql.query('rollback')
  assert.equal((await actos()).length, antes)
  assert.equal((await nueva()).estado, 201)
  assert.equal((await actos()).length, antes + 1)
})

test('S11: si el acto no se puede apuntar, tampoco hay clave', async () => {
  const cuantas = async () => (await a.pedir('GET /claves?limite=200')).cuerpo.elementos.length
  const antes = await cuantas()
  await sql.query(`alter table bitacora add constraint nada check (topico <> 'resultados-comando') not valid`)
  const { estado } = await a.pedir('POST /claves', {
    cuerpo: { nombre: 'fantasma', roles: ['admin'], motivo },
  })
  await sql.query('alter table bitacora drop constraint nada')
  assert.equal(estado, 500)
  assert.equal(await cuantas(), antes)
})

test('S11: una conexión que se calla a mitad de un acto no vuelve a las demás', async () => {
  await using red = await abrirProxy(a.base.url)
  const pool = new pg.Pool({ connectionString: red.url, query_timeout: 300, max: 1 })
  const colgado = crearConActo(pool)(async (tx) => {
    await tx.query('select 1')
    red.callar()
    return [null, null]
  })
  await assert.rejects(colgado, /Query read timeout/)
  assert.equal(pool.totalCount, 0)
  await pool.end()
})
