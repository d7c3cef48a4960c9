import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { abrirBasePrueba, type BasePrueba } from '#pruebas/apoyo/base.ts'
import { abrirBanco, type Banco, contexto, prepararBanco } from '#pruebas/apoyo/cuentas.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { abrirCliente } from '#seedwork/infraestructura/conexion.ts'
import { Secuencias } from '#seedwork/infraestructura/uow/secuencias.ts'

/** Los números de una secuencia no esperan a ninguna transacción, y no hay dos iguales. */
const ESQUEMA = 'alpes'
let base: BasePrueba
let banco: Banco
before(async () => {
  base = await abrirBasePrueba()
  await prepararBanco(base.url)
  banco = await abrirBanco(base.url)
  await banco.pool.query('create sequence numeros_prueba')
})
after(async () => {
  await banco[Symbol.asyncDispose]()
  await base[Symbol.asyncDispose]()
})

const conexion = (nombre: string) => ({ url: base.url, esquema: ESQUEMA, nombre })
const ultimoSacado = async (): Promise<number> => {
  const { rows } = await banco.pool.query('select last_value::int as n from numeros_prueba')
  return rows[0].n
}

test('mil pedidos de una vez dan mil números distintos y seguidos', async () => {
  const secuencias = new Secuencias(conexion('pruebas: mil'))
  const pedidos = Array.from({ length: 1_000 }, () => secuencias.siguiente('numeros_prueba'))
  const numeros = (await Promise.all(pedidos)).sort((a, b) => a - b)
  assert.deepEqual(
    numeros,
    numeros.map((_, i) => numeros[0]! + i),
  )
  assert.equal(await ultimoSacado(), numeros.at(-1))
  secuencias.soltar()
})

test('si la base corta la conexión, el siguiente número sale por otra', async () => {
  const secuencias = new Secuencias(conexion('pruebas: corte'))
  const primero = await secuencias.siguiente('numeros_prueba')
  await banco.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'pruebas: corte'`,
  )
  assert.equal(await secuencias.siguiente('numeros_prueba'), primero + 1)
  secuencias.soltar()
})

test('una secuencia que no existe lo dice, y las demás siguen', async () => {
  const secuencias = new Secuencias(conexion('pruebas: ausente'))
  const ausente = secuencias.siguiente('no_existe')
  const presente = secuencias.siguiente('numeros_prueba')
  await assert.rejects(ausente, { code: '42P01' })
  assert.equal(typeof (await presente), 'number')
  secuencias.soltar()
})

test('con un lote detenido en la base, el caso de uso siguiente ya tiene su número', async () => {
  await using otro = await abrirBanco(base.url)
  // Otro escribe en el tópico: el primer lote espera su contador, y con él todo lo que mire la base.
  const rival = await abrirCliente(conexion('pruebas: rival'))
  await rival.query('begin')
  await rival.query('select 1 from cabezas for update')
  const emitir = (trabajo: (numero: number) => void, numerada: boolean) =>
    otro.motor.unidadTrabajo((tx) => tx)(contexto(), async (tx) => {
      if (numerada) trabajo(await tx.siguiente('numeros_prueba'))
      tx.emitir(
        { topico: 'eventos-cuenta', tipo: 'Movida', versionEsquema: 1, datos: {} },
        tx.contexto.idComando,
      )
    })
  const detenida = emitir(() => {}, false)
  await esperarQue('el lote espera', async () => {
    const { rows } = await banco.pool.query(
      `select 1 from pg_stat_activity where application_name = 'pruebas: escritor'
        and datname = current_database() and wait_event_type = 'Lock'`,
    )
    return rows.length === 1
  })
  const { promise: numerada, resolve } = Promise.withResolvers<number>()
  const siguiente = emitir(resolve, true)
  assert.equal(typeof (await numerada), 'number')
  await rival.query('rollback')
  await rival.end()
  await Promise.all([detenida, siguiente])
})
