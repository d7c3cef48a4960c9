import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { abrirBasePrueba, type BasePrueba } from '#pruebas/apoyo/base.ts'
import { abrirCartera, type Cartera, orden, prepararCartera } from '#pruebas/apoyo/cartera.ts'
import { ayudasDe, codigo } from '#pruebas/apoyo/inmuebles.ts'

let base: BasePrueba
let cartera: Cartera
before(async () => {
  base = await abrirBasePrueba()
  await prepararCartera(base.url)
  cartera = await abrirCartera(base.url)
})
after(async () => {
  await cartera[Symbol.asyncDispose]()
  await base[Symbol.asyncDispose]()
})

const { crear, obtener, retirar, tiposDe } = ayudasDe(() => cartera)

test('una firma ocupa el inmueble en la misma transacción y se ve en su ficha', async () => {
  const { id } = await crear()
  const contrato = await cartera.firmar({
    inmueble: id,
    desde: '2026-01-01',
    hasta: '2026-12-31',
    numero: 'CT-0042',
  })
  const inmueble = await obtener(id)
  assert.equal(inmueble.version, 2)
  assert.deepEqual(inmueble.ocupacion, {
    id_contrato: contrato,
    numero: 'CT-0042',
    desde: '2026-01-01',
    hasta: '2026-12-31',
  })
  const linea = await cartera.inmuebles.queries.OcupacionDeInmueble({ tipo: 'OcupacionDeInmueble', id })
  assert.equal(linea.ocupado, true)
  assert.equal(linea.proxima_disponibilidad, '2027-01-01')
  const antes = await cartera.inmuebles.queries.OcupacionDeInmueble({
    tipo: 'OcupacionDeInmueble',
    id,
    aFecha: '2025-12-31',
  })
  assert.equal(antes.proxima_disponibilidad, '2025-12-31')
})

test('una firma que solapa un día no deja nada: ni ocupación ni el evento de la firma', async () => {
  const { id } = await crear()
  const primero = await cartera.firmar({ inmueble: id, desde: '2025-03-01', hasta: '2027-02-28' })
  const rival = randomUUID()
  const solapada = { contrato: primero, desde: '2025-03-01', hasta: '2027-02-28' }
  await assert.rejects(
    cartera.firmar({ inmueble: id, desde: '2027-02-28', hasta: '2028-02-27', id: rival }),
    codigo('SolapeDeVigencia', solapada),
  )
  assert.deepEqual(await tiposDe(rival), [])
  await cartera.firmar({ inmueble: id, desde: '2027-03-01', hasta: '2028-02-29' })
  assert.equal((await obtener(id)).version, 3)
})

test('volver a firmar con otro fin es una prórroga: cambia el rango de la tabla', async () => {
  const { id } = await crear()
  const contrato = await cartera.firmar({ inmueble: id, desde: '2026-04-15', hasta: '2029-04-14' })
  await cartera.firmar({ inmueble: id, desde: '2026-04-15', hasta: '2030-04-14', id: contrato })
  const { rows } = await cartera.pool.query('select rango::text from ocupaciones where id_inmueble = $1', [
    id,
  ])
  assert.deepEqual(rows, [{ rango: '[2026-04-15,2030-04-15)' }])
  await assert.rejects(
    cartera.firmar({ inmueble: id, desde: '2030-04-14', hasta: '2031-04-13' }),
    codigo('SolapeDeVigencia', { contrato }),
  )
})

