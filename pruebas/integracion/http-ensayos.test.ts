import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { type ApiPrueba, abrirApiPrueba, crearContrato, crearTrio, firmarTodas } from '#pruebas/apoyo/api.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { apartarIlegible } from '#pruebas/apoyo/orden-ilegible.ts'

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

const motivo = 'se corrigió la causa'

/** Todo lo que un ensayo podría haber tocado, en una sola huella. */
const huella = async (): Promise<unknown> => {
  const { rows } = await sql.query(`select
    (select array_agg(c order by topico) from cabezas c)::text as cabezas,
    (select md5(string_agg(c::text, '' order by id)) from contratos c) as contratos,
    (select count(*) from comandos) as comandos,
    (select last_value from contratos_numero) as numero`)
  return rows[0]
}

test('el ensayo de una orden ilegible dice que volvería a fallar; el de su copia, qué cambiaría, y no cambia nada', async () => {
  const { id } = await crearContrato(a, await crearTrio(a))
  const apartado = await apartarIlegible(sql, { tipo: 'EliminarContrato', clave: id })
  const antes = await huella()
  assert.match((await a.pedir(`GET /apartados/${apartado}`)).cuerpo.pila, /^ErrorEsquema: .*\n {4}at /)
  const mal = await a.pedir(`POST /apartados/${apartado}/reintento?ensayo=si`, { cuerpo: { motivo } })
  assert.equal(mal.estado, 200, mal.texto)
  assert.equal(mal.cuerpo.efecto.desenlace, 'fallaria')
  assert.equal(mal.cuerpo.efecto.error.clase, 'ErrorEsquema')
  const cuerpo = { motivo, datos: { id, motivo: 'se firmó por error', version_esperada: null } }
  const bien = await a.pedir(`POST /apartados/${apartado}/edicion?ensayo=si`, { cuerpo })
  assert.equal(bien.estado, 200, bien.texto)
  const { desenlace, cambios, eventos } = bien.cuerpo.efecto
  assert.equal(desenlace, 'aplicaria')
  assert.equal(cambios[0].tabla, 'contratos')
  assert.equal(cambios[0].llave, id)
  assert.equal(cambios[0].antes.estado, 'Pendiente')
  assert.equal(cambios[0].despues.estado, 'Anulado')
  assert.equal(cambios[0].despues.version, cambios[0].antes.version + 1)
  assert.equal(cambios[0].antes.numero, undefined, 'lo que no cambia no se cuenta')
  assert.ok(eventos.some((e: { topico: string }) => e.topico === 'eventos-contrato'))
  assert.deepEqual(await huella(), antes)
  assert.equal((await a.pedir(`GET /contratos/${id}`)).cuerpo.estado, 'Pendiente')
  // Lo ensayado es lo que pasa al hacerlo.
  await a.pedir(`POST /apartados/${apartado}/edicion`, { cuerpo })
  await esperarQue(
    'la copia se aplica',
    async () => (await a.pedir(`GET /contratos/${id}`)).cuerpo.estado === cambios[0].despues.estado,
  )
})

