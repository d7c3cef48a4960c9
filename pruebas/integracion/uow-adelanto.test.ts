import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { abrirBasePrueba, type BasePrueba } from '#pruebas/apoyo/base.ts'
import {
  abrirBanco,
  abrirCuenta,
  type Banco,
  contexto,
  mover,
  prepararBanco,
  TOPICO,
} from '#pruebas/apoyo/cuentas.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { lanzar } from '#pruebas/apoyo/proceso-hijo.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { abrirProxy } from '../fallas/proxy.ts'

/** El lote siguiente corre sus casos de uso mientras el anterior confirma: qué pasa cuando algo va mal. */
let base: BasePrueba
let banco: Banco
before(async () => {
  base = await abrirBasePrueba()
  await prepararBanco(base.url)
  banco = await abrirBanco(base.url)
})
after(async () => {
  await banco[Symbol.asyncDispose]()
  await base[Symbol.asyncDispose]()
})

const nueva = async () => {
  const id = randomUUID()
  await abrirCuenta(banco, { id, nombre: id })
  return id
}
const contar = async (texto: string, valores: unknown[] = []) =>
  Number((await banco.pool.query(texto, valores)).rows[0].n)
const saldo = (id: string) => contar('select saldo n from cuentas where id = $1', [id])
const ESCRITORES = `from pg_stat_activity
  where application_name = 'pruebas: escritor' and datname = current_database()`

/** En qué acabó una orden: su resultado, o el código de su rechazo. */
const finDe = (orden: Promise<unknown>): Promise<string> =>
  orden.then(
    () => 'hecha',
    (error: unknown) => (error instanceof ErrorDominio ? error.codigo : String(error)),
  )

/** Deja el lote en vuelo parado en la base hasta que se suelte: otro tiene tomada la fila que escribe. */
const retener = async (id: string) => {
  const cliente = await banco.pool.connect()
  await cliente.query('begin')
  await cliente.query('select 1 from cuentas where id = $1 for update', [id])
  return {
    parado: () =>
      esperarQue('el lote en vuelo espera a la base', async () => {
        const n = await contar(`select count(*) n ${ESCRITORES} and wait_event_type = 'Lock'`)
        return n === 1
      }),
    async soltar() {
      await cliente.query('rollback')
      cliente.release()
    },
  }
}

/** Órdenes que no se resuelven sin la base: leer lo que nadie recuerda, y buscar si una clave ya se usó. */
const queMiranLaBase = (otro: Banco, ids: readonly string[], alEmpezar: () => void) =>
  ids.flatMap((id) => {
    const clave = { operacion: 'Mover', clave: id, huella: 'aa' }
    const evento = { topico: 'comandos-cuenta', tipo: 'Mover', versionEsquema: 1, datos: { id } }
    return [
      otro.unidadTrabajo(contexto({ clave }), async ({ cuentas }) => {
        alEmpezar()
        const cuenta = await cuentas.obtener(id)
        cuentas.guardar(cuenta, { ...cuenta.estado, saldo: cuenta.estado.saldo + 1 }, [
          { tipo: 'Movimiento', monto: 1 },
        ])
      }),
      otro.motor.encolar(contexto({ clave }), { evento, clave: id }),
    ]
  })

/** Con un tropiezo cualquiera el lote va paso a paso: el corte cae antes del COMMIT y se sabe que no ocurrió. */
for (const [cuando, opciones] of [
  ['antes de confirmar', { tropiezo: () => {} }],
  ['al confirmar', {}],
] as const)
  test(`la base corta ${cuando}, con otro lote abierto que espera leer: todas se hacen, una vez`, async () => {
    await using otro = await abrirBanco(base.url, opciones)
    const [tomada, ...ids] = await Promise.all(Array.from({ length: 6 }, nueva))
    const antes = await contar('select count(*) n from comandos')
    const llave = await retener(tomada!)
    const primera = mover(otro, { id: tomada!, monto: 1 })
    await llave.parado()
    let empezadas = 0
    const siguientes = queMiranLaBase(otro, ids, () => empezadas++)
    const fines = Promise.all([primera, ...siguientes].map(finDe))
    await esperarQue('corren antes de que acabe el que está en vuelo', () => empezadas === ids.length)
    await banco.pool.query(`select pg_terminate_backend(pid) ${ESCRITORES} and wait_event_type = 'Lock'`)
    await llave.soltar()
    assert.deepEqual(new Set(await fines), new Set(['hecha']))
    for (const id of [tomada!, ...ids]) assert.equal(await saldo(id), 1)
    assert.equal(await contar('select count(*) n from comandos'), antes + 1 + siguientes.length)
    assert.equal(
      await contar(`select max(posicion) - count(*) n from bitacora where topico = '${TOPICO}'`),
      0,
    )
  })

test('se pierde la respuesta a un COMMIT con otro lote abierto: lo confirmado no se repite y lo demás se hace', async () => {
  await using proxy = await abrirProxy(base.url)
  await using otro = await abrirBanco(proxy.url)
  const [tomada, ...ids] = await Promise.all(Array.from({ length: 4 }, nueva))
  const llave = await retener(tomada!)
  proxy.cortarCommit('respuesta')
  const primera = mover(otro, { id: tomada!, monto: 1 })
  await llave.parado()
  const fines = Promise.all([primera, ...queMiranLaBase(otro, ids, () => {})].map(finDe))
  await llave.soltar()
  assert.deepEqual(new Set(await fines), new Set(['hecha']))
  assert.equal(proxy.cortados(), 1)
  for (const id of [tomada!, ...ids]) assert.equal(await saldo(id), 1)
})

