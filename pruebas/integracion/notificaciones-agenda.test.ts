import assert from 'node:assert/strict'
import path from 'node:path'
import { test } from 'node:test'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { lanzar } from '#pruebas/apoyo/proceso-hijo.ts'
import { abrirEscena, citado, pendientes } from './notificaciones-escena.ts'

const HIJO = path.join(import.meta.dirname, '../apoyo/hitos-hijo.ts')

test('regla (a): dos planificadores a la vez, con una cita cada uno en la mano, dan un aviso por hito', async () => {
  await using escena = await abrirEscena()
  const { pool, base, servicio } = escena.banco
  const contratos = Array.from({ length: 12 }, () => escena.enEjecucion())
  for (const c of contratos) await citado(escena, c, '2027-06-30:180')
  await servicio[Symbol.asyncDispose]()
  const candado = await pool.connect()
  try {
    await candado.query('select pg_advisory_lock(1)')
    await using uno = lanzar(HIJO, { entorno: { BASE_URL: base.url } })
    await using otro = lanzar(HIJO, { entorno: { BASE_URL: base.url } })
    await Promise.all([uno, otro].map((p) => p.linea(/cita en la mano/)))
    await candado.query('select pg_advisory_unlock(1)')
    await esperarQue('se cumplen todas', async () => {
      const { rows } = await pool.query(
        `select 1 from programados where clave like 'PorVencer:%:180' and estado = 'pendiente'`,
      )
      return rows.length === 0
    })
  } finally {
    candado.release()
  }
  const { rows } = await pool.query<{ clave: string }>(
    `select id_contrato || ' ' || destinatario as clave from entregas where tipo = 'PorVencer'`,
  )
  assert.equal(rows.length, 2 * contratos.length)
  assert.equal(new Set(rows.map((f) => f.clave)).size, rows.length)
})

test('los contratos conocidos antes de la agenda reciben sus hitos al arrancar, una vez', async () => {
  await using escena = await abrirEscena()
  const { pool, servicio } = escena.banco
  const c = escena.enEjecucion()
  await citado(escena, c, '2027-06-30:180')
  await servicio[Symbol.asyncDispose]()
  // Como quedó una instalación de entonces: la copia sí, la agenda no, y la migración por correr.
  await pool.query('drop table contratos_por_planificar, reloj')
  await pool.query(`delete from migraciones_notificaciones where name like '0003%'`)
  await pool.query('delete from programados')
  {
    await using _servicio = await escena.banco.abrir()
    await citado(escena, c, '2027-06-30:180')
    assert.equal((await pendientes(escena, c)).filter((p) => p.startsWith('PorVencer')).length, 5)
    escena.reloj.poner('2027-01-01T13:00:00Z')
    await esperarQue('sale', async () => {
      const { rows } = await pool.query(
        `select 1 from entregas where tipo = 'PorVencer' and estado = 'enviada'`,
      )
      return rows.length === 2
    })
  }
  assert.deepEqual((await pool.query('select 1 from contratos_por_planificar')).rows, [])
})