test('el ensayo de una orden que el dominio rechaza dice por qué, y el alta ensayada no gasta un número', async () => {
  const trio = await crearTrio(a)
  const contrato = await crearContrato(a, trio)
  await firmarTodas(a, contrato)
  const anular = await apartarIlegible(sql, { tipo: 'EliminarContrato', clave: contrato.id })
  const rechazo = await a.pedir(`POST /apartados/${anular}/edicion?ensayo=si`, {
    cuerpo: { motivo, datos: { id: contrato.id } },
  })
  assert.equal(rechazo.cuerpo.efecto.desenlace, 'rechazaria', rechazo.texto)
  assert.ok(rechazo.cuerpo.efecto.error.clase)
  assert.deepEqual(rechazo.cuerpo.efecto.cambios, [])
  const id = crypto.randomUUID()
  const crear = await apartarIlegible(sql, { tipo: 'CrearContrato', clave: id })
  const { cuerpo } = await a.pedir('GET /bitacora/eventos-contrato?limite=1')
  assert.ok(cuerpo.mensajes.length)
  const antes = await huella()
  const datos = {
    ...{ id, numero: null, ...trio, codeudores: [], periodicidad: 'mensual', clausulas: [] },
    ...{ fecha_inicio: '2031-01-01', fecha_fin: '2031-12-31', monto: '1000000', moneda: 'COP' },
    incremento: { tipo: 'ninguno', puntos_basicos: null },
  }
  const alta = await a.pedir(`POST /apartados/${crear}/edicion?ensayo=si`, { cuerpo: { motivo, datos } })
  assert.equal(alta.cuerpo.efecto?.desenlace, 'aplicaria', alta.texto)
  const nace = alta.cuerpo.efecto.cambios.find((c: { tabla: string }) => c.tabla === 'contratos')
  assert.equal(nace.antes, null)
  assert.equal(nace.despues.fecha_inicio, '2031-01-01')
  assert.deepEqual(await huella(), antes)
})

test('el ensayo de lo apartado por una proyección cuenta las filas que cambiaría en sus tablas', async () => {
  const { id } = await crearContrato(a, await crearTrio(a))
  const { rows: vivas } = await sql.query<{ g: string }>(
    `select nombre || '@' || generacion as g from proyecciones where nombre = 'panel' and estado = 'viva'`,
  )
  const { cuerpo } = await a.pedir('GET /bitacora/eventos-contrato?limite=1000')
  const { datos: _, ...sobre } = cuerpo.mensajes.find((m: { subject: string }) => m.subject === id)
  const { rows } = await sql.query<{ id: string }>(
    `insert into apartados (suscripcion, topico, posicion, clave, id_mensaje, tipo, mensaje, estado, intentos, error)
     values ($1, 'eventos-contrato', $2, $3, $4, $5, $6, 'espera-operador', 5, 'se cayó') returning id`,
    [vivas[0]?.g, sobre.sequence, sobre.subject, sobre.id, sobre.type, JSON.stringify(sobre)],
  )
  await esperarQue('el panel está al día', async () => {
    const { rowCount } = await sql.query('select 1 from panel_contratos where id = $1', [id])
    return rowCount === 1
  })
  const cuentas = 'select array_agg(h order by dia, hecho)::text as todo from panel_hechos h'
  const antes = (await sql.query(cuentas)).rows[0]
  const r = await a.pedir(`POST /apartados/${rows[0]?.id}/reintento?ensayo=si`, { cuerpo: { motivo } })
  assert.equal(r.cuerpo.efecto?.desenlace, 'aplicaria', r.texto)
  const hecho = r.cuerpo.efecto.cambios.find((c: { tabla: string }) => c.tabla === 'panel_hechos')
  // Plegado otra vez lo contaría dos: es lo que hay que ver antes de reintentarlo.
  assert.equal(hecho.despues.cuantos, hecho.antes.cuantos + 1)
  assert.deepEqual((await sql.query(cuentas)).rows[0], antes)
})

test('un descarte y una suscripción que este proceso no conoce no prometen ningún efecto', async () => {
  const apartado = await apartarIlegible(sql, { tipo: 'EliminarContrato', clave: crypto.randomUUID() })
  const r = await a.pedir(`POST /apartados/${apartado}/descarte?ensayo=si`, { cuerpo: { motivo } })
  assert.equal(r.cuerpo.estado, 'marcado-descarte')
  assert.equal(r.cuerpo.efecto, null)
  await sql.query(`update apartados set suscripcion = 'ajena' where id = $1`, [apartado])
  const ajena = await a.pedir(`POST /apartados/${apartado}/reintento?ensayo=si`, { cuerpo: { motivo } })
  assert.equal(ajena.cuerpo.efecto, null)
})
