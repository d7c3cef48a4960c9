import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import type pg from 'pg'
import { abrirAuditoria, type CausaFalla, MIGRACIONES_AUDITORIA } from '#modulos/auditoria/modulo.ts'
import { abrirBasePrueba, type BasePrueba } from '#pruebas/apoyo/base.ts'
import { abrirCartera, orden, prepararCartera } from '#pruebas/apoyo/cartera.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { abrirPool } from '#seedwork/infraestructura/conexion.ts'
import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { migrar } from '#seedwork/infraestructura/migraciones.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'

const TOPICOS = ['eventos-cliente', 'eventos-inmueble', 'eventos-reserva']
const CLIENTES = 12
const INMUEBLES = 5

let base: BasePrueba
let pool: pg.Pool
let auditoria: ReturnType<typeof abrirAuditoria>

const encadenarTodo = async () => {
  await using _lector = auditoria.consumidores.abrirEncadenador()
  await esperarQue('la auditoría se pone al día', async () => {
    const { topicos } = await auditoria.queries.VerificarAuditoria({ tipo: 'VerificarAuditoria' })
    return topicos.every((t) => t.pendientes === 0)
  })
}

before(async () => {
  base = await abrirBasePrueba()
  await prepararCartera(base.url)
  pool = abrirPool({ url: base.url, esquema: 'alpes', nombre: 'auditoria' })
  const carpeta = path.join(
    import.meta.dirname,
    '../../src/seedwork/infraestructura/suscripciones/migraciones',
  )
  await migrar({ pool, esquema: 'alpes', modulo: 'suscripciones', carpeta })
  await migrar({ pool, esquema: 'alpes', ...MIGRACIONES_AUDITORIA })
  await using cartera = await abrirCartera(base.url)
  for (let i = 0; i < CLIENTES; i++) {
    const datos = {
      tipo: 'natural',
      nombre: `Persona ${i}`,
      documento: { tipo: 'CC', numero: `10000000${10 + i}` },
    } as const
    await cartera.clientes.comandos.CrearCliente(orden({ tipo: 'CrearCliente', id: randomUUID(), datos }))
  }
  for (let i = 0; i < INMUEBLES; i++) {
    const datos = {
      nombre: `Local ${i}`,
      tipo: 'local',
      ciudad: 'Cali',
      zona: 'America/Bogota',
      area_m2: '50',
    } as const
    await cartera.inmuebles.comandos.CrearInmueble(orden({ tipo: 'CrearInmueble', id: randomUUID(), datos }))
  }
  auditoria = abrirAuditoria({
    pool,
    fuente: abrirFuenteBitacora({ pool, escucha: null }),
    registro: sinRegistro,
    topicos: TOPICOS,
  })
  await encadenarTodo()
  await pool.query('create table copia_bitacora as table bitacora')
  await pool.query('create table copia_auditoria as table auditoria')
  await pool.query('create table copia_cabezas as table cabezas')
  // Quien falsifica es dueño de la base: la barrera contra descuidos no cuenta.
  await pool.query('alter table auditoria disable trigger solo_crece')
})
after(async () => {
  await pool.end()
  await base[Symbol.asyncDispose]()
})
beforeEach(async () => {
  for (const tabla of ['bitacora', 'auditoria', 'cabezas']) {
    await pool.query(`delete from ${tabla}`)
    await pool.query(`insert into ${tabla} select * from copia_${tabla}`)
  }
})

const verificar = (puntos: Parameters<typeof auditoria.queries.VerificarAuditoria>[0]['puntos'] = []) =>
  auditoria.queries.VerificarAuditoria({ tipo: 'VerificarAuditoria', puntos })

test('una bitácora intacta se verifica entera, con un tópico vacío entre ellos', async () => {
  const { integra, topicos } = await verificar()
  assert.equal(integra, true)
  assert.deepEqual(
    topicos.map((t) => [t.topico, t.posicion, t.pendientes, t.podados, t.falla]),
    [
      ['eventos-cliente', CLIENTES, 0, 0, null],
      ['eventos-inmueble', INMUEBLES, 0, 0, null],
      ['eventos-reserva', 0, 0, 0, null],
    ],
  )
})

const intercambiar = (tabla: string, columnas: string) => `
  with par as (select posicion, ${columnas} from ${tabla} where topico = 'eventos-cliente' and posicion in (4, 5))
  update ${tabla} b set (${columnas}) = (select ${columnas} from par where par.posicion = 9 - b.posicion)
  where b.topico = 'eventos-cliente' and b.posicion in (4, 5)`
