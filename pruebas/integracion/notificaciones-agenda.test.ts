import assert from 'node:assert/strict'
import path from 'node:path'
import { test } from 'node:test'
import type pg from 'pg'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { lanzar } from '#pruebas/apoyo/proceso-hijo.ts'
import { abrirEscena, citado, pendientes } from './notificaciones-escena.ts'

const HIJO = path.join(import.meta.dirname, '../apoyo/hitos-hijo.ts')

const cumplidas = (pool: pg.Pool, cuales = 'PorVencer:%:180') =>
  esperarQue('se cumplen todas', async () => {
    const { rows } = await pool.query(
      `select 1 from programados where clave like $1 and estado = 'pendiente'`,
      [cuales],
    )
    return rows.length === 0
  })

/** Del hito de cada contrato hay un aviso al gestor y otro a la compañía. */
const unoPorHito = async (pool: pg.Pool, contratos: number): Promise<void> => {
  const { rows } = await pool.query<{ clave: string }>(
    `select id_contrato || ' ' || destinatario as clave from entregas where tipo = 'PorVencer'`,
  )
  assert.equal(rows.length, 2 * contratos)
  assert.equal(new Set(rows.map((f) => f.clave)).size, rows.length)
}

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
    await cumplidas(pool)
  } finally {
    candado.release()
  }
  await unoPorHito(pool, contratos.length)
})

test('SIGKILL con el aviso escrito y la cita sin cerrar: otro la cumple, y cada hito da un aviso', async () => {
  await using escena = await abrirEscena()
  const { pool, base, servicio } = escena.banco
  const contratos = Array.from({ length: 6 }, () => escena.enEjecucion())
  for (const c of contratos) await citado(escena, c, '2027-06-30:180')
  await cumplidas(pool, 'IncrementoProximo:%')
  await servicio[Symbol.asyncDispose]()
  const lanzarHijo = (falla: string) =>
    lanzar(HIJO, { entorno: { BASE_URL: base.url, ALPES_PRUEBAS: 'si', FALLA_EN: falla } })
  for (const vez of [1, 2, 1]) {
    await using muere = lanzarHijo(`planificador:tras-efecto:${vez}`)
    assert.equal(await muere.fin, 'SIGKILL', muere.dicho())
  }
  // Una la cerró el segundo antes de morir con la siguiente; los otros dos, ninguna.
  const { rows } = await pool.query(`select 1 from entregas where tipo = 'PorVencer'`)
  assert.equal(rows.length, 2)
  await using _sano = lanzarHijo('ninguno:1')
  await cumplidas(pool)
  await unoPorHito(pool, contratos.length)
})

test('los contratos conocidos antes de la agenda reciben sus hitos al arrancar, una vez', async () => {
  await using escena = await abrirEscena()
  const { pool, servicio } = escena.banco
  const c = escena.enEjecucion()
  await citado(escena, c, '2027-06-30:180')
  await servicio[Symbol.asyncDispose]()
  // Como quedó una instalación de entonces: la copia sí, la agenda no, y la migración por correr.
  await pool.query('drop table contratos_por_planificar, reloj')
  await pool.query('drop index entregas_enviadas_por_direccion')
  await pool.query(`delete from migraciones_notificaciones where name >= '0003'`)
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
