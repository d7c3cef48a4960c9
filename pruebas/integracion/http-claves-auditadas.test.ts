import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { type ApiPrueba, abrirApiPrueba, esProblema } from '#pruebas/apoyo/api.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { escribirEnBitacora } from '#seedwork/infraestructura/bitacora/escritura.ts'
import { crearRegistro } from '#seedwork/infraestructura/esquemas/registro.ts'
import { ComandoEjecutado, RESULTADOS_COMANDO } from '#seedwork/infraestructura/esquemas/resultados.ts'
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
type Acto = {
  actor: string
  type: string
  subject: string
  version_agregado: number
  datos: Record<string, unknown>
}
const hechos = async (): Promise<Acto[]> =>
  (await a.pedir('GET /bitacora/actos-clave?limite=1000')).cuerpo.mensajes
const actos = async () => (await hechos()).map((m) => [m.type, m.datos.id, m.actor] as const)
const cadenaDe = async (topico: string) => {
  const { cuerpo } = await a.pedir('GET /auditoria/verificacion')
  return cuerpo.topicos.find((t: { topico: string }) => t.topico === topico)
}
const encadenado = (topico: string) =>
  esperarQue('está encadenado', async () => {
    const { pendientes, falla } = await cadenaDe(topico)
    return pendientes === 0 && falla === null
  })

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
    ['ClaveCreada', una, 'local'],
    ['ClaveCreada', otra, 'local'],
    ['ClaveRevocada', una, 'local'],
  ])
  await encadenado('actos-clave')
  await sql.query(`update bitacora set actor = 'otra' where topico = 'actos-clave' and posicion = 3`)
  const { falla } = await cadenaDe('actos-clave')
  assert.deepEqual([falla.posicion, falla.causa], [3, 'MensajeAlterado'])
  await sql.query(`update bitacora set actor = 'local' where topico = 'actos-clave' and posicion = 3`)
})

test('S11: se encadenan nombre, papeles, partes y motivo de la clave, y nunca su texto ni su huella', async () => {
  const partes = ['01934c5e-3000-7a01-9b02-0c03d0405060']
  const pedido = {
    nombre: 'firma-sola',
    roles: ['firmante'],
    partes,
    motivo: 'firma por su cuenta',
    dias: 30,
  }
  const { id, clave, caduca_en } = (await a.pedir('POST /claves', { cuerpo: pedido })).cuerpo
  await a.pedir(`DELETE /claves/${id}`, { cuerpo: { motivo: 'se fue' } })
  const [creada, revocada] = (await hechos()).slice(-2)
  const que = { id, nombre: 'firma-sola', roles: ['firmante'], partes }
  assert.deepEqual(creada?.datos, { ...que, motivo: 'firma por su cuenta', caduca_en: Date.parse(caduca_en) })
  assert.deepEqual(revocada?.datos, { ...que, motivo: 'se fue' })
  assert.deepEqual([creada?.version_agregado, revocada?.version_agregado], [1, 2])
  assert.equal(creada?.subject, revocada?.subject)
  const [, , secreto] = clave.split('_')
  const { rows } = await sql.query(
    `select count(*)::int4 as n from bitacora, claves
     where claves.id = $1 and (position($2::bytea in contenido) > 0 or position(huella in contenido) > 0
       or position(convert_to(encode(huella, 'hex'), 'UTF8') in contenido) > 0)`,
    [id, Buffer.from(secreto)],
  )
  assert.equal(rows[0].n, 0)
  await encadenado('actos-clave')
})

test('S11: cambiar los papeles que dice el contenido se nota', async () => {
  const { cabeza } = (await a.pedir('GET /bitacora/actos-clave?limite=1')).cuerpo
  const { rows } = await sql.query(
    `select contenido from bitacora where topico = 'actos-clave' and posicion = $1`,
    [cabeza],
  )
  const poner = (contenido: Buffer) =>
    sql.query(`update bitacora set contenido = $2 where topico = 'actos-clave' and posicion = $1`, [
      cabeza,
      contenido,
    ])
  const bueno: Buffer = rows[0].contenido
  const malo = Buffer.from(bueno.toString('latin1').replace('firmante', 'operador'), 'latin1')
  assert.notDeepEqual(malo, bueno)
  await poner(malo)
  assert.deepEqual((await cadenaDe('actos-clave')).falla?.causa, 'MensajeAlterado')
  await poner(bueno)
  assert.equal((await cadenaDe('actos-clave')).falla, null)
})

test('S11: lo que otra versión apuntó en resultados-comando se sigue verificando', async () => {
  // Como los escribía quien aún no encadenaba los papeles.
  const { codificar } = crearRegistro([...RESULTADOS_COMANDO])
  const id = randomUUIDv7()
  const contexto = {
    ...{ idComando: id, actor: 'local', origen: 'api' as const, correlacion: id, causacion: null },
    ...{ traceparent: null, ahora: Temporal.Now.instant() },
  }
  const evento = ComandoEjecutado.crear({
    id,
    tipo: 'CrearClave',
    recurso: '0123456789abcdef',
    posiciones: [],
  })
  const apunte = { evento, clave: id, version: 0, contexto }
  const { text, values } = escribirEnBitacora('resultados-comando', [apunte], { servicio: 'api', codificar })
  await sql.query(text, values as unknown[])
  await encadenado('resultados-comando')
  assert.equal((await cadenaDe('resultados-comando')).posicion, 1)
})

test('S11: si la base corta la conexión a media creación no queda nada, y la API sigue atendiendo', async () => {
  const nueva = () => a.pedir('POST /claves', { cuerpo: { nombre: 'cortada', roles: ['lector'], motivo } })
  const antes = (await actos()).length
  await sql.query('begin')
  await sql.query(`select 1 from cabezas where topico = 'actos-clave' for update`)
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
  await sql.query(`alter table bitacora add constraint nada check (topico <> 'actos-clave') not valid`)
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
