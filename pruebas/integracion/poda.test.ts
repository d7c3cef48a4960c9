import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { masAtrasada, PodaNegada, podarBitacora } from '#seedwork/infraestructura/bitacora/poda.ts'
import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { abrirSuscripcion } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { abrirTaller, dejarEfecto, type Taller, TOPICO } from '../apoyo/bitacora.ts'
import { esperarQue } from '../apoyo/esperar.ts'

const clave = randomUUID()
const tanda = (n: number): string[] => Array.from({ length: n }, () => clave)
const acto = { topico: TOPICO, actor: 'ana', motivo: 'prueba' }

/** Lee con la suscripción `nombre` hasta `posicion` y la cierra. */
const leerHasta = async ({ pool }: Taller, nombre: string, posicion: number): Promise<void> => {
  await using fuente = abrirFuenteBitacora({ pool, escucha: null })
  await using suscripcion = abrirSuscripcion({
    ...{ nombre, topicos: [TOPICO], fuente, pool, registro: sinRegistro, atender: dejarEfecto(nombre) },
  })
  await esperarQue('llega', () => suscripcion.estado().topicos[0]?.posicion === posicion)
}

test('se poda hasta la suscripción más atrasada, y quien seguía sigue sin perder nada', async () => {
  await using taller = await abrirTaller()
  const { pool } = taller
  await taller.escribir(TOPICO, tanda(10))
  await leerHasta(taller, 'lenta', 10)
  await taller.escribir(TOPICO, tanda(10))
  await leerHasta(taller, 'al-dia', 20)
  assert.deepEqual(await masAtrasada(pool, TOPICO), { suscripcion: 'alpes.lenta', posicion: 10 })
  await assert.rejects(podarBitacora(pool, { ...acto, hasta: 11 }), PodaNegada)
  assert.equal(await podarBitacora(pool, { ...acto, hasta: 10 }), 10)
  assert.equal(await podarBitacora(pool, { ...acto, hasta: 10 }), 0)
  await leerHasta(taller, 'lenta', 20)
  assert.deepEqual(
    await taller.aplicadas('lenta'),
    Array.from({ length: 20 }, (_, i) => i + 1),
  )
})

test('forzada por alguien con nombre, la que se queda sin su rango se detiene y lo dice', async () => {
  await using taller = await abrirTaller()
  const { pool } = taller
  await taller.escribir(TOPICO, tanda(5))
  await leerHasta(taller, 'lenta', 5)
  await taller.escribir(TOPICO, tanda(10))
  const programa = path.join(import.meta.dirname, '../../herramientas/podar-bitacora.ts')
  const argumentos = [`--topico=${TOPICO}`, '--motivo=sitio', '--quien=ana', '--hasta=12', '--forzar']
  const { stdout } = await promisify(execFile)(process.execPath, [programa, ...argumentos], {
    env: { PATH: process.env.PATH, BASE_DATOS_URL: taller.url },
  })
  assert.match(stdout, /12 mensajes podados/)
  const { rows } = await pool.query('select actor, motivo, hasta::int4 as hasta, forzada from podas')
  assert.deepEqual(rows, [{ actor: 'ana', motivo: 'sitio', hasta: 12, forzada: true }])
  await using fuente = abrirFuenteBitacora({ pool, escucha: null })
  await using lenta = abrirSuscripcion({
    ...{
      nombre: 'lenta',
      topicos: [TOPICO],
      fuente,
      pool,
      registro: sinRegistro,
      atender: dejarEfecto('lenta'),
    },
  })
  await esperarQue('se detiene', () => lenta.estado().topicos[0]?.estado === 'detenida')
  assert.match(lenta.estado().topicos[0]?.motivo ?? '', /se podó/)
})

test('no se poda más allá de la cabeza', async () => {
  await using taller = await abrirTaller()
  await taller.escribir(TOPICO, tanda(3))
  await assert.rejects(podarBitacora(taller.pool, { ...acto, hasta: 4 }), RangeError)
  assert.equal(await masAtrasada(taller.pool, TOPICO), null)
})