const DATOS = 'id, tipo, clave, actor, contenido, version_agregado'
const correr = (desde: number, tabla: string) => `
  update ${tabla} set posicion = posicion + 1000 where topico = 'eventos-cliente' and posicion >= ${desde};
  update ${tabla} set posicion = posicion - 999 where topico = 'eventos-cliente' and posicion >= 1000;`

const alteraciones: readonly [nombre: string, sql: string, posicion: number, causa: CausaFalla][] = [
  [
    'un bit del contenido',
    `update bitacora set contenido = set_bit(contenido, 90, 1 - get_bit(contenido, 90)) where topico = 'eventos-cliente' and posicion = 7`,
    7,
    'MensajeAlterado',
  ],
  [
    'el actor de un mensaje',
    `update bitacora set actor = 'otro' where topico = 'eventos-cliente' and posicion = 3`,
    3,
    'MensajeAlterado',
  ],
  [
    'el actor en el mensaje y en el eslabón',
    `update bitacora set actor = 'otro' where topico = 'eventos-cliente' and posicion = 3; update auditoria set actor = 'otro' where topico = 'eventos-cliente' and posicion = 3`,
    3,
    'MensajeAlterado',
  ],
  [
    'la fecha de un mensaje',
    `update bitacora set ocurrido_en = ocurrido_en - interval '1 day' where topico = 'eventos-cliente' and posicion = 12`,
    12,
    'MensajeAlterado',
  ],
  [
    'la causa de un mensaje',
    `update bitacora set causacion = null where topico = 'eventos-cliente' and posicion = 1`,
    1,
    'MensajeAlterado',
  ],
  [
    'el id de un mensaje',
    `update bitacora set id = gen_random_uuid() where topico = 'eventos-cliente' and posicion = 2`,
    2,
    'MensajeAlterado',
  ],
  [
    'un mensaje borrado',
    `delete from bitacora where topico = 'eventos-cliente' and posicion = 6`,
    6,
    'MensajeAusente',
  ],
  [
    'un mensaje borrado y los demás corridos',
    `delete from bitacora where topico = 'eventos-cliente' and posicion = 6; update bitacora set posicion = posicion + 1000 where topico = 'eventos-cliente' and posicion > 6; update bitacora set posicion = posicion - 1001 where topico = 'eventos-cliente' and posicion > 1000`,
    6,
    'MensajeAlterado',
  ],
  [
    'un mensaje insertado',
    `${correr(6, 'bitacora')} insert into bitacora select topico, 6, gen_random_uuid(), tipo, version_esquema, clave, version_agregado, ocurrido_en, guardado_en, actor, origen, correlacion, causacion, traceparent, servicio, contenido from bitacora where topico = 'eventos-cliente' and posicion = 5`,
    6,
    'MensajeAlterado',
  ],
  ['dos mensajes en otro orden', intercambiar('bitacora', DATOS), 4, 'MensajeAlterado'],
  [
    'el final de la bitácora cortado',
    `delete from bitacora where topico = 'eventos-cliente' and posicion > 9`,
    10,
    'MensajeAusente',
  ],
  [
    'el final de la bitácora y su cabeza cortados',
    `delete from bitacora where topico = 'eventos-cliente' and posicion > 9; update cabezas set posicion = 9 where topico = 'eventos-cliente'`,
    10,
    'MensajeAusente',
  ],
  [
    'toda la bitácora de un tópico borrada',
    `delete from bitacora where topico = 'eventos-cliente'; update cabezas set posicion = 0 where topico = 'eventos-cliente'`,
    1,
    'MensajeAusente',
  ],
  [
    'el hash de un eslabón',
    `update auditoria set hash = set_byte(hash, 0, 255 - get_byte(hash, 0)) where topico = 'eventos-cliente' and posicion = 8`,
    8,
    'MensajeAlterado',
  ],
  [
    'el hash anterior de un eslabón',
    `update auditoria set hash_anterior = set_byte(hash_anterior, 5, 255 - get_byte(hash_anterior, 5)) where topico = 'eventos-cliente' and posicion = 8`,
    8,
    'EslabonSuelto',
  ],
  [
    'el tipo que dice un eslabón',
    `update auditoria set tipo = 'ClienteActualizado' where topico = 'eventos-cliente' and posicion = 8`,
    8,
    'MensajeAlterado',
  ],
  [
    'un eslabón borrado',
    `delete from auditoria where topico = 'eventos-cliente' and posicion = 5`,
    5,
    'EslabonAusente',
  ],
  [
    'los primeros eslabones borrados',
    `delete from auditoria where topico = 'eventos-cliente' and posicion < 4`,
    1,
    'EslabonAusente',
  ],
  [
    'el final de la cadena borrado',
    `delete from auditoria where topico = 'eventos-cliente' and posicion > 10`,
    11,
    'CadenaTruncada',
  ],
  ['toda la cadena borrada', `delete from auditoria where topico = 'eventos-cliente'`, 1, 'CadenaTruncada'],
  [
    'el final de cadena y bitácora borrado, sin tocar la cabeza',
    `delete from auditoria where topico = 'eventos-cliente' and posicion > 10; delete from bitacora where topico = 'eventos-cliente' and posicion > 10`,
    11,
    'CadenaTruncada',
  ],
  [
    'la cabeza devuelta atrás',
    `update cabezas set posicion = 9 where topico = 'eventos-cliente'`,
    10,
    'BitacoraTruncada',
  ],
  [
    'un mensaje que falta y aún no tenía eslabón',
    `update cabezas set posicion = posicion + 3 where topico = 'eventos-cliente'`,
    13,
    'BitacoraTruncada',
  ],
]

