import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { cancelar, programar } from '#seedwork/infraestructura/programados/agenda.ts'
import { abrirPlanificador, type Disparar } from '#seedwork/infraestructura/programados/planificador.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { abrirTaller } from '../apoyo/bitacora.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { lanzar } from '../apoyo/proceso-hijo.ts'

const taller = await abrirTaller()
const { pool } = taller
after(() => taller[Symbol.asyncDispose]())
beforeEach(() => pool.query('truncate programados, efectos'))

const HOY = Temporal.Instant.from('2026-12-01T17:00:00Z')
const relojEn = (inicio: Temporal.Instant) => {
  let ahora = inicio
  return {
    ahora: () => ahora,
    avanzar(horas: number): void {
      ahora = ahora.add({ hours: horas })
    },
  }
}

const cita = (clave: string, horas: number) => ({
  ...{ clave, cuando: HOY.add({ hours: horas }), tipo: 'VencerContrato' },
  comando: { id: clave },
})

/** Deja la clave de la cita como efecto, con la transacción que recibe. */
const dejar: Disparar = async (p, tx) => {
  await tx.query('insert into efectos (suscripcion, id_mensaje) values ($1, $2)', [p.clave, p.id])
}
const cumplidas = async (): Promise<string[]> => {
  const { rows } = await pool.query<{ clave: string }>('select suscripcion as clave from efectos order by n')
  return rows.map((f) => f.clave)
}
const planificar = (reloj: { ahora(): Temporal.Instant }, disparar: Disparar = dejar) =>
  abrirPlanificador({ pool, reloj, disparar, registro: sinRegistro, sondeo: 20 })

test('cumple las citas a su hora del reloj de negocio, en orden y una vez', async () => {
  const reloj = relojEn(HOY)
  await programar(pool, [cita('c', 3), cita('a', -1), cita('b', 2)])
  await using planificador = planificar(reloj)
  await esperarQue('cumple la vencida', async () => (await cumplidas()).length === 1)
  reloj.avanzar(5)
  await esperarQue('cumple las demás', async () => (await cumplidas()).length === 3)
  assert.deepEqual(await cumplidas(), ['a', 'b', 'c'])
  assert.ok(planificador.sinVuelta() < 5_000)
})

test('reprogramar mueve la cita, cancelar la quita, y lo cumplido no se repite', async () => {
  const reloj = relojEn(HOY)
  await programar(pool, [cita('movida', 1), cita('quitada', 1)])
  await programar(pool, [cita('movida', 3)])
  await cancelar(pool, ['quitada', 'no-existe'])
  reloj.avanzar(2)
  await using _planificador = planificar(reloj)
  await programar(pool, [cita('testigo', 2)])
  await esperarQue('mira la agenda', async () => (await cumplidas()).includes('testigo'))
  assert.deepEqual(await cumplidas(), ['testigo'])
  reloj.avanzar(2)
  await esperarQue('cumple la movida', async () => (await cumplidas()).length === 2)
  await programar(pool, [cita('movida', 0), cita('otra', 0)])
  await esperarQue('cumple otra', async () => (await cumplidas()).length === 3)
  assert.deepEqual(await cumplidas(), ['testigo', 'movida', 'otra'])
})

test('lo programado en una transacción deshecha no existe', async () => {
  const tx = await pool.connect()
  await tx.query('begin')
  await programar(tx, [cita('nunca', -1)])
  await tx.query('rollback')
  tx.release()
  const { rows } = await pool.query('select * from programados')
  assert.deepEqual(rows, [])
})

test('dos planificadores se reparten las citas sin repetir ninguna', async () => {
  const claves = Array.from({ length: 60 }, (_, i) => `cita-${i}`)
  await programar(
    pool,
    claves.map((c) => cita(c, -1)),
  )
  await using _uno = planificar(relojEn(HOY))
  await using _dos = planificar(relojEn(HOY))
  await esperarQue('las cumplen', async () => (await cumplidas()).length >= 60)
  assert.deepEqual((await cumplidas()).sort(), [...claves].sort())
})

test('una cita que falla no para a las demás y se cumple cuando puede', async () => {
  let rota = true
  await programar(pool, [cita('rota', -2), cita('sana', -1)])
  await using _planificador = planificar(relojEn(HOY), async (p, tx) => {
    await dejar(p, tx)
    if (rota && p.clave === 'rota') throw new Error('no puedo')
  })
  await esperarQue('cumple la sana', async () => (await cumplidas()).length === 1)
  const { rows } = await pool.query(`select estado, intentos, error from programados where clave = 'rota'`)
  assert.deepEqual(rows, [{ estado: 'pendiente', intentos: 1, error: 'no puedo' }])
  rota = false
  await esperarQue('cumple la rota', async () => (await cumplidas()).length === 2)
})

test('matar al planificador entre el efecto y el commit: cada cita, una vez', async () => {
  const claves = Array.from({ length: 10 }, () => randomUUID())
  await programar(
    pool,
    claves.map((c) => cita(c, -1)),
  )
  const programa = path.join(import.meta.dirname, '../apoyo/planificador-hijo.ts')
  const entorno = { ALPES_PRUEBAS: 'si', BASE_URL: taller.url }
  for (let i = 1; i <= 3; i++) {
    await using muere = lanzar(programa, {
      entorno: { ...entorno, FALLA_EN: `planificador:tras-efecto:${i}` },
    })
    assert.equal(await muere.fin, 'SIGKILL')
  }
  await using _sano = lanzar(programa, { entorno })
  await esperarQue('acaba', async () => (await cumplidas()).length >= 10)
  assert.deepEqual((await cumplidas()).sort(), [...claves].sort())
})