test('un caso de uso colgado en el lote que se forma sale solo, contando su plazo desde que le toca', async () => {
  await using otro = await abrirBanco(base.url, { plazoCaso: 100 })
  const [tomada, sana] = [await nueva(), await nueva()]
  const llave = await retener(tomada)
  const primera = mover(otro, { id: tomada, monto: 1 })
  await llave.parado()
  let intentos = 0
  const colgada = otro.unidadTrabajo(contexto(), () => {
    intentos++
    return new Promise<never>(() => {})
  })
  // Lee de la base, y por tanto espera al lote en vuelo más que su plazo.
  const otra = mover(otro, { id: sana, monto: 1 })
  const fines = Promise.all([primera, colgada, otra].map(finDe))
  await esperarQue('la colgada ya corre', () => intentos > 0)
  const desde = performance.now()
  await esperarQue('pasa más que el plazo', () => performance.now() - desde > 250)
  await llave.soltar()
  assert.deepEqual(await fines, ['hecha', 'PlazoVencido', 'hecha'])
  assert.equal(intentos, 1)
})

test('al cerrar con un lote en vuelo y otro abierto se contesta todo, también lo que perdió y corre otra vez', async () => {
  const otro = await abrirBanco(base.url)
  const [tomada, ocupada, leida] = [await nueva(), await nueva(), await nueva()]
  const llave = await retener(tomada)
  const primera = mover(otro, { id: tomada, monto: 1 })
  await llave.parado()
  const ordenes = [
    primera,
    mover(otro, { id: leida, monto: 1 }),
    abrirCuenta(otro, { id: ocupada, nombre: randomUUID() }),
  ]
  const fines: string[] = []
  ordenes.forEach((o, i) => void finDe(o).then((fin) => (fines[i] = fin)))
  const cierre = otro.motor[Symbol.asyncDispose]()
  await assert.rejects(mover(otro, { id: leida, monto: 1 }), { codigo: 'Sobrecarga' })
  await llave.soltar()
  await cierre
  assert.deepEqual(fines, ['hecha', 'hecha', 'IdRepetido'])
  await otro.pool.end()
  await esperarQue('no deja conexiones', async () => (await contar(`select count(*) n ${ESCRITORES}`)) === 1)
})

test('lo que no escribe nada se contesta entero aunque se cierre en seguida', async () => {
  const otro = await abrirBanco(base.url)
  const id = await nueva()
  const lectura = otro.unidadTrabajo(contexto(), async ({ cuentas }) => (await cuentas.obtener(id)).version)
  const fin = finDe(lectura)
  await otro[Symbol.asyncDispose]()
  assert.equal(await fin, 'hecha')
})

test('quien escribe lo que otros leen sin parar llega a su turno', async () => {
  const [leida, ...suyas] = await Promise.all(Array.from({ length: 17 }, nueva))
  let seguir = true
  let hechas = 0
  const leer = async (suya: string): Promise<void> => {
    while (seguir) {
      await banco.unidadTrabajo(contexto(), async ({ cuentas }) => {
        await cuentas.leer(leida!)
        const cuenta = await cuentas.obtener(suya)
        cuentas.guardar(cuenta, { ...cuenta.estado, saldo: cuenta.estado.saldo + 1 }, [
          { tipo: 'Movimiento', monto: 1 },
        ])
      })
      if (++hechas > 5_000) seguir = false
    }
  }
  // La mitad en un lote y la mitad en el siguiente, y así se quedan: siempre hay quien lee.
  const llave = await retener(suyas[0]!)
  const lectores = suyas.slice(0, 8).map(leer)
  await llave.parado()
  lectores.push(...suyas.slice(8).map(leer))
  await llave.soltar()
  await esperarQue('se alternan', () => hechas > 200)
  const antes = hechas
  await mover(banco, { id: leida!, monto: 1 })
  const esperadas = hechas - antes
  seguir = false
  await Promise.all(lectores)
  assert.ok(esperadas < 500, `se le adelantaron ${esperadas} lecturas`)
})

test('SIGKILL con un lote en vuelo y el siguiente abierto: lo contestado está, y nada a medias', async () => {
  const ids = await Promise.all(Array.from({ length: 8 }, nueva))
  const programa = path.join(import.meta.dirname, '../apoyo/banco-hijo.ts')
  for (const vez of [1, 7, 20]) {
    const entorno = { BASE_URL: base.url, CUENTAS: ids.join(','), ALPES_PRUEBAS: 'si' }
    await using hijo = lanzar(programa, {
      entorno: { ...entorno, FALLA_EN: `uow:siguiente-abierto:${vez}` },
    })
    assert.equal(await hijo.fin, 'SIGKILL', hijo.dicho())
    const hechas = hijo.dicho().match(/(?<=hecha )\S+/g) ?? []
    assert.equal(
      await contar('select count(*) n from bitacora where causacion::uuid = any($1)', [hechas]),
      hechas.length,
    )
  }
  // Quien quedó a medias al morir su proceso acaba de una forma u otra: nadie lo tiene ya tomado.
  for (const id of ids) await mover(banco, { id, monto: 1 })
  const { rows } = await banco.pool.query<{ saldo: bigint; version: bigint; mensajes: bigint }>(
    `select saldo, version, (select count(*) from bitacora where clave = c.id) as mensajes
     from cuentas c where id = any($1)`,
    [ids],
  )
  for (const { saldo, version, mensajes } of rows)
    assert.deepEqual([saldo + 1n, mensajes], [version, version])
  assert.equal(await contar(`select max(posicion) - count(*) n from bitacora where topico = '${TOPICO}'`), 0)
})