for (const comprobarSolape of [true, false])
  test(`firmas rivales desde dos procesos: gana exactamente una (dominio ${comprobarSolape ? 'atento' : 'apagado'})`, async () => {
    await using una = await abrirCartera(base.url, { comprobarSolape })
    await using otra = await abrirCartera(base.url, { comprobarSolape })
    for (let vuelta = 0; vuelta < 50; vuelta++) {
      const { id } = await crear()
      const intentos = await Promise.allSettled(
        [una, otra, una, otra].map((c, i) =>
          c.firmar({ inmueble: id, desde: `2027-01-0${i + 1}`, hasta: '2027-12-31' }),
        ),
      )
      assert.equal(intentos.filter((i) => i.status === 'fulfilled').length, 1)
      for (const i of intentos)
        if (i.status === 'rejected') assert.ok(codigo('SolapeDeVigencia')(i.reason), String(i.reason))
      assert.equal((await obtener(id)).version, 2)
    }
  })

test('con el dominio apagado, la restricción sola impide el solape aunque el estado no lo sepa', async () => {
  await using ciega = await abrirCartera(base.url, { comprobarSolape: false })
  const { id } = await crear()
  await cartera.pool.query('insert into ocupaciones values ($1, $2, $3)', [
    randomUUID(),
    id,
    '[2027-06-01,2027-06-30]',
  ])
  await assert.rejects(
    ciega.firmar({ inmueble: id, desde: '2027-06-30', hasta: '2027-12-31' }),
    codigo('SolapeDeVigencia', { contrato: null, desde: '2027-06-30' }),
  )
  assert.equal((await obtener(id)).version, 1)
})

test('no se retira un inmueble con un contrato vivo; terminado, sí, y luego no admite firmas', async () => {
  const ocupado = await crear()
  await cartera.firmar({ inmueble: ocupado.id, desde: '2026-01-01', hasta: '2026-12-01' })
  await assert.rejects(retirar(ocupado.id), codigo('InmuebleConContratoVivo', { hasta: '2026-12-01' }))
  const libre = await crear()
  const { resultado } = await retirar(libre.id)
  assert.equal(resultado.estado, 'Retirado')
  assert.equal((await retirar(libre.id)).resultado.version, resultado.version)
  await assert.rejects(
    cartera.firmar({ inmueble: libre.id, desde: '2027-01-01', hasta: '2027-12-31' }),
    codigo('InmuebleRetirado'),
  )
})

test('un contrato sobre un inmueble que no existe no se firma', async () => {
  await assert.rejects(
    cartera.firmar({ inmueble: randomUUID(), desde: '2027-01-01', hasta: '2027-12-31' }),
    codigo('InmuebleNoEncontrado'),
  )
})

test('otro módulo lee fichas dentro de su transacción', async () => {
  const { id } = await crear()
  const contrato = await cartera.firmar({ inmueble: id, desde: '2026-01-01', hasta: '2026-12-31' })
  const leer = cartera.motor.unidadTrabajo((t) => cartera.inmuebles.puertos.buscarInmuebles(t))
  await leer(orden(null).contexto, async ({ buscar }) => {
    const fichas = await buscar([id, randomUUID()])
    assert.equal(fichas.size, 1)
    const ficha = fichas.get(id)
    assert.equal(ficha?.activo, true)
    assert.equal(ficha?.zona, 'America/Bogota')
    assert.equal(ficha?.ocupaciones[0]?.idContrato, contrato)
    return null
  })
})

test('una prórroga que choca sólo en la restricción se rechaza y deja el rango como estaba', async () => {
  const { id } = await crear()
  const contrato = await cartera.firmar({ inmueble: id, desde: '2027-01-01', hasta: '2027-12-31' })
  await cartera.pool.query('insert into ocupaciones values ($1, $2, $3)', [
    randomUUID(),
    id,
    '[2028-06-01,2028-06-30]',
  ])
  await assert.rejects(
    cartera.firmar({ inmueble: id, desde: '2027-01-01', hasta: '2028-12-31', id: contrato }),
    codigo('SolapeDeVigencia', { contrato: null, hasta: '2028-12-31' }),
  )
  const { rows } = await cartera.pool.query('select rango::text from ocupaciones where id_contrato = $1', [
    contrato,
  ])
  assert.deepEqual(rows, [{ rango: '[2027-01-01,2028-01-01)' }])
})
