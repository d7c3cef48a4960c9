import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { test } from 'node:test'
import { masAtrasada, PodaNegada, podarBitacora } from '#seedwork/infraestructura/bitacora/poda.ts'
import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { abrirSuscripcion } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { abrirTaller, dejarEfecto, type Taller, TOPICO } from '../apoyo/bitacora.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { lanzar } from '../apoyo/proceso-hijo.ts'

const PROGRAMA = path.join(import.meta.dirname, '../../src/cli/principal.ts')
const clave = randomUUID()
const tanda = (n: number): string[] => Array.from({ length: n }, () => clave)
const acto = { topico: TOPICO, actor: 'ana', motivo: 'prueba' }

/** `alpes bitacora podar`, forzada: así no pregunta a los demás servicios, que aquí no están. */
const lanzarPoda = ({ url }: Taller, hasta: number) =>
  lanzar(PROGRAMA, {
    args: ['bitacora', 'podar', TOPICO, '--motivo=sitio', '--quien=ana', `--hasta=${hasta}`, '--forzar'],
    entorno: { BASE_DATOS_URL: url },
  })

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
  await using poda = lanzarPoda(taller, 12)
  assert.equal(await poda.fin, 0, poda.dicho())
  assert.match(poda.dicho(), /12 mensajes podados/)
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

/** Lanza una poda hasta la posición 10, la detiene donde choca con un candado y la mata allí. */
const matarPodando = async (taller: Taller, candado: string): Promise<void> => {
  const { pool } = taller
  const dueno = await pool.connect()
  await dueno.query('begin')
  await dueno.query(candado, [TOPICO])
  await using poda = lanzarPoda(taller, 10)
  const suya = `from pg_stat_activity where datname = current_database()
    and application_name = 'alpes: poda' and wait_event_type = 'Lock'`
  await esperarQue('la poda choca', async () => (await pool.query(`select 1 ${suya}`)).rows.length === 1)
  poda.senal('SIGKILL')
  assert.equal(await poda.fin, 'SIGKILL')
  // Lo que el servidor haría al notar que su cliente murió.
  await pool.query(`select pg_terminate_backend(pid, 5000) ${suya}`)
  await dueno.query('rollback')
  dueno.release()
}

const comoQueda = async ({ pool }: Taller) => {
  const { rows } = await pool.query(
    `select inicio::int4, (select count(*)::int4 from podas) as podas,
       (select min(posicion)::int4 from bitacora where topico = $1) as primera
     from cabezas where topico = $1`,
    [TOPICO],
  )
  return rows[0]
}

test('matar la poda antes de decir dónde empieza: nada cambió', async () => {
  await using taller = await abrirTaller()
  await taller.escribir(TOPICO, tanda(20))
  const antes = await comoQueda(taller)
  await matarPodando(taller, 'select 1 from cabezas where topico = $1 for update')
  assert.deepEqual(await comoQueda(taller), antes)
})

test('matar la poda a medio borrar: se lee desde donde se dijo, y la siguiente acaba', async () => {
  await using taller = await abrirTaller()
  const { pool } = taller
  await taller.escribir(TOPICO, tanda(10))
  await leerHasta(taller, 'lenta', 10)
  await taller.escribir(TOPICO, tanda(10))
  await matarPodando(taller, 'select 1 from bitacora where topico = $1 and posicion = 7 for update')
  assert.deepEqual(await comoQueda(taller), { inicio: 11, podas: 1, primera: 1 })
  await leerHasta(taller, 'lenta', 20)
  assert.equal((await taller.aplicadas('lenta')).length, 20)
  assert.equal(await podarBitacora(pool, { ...acto, hasta: 10 }), 10)
  assert.deepEqual(await comoQueda(taller), { inicio: 11, podas: 2, primera: 11 })
})
