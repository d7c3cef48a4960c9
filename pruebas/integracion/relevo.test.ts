import assert from 'node:assert/strict'
import path from 'node:path'
import { test } from 'node:test'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { abrirFuenteBroker } from '#seedwork/infraestructura/fuentes/fuente-broker.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { abrirRelevo, type PublicadorConMemoria } from '#seedwork/infraestructura/relevo.ts'
import { listarApartados } from '#seedwork/infraestructura/suscripciones/operador.ts'
import { abrirTaller, serie, type Taller, TOPICO, tanda } from '../apoyo/bitacora.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { correrMentira } from '../apoyo/mentiroso.ts'
import { lanzar } from '../apoyo/proceso-hijo.ts'
import { crearPublicadorMemoria } from '../conformidad/publicador-memoria.ts'

const abrirFuente = (taller: Taller) => abrirFuenteBitacora({ pool: taller.pool, escucha: taller.url })

const relevar = (taller: Taller, publicador: PublicadorConMemoria, cadaCabeza = 60_000) =>
  abrirRelevo({
    ...{
      publicador,
      cadaCabeza,
      pool: taller.pool,
      fuente: abrirFuenteBitacora({ pool: taller.pool, escucha: null }),
    },
    ...{ topicos: [TOPICO], registro: sinRegistro, lote: 20 },
  })

const posiciones = (mensajes: readonly Mensaje[]): number[] => mensajes.map((m) => m.posicion)

test('publica todo en orden, y con el broker caído espera sin apartar nada', async () => {
  await using taller = await abrirTaller()
  const broker = crearPublicadorMemoria()
  broker.caido = true
  await taller.escribir(TOPICO, tanda(50))
  await using relevo = relevar(taller, broker)
  await esperarQue('hace una pausa', () => relevo.estado().situacion === 'pausada')
  broker.caido = false
  await esperarQue('publica', () => broker.recibidos.length >= 50)
  assert.deepEqual(posiciones(broker.recibidos), serie(50))
  assert.deepEqual(await listarApartados(taller.pool), [])
})

test('ocioso, repite la cabeza; y si el broker perdió el disco, publica todo otra vez', async () => {
  await using taller = await abrirTaller()
  const broker = crearPublicadorMemoria()
  await taller.escribir(TOPICO, tanda(30))
  await using _relevo = relevar(taller, broker, 50)
  await esperarQue('repite la cabeza', () => broker.recibidos.length > 30)
  assert.equal(broker.recibidos.at(-1)?.posicion, 30)
  broker.borrar()
  await esperarQue('repone', () => broker.recibidos.length >= 30)
  assert.deepEqual(posiciones(broker.recibidos).slice(0, 30), serie(30))
})

/** Publica 30 y para; el broker pierde lo de después de `quedan`, y otro tópico suyo crece otro tanto. */
const tapado = async (taller: Taller, quedan: number) => {
  const broker = crearPublicadorMemoria()
  let deOtro = 0
  const secuencia = () => broker.recibidos.length + deOtro
  Object.assign(broker, {
    destino: async () => ({ identidad: 'el de siempre', secuencia: secuencia() }),
    confirmada: secuencia,
  })
  await taller.escribir(TOPICO, tanda(30))
  {
    await using relevo = relevar(taller, broker)
    await esperarQue('publica', () => relevo.estado().topicos[0]?.posicion === 30)
  }
  deOtro = broker.recibidos.length - quedan
  broker.borrar(quedan)
  return broker
}

test('lo que un tópico perdió con el relevo parado se repone aunque otro haya crecido', async () => {
  await using taller = await abrirTaller()
  const broker = await tapado(taller, 20)
  await using _relevo = relevar(taller, broker, 50)
  await esperarQue('repone', () => new Set(posiciones(broker.recibidos)).size === 30)
  assert.deepEqual([...new Set(posiciones(broker.recibidos))], serie(30))
})

test('un tópico que el broker olvidó entero por viejo no se publica otra vez: sólo se repite la cabeza', async () => {
  await using taller = await abrirTaller()
  const broker = await tapado(taller, 0)
  await using _relevo = relevar(taller, broker, 50)
  await esperarQue('repite la cabeza', () => broker.recibidos.length >= 3)
  assert.deepEqual(new Set(posiciones(broker.recibidos)), new Set([30]))
})

test('los comandos no salen al broker', async () => {
  await using taller = await abrirTaller()
  await using fuente = abrirFuente(taller)
  const opciones = { publicador: crearPublicadorMemoria(), pool: taller.pool, fuente, registro: sinRegistro }
  assert.throws(() => abrirRelevo({ ...opciones, topicos: ['comandos-contrato'] }), RangeError)
})

for (const semilla of [1, 2, 3])
  test(`con un broker mentiroso (semilla ${semilla}) el efecto remoto es uno por mensaje`, async () => {
    const tandas = [tanda(40), ...Array.from({ length: 5 }, () => tanda(13))]
    assert.deepEqual(await correrMentira({ semilla, lote: 20, tandas }), [])
  })

test('perdida la cola entera, la cabeza que repite el relevo hace que se pida a la bitácora', async () => {
  await using taller = await abrirTaller()
  await using respaldo = abrirFuente(taller)
  const fuente = abrirFuenteBroker({ respaldo, capacidad: 64 })
  let llega = false
  const broker: PublicadorConMemoria = { publicar: async (m) => void (llega && fuente.entregar(m)) }
  await taller.escribir(TOPICO, tanda(10))
  const avisos: string[] = []
  fuente.alLlegar((t) => avisos.push(t))
  await using relevo = relevar(taller, broker, 50)
  await esperarQue('lo da por publicado', () => relevo.estado().topicos[0]?.posicion === 10)
  assert.deepEqual(avisos, [])
  llega = true
  await esperarQue('avisa la cabeza', () => avisos.length > 0)
  assert.deepEqual(posiciones((await fuente.leer(TOPICO, 0, 100)).mensajes), serie(10))
})

test('matar al relevo tras publicar repite como mucho un lote y no pierde nada', async () => {
  await using taller = await abrirTaller()
  await taller.escribir(TOPICO, tanda(60))
  const programa = path.join(import.meta.dirname, '../apoyo/relevo-hijo.ts')
  const entorno = { ALPES_PRUEBAS: 'si', BASE_URL: taller.url }
  for (let i = 1; i <= 3; i++) {
    await using muere = lanzar(programa, { entorno: { ...entorno, FALLA_EN: `relevo:publicado:${i}` } })
    assert.equal(await muere.fin, 'SIGKILL')
  }
  await using sano = lanzar(programa, { entorno })
  const publicadas = async (): Promise<number[]> => {
    const { rows } = await taller.pool.query<{ p: number }>(
      'select posicion::float8 as p from efectos order by n',
    )
    return rows.map((f) => f.p)
  }
  await esperarQue('acaba', async () => new Set(await publicadas()).size === 60)
  sano.senal('SIGTERM')
  await sano.fin
  const todas = await publicadas()
  assert.ok(todas.length <= 60 + 3 * 10, `se repitieron ${todas.length - 60}`)
  const primeras = todas.filter((p, i) => todas.indexOf(p) === i)
  assert.deepEqual(primeras, serie(60))
})