for (const [nombre, sql, posicion, causa] of alteraciones)
  test(`la verificación nombra la primera entrada mala: ${nombre}`, async () => {
    await pool.query(sql)
    const { integra, topicos } = await verificar()
    assert.equal(integra, false)
    const falla = topicos[0]?.falla
    assert.deepEqual({ posicion: falla?.posicion, causa: falla?.causa }, { posicion, causa })
    assert.equal(topicos[1]?.falla, null)
  })

test('S11: una reescritura completa sólo se nota contra un punto de control guardado fuera', async () => {
  const puntos = await auditoria.queries.ObtenerCabezasAuditoria()
  assert.deepEqual(
    puntos.map((p) => p.posicion),
    [CLIENTES, INMUEBLES],
  )
  await pool.query(`update bitacora set actor = 'otro' where topico = 'eventos-cliente' and posicion = 2`)
  await pool.query(`delete from auditoria where topico = 'eventos-cliente'`)
  await pool.query(`delete from suscripciones where suscripcion = 'auditoria'`)
  await pool.query(`delete from auditoria`)
  await encadenarTodo()
  assert.equal((await verificar()).integra, true)
  const { topicos } = await verificar(puntos)
  assert.equal(topicos[0]?.falla?.causa, 'PuntoDeControlDistinto')
  assert.equal(topicos[0]?.falla?.posicion, CLIENTES)
})

test('con los primeros mensajes podados se comprueba que los eslabones siguen unos a otros', async () => {
  await pool.query(`delete from bitacora where topico = 'eventos-cliente' and posicion <= 5`)
  await pool.query(`update cabezas set inicio = 6 where topico = 'eventos-cliente'`)
  const [clientes] = (await verificar()).topicos
  assert.deepEqual([clientes?.falla, clientes?.podados, clientes?.posicion], [null, 5, CLIENTES])
  await pool.query(
    `update auditoria set hash = set_byte(hash, 0, 255 - get_byte(hash, 0)) where topico = 'eventos-cliente' and posicion = 3`,
  )
  const [alterada] = (await verificar()).topicos
  assert.deepEqual([alterada?.falla?.posicion, alterada?.falla?.causa], [4, 'EslabonSuelto'])
})

test('S11: la tabla no admite cambios ni borrados por descuido', async () => {
  await pool.query('alter table auditoria enable trigger solo_crece')
  for (const sql of ['update auditoria set actor = actor', 'delete from auditoria', 'truncate auditoria'])
    await assert.rejects(pool.query(sql), /sólo crece/)
  await pool.query('alter table auditoria disable trigger solo_crece')
})

test('la cadena sigue cuando llegan mensajes nuevos, en lotes y a trozos', async () => {
  await pool.query(`insert into cabezas (topico, posicion) values ('eventos-reserva', 700)`)
  await pool.query(`insert into bitacora select 'eventos-reserva', n, gen_random_uuid(), 'ReservaCreada', 1,
    gen_random_uuid(), 1, now(), now(), 'local', 'api', 'c', null, null, 'api', decode(lpad(to_hex(n), 8, '0'), 'hex')
    from generate_series(1, 700) n`)
  await encadenarTodo()
  const [, , reservas] = (await verificar()).topicos
  assert.deepEqual([reservas?.posicion, reservas?.pendientes, reservas?.falla], [700, 0, null])
})
