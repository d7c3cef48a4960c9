import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { abrirBasePrueba, type BasePrueba } from '../apoyo/base.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import type { ProcesoHijo } from '../apoyo/proceso-hijo.ts'
import type { Contestacion } from '../fallas/insistente.ts'
import { type Contrato, clienteNuevo, firmar, ordenar, partesNuevas, redactar } from '../fallas/ordenes.ts'
import { abrirInstalacion, type Instalacion } from '../fallas/sistema.ts'

/** Tamaños de la suite; los enteros, `COMANDOS=10000 RONDAS=1000`. */
const COMANDOS = Number(process.env.COMANDOS ?? 2_000)
const RONDAS = Number(process.env.RONDAS ?? 30)
const CLIENTES = 64

let base: BasePrueba
let pool: pg.Pool
const apis: Instalacion[] = []
before(async () => {
  base = await abrirBasePrueba()
  pool = new pg.Pool({ connectionString: base.url, max: 2 })
  for (let i = 0; i < 2; i++)
    apis.push(await abrirInstalacion({ programa: 'api/principal.ts', baseUrl: base.url }))
  // Los dos a la vez sobre una base vacía: las migraciones también compiten.
  await Promise.all(apis.map((a) => a.arrancar()))
})
after(async () => {
  for (const api of apis) await api[Symbol.asyncDispose]()
  await pool.end()
  await base[Symbol.asyncDispose]()
})

const url = (i: number): string => apis[i % apis.length]!.url
const numero = async (texto: string, valores: unknown[] = []): Promise<number> =>
  Number((await pool.query(texto, valores)).rows[0].n)
const abrazos = () => numero('select deadlocks as n from pg_stat_database where datname = current_database()')
const densas = async (): Promise<void> => {
  const { rows } = await pool.query(
    'select topico, max(posicion) - count(*) as huecos from alpes.bitacora group by topico',
  )
  for (const { topico, huecos } of rows) assert.equal(Number(huecos), 0, topico)
}

type Cuenta = { quedan: number; aceptadas: Map<string, number>; conflictos: number; otras: string[] }

/** Un cliente: corrige contratos con la versión que cree vigente; si otro se adelantó, la lee y sigue. */
const corregirSinParar = async (cliente: number, contratos: readonly string[], cuenta: Cuenta) => {
  const versiones = new Map(contratos.map((id) => [id, 1]))
  for (let i = cliente; cuenta.quedan-- > 0; ) {
    const id = contratos[i % contratos.length]!
    // Nunca el monto de nacimiento: corregir sin cambiar nada se acepta y no sube la versión.
    const cuerpo = { monto: String(2_000_000 + cuenta.quedan) }
    const c = await ordenar(url(cliente), `PATCH /contratos/${id}`, { cuerpo, version: versiones.get(id)! })
    if (c.estado === 200) {
      versiones.set(id, JSON.parse(c.texto).version)
      cuenta.aceptadas.set(id, (cuenta.aceptadas.get(id) ?? 0) + 1)
      i++
    } else if (c.estado === 412) {
      cuenta.conflictos++
      versiones.set(id, JSON.parse((await ordenar(url(cliente + 1), `GET /contratos/${id}`)).texto).version)
    } else cuenta.otras.push(`${c.estado} ${c.texto}`)
  }
}

test(`dos procesos, ${CLIENTES} clientes, ${COMANDOS} órdenes sobre pocos contratos: cuadra todo`, async (t) => {
  const partes = await partesNuevas(url(0))
  const contratos = await Promise.all(Array.from({ length: 12 }, () => redactar(url(0), partes)))
  const ids = contratos.map((c) => c.id)
  const cuenta: Cuenta = { quedan: COMANDOS, aceptadas: new Map(), conflictos: 0, otras: [] }
  await Promise.all(Array.from({ length: CLIENTES }, (_, i) => corregirSinParar(i, ids, cuenta)))
  const aceptadas = cuenta.aceptadas.values().reduce((suma, n) => suma + n, 0)
  t.diagnostic(`${aceptadas} aceptadas y ${cuenta.conflictos} conflictos de ${COMANDOS}`)
  assert.deepEqual(cuenta.otras, [])
  assert.ok(cuenta.conflictos >= COMANDOS * 0.2, `sólo ${cuenta.conflictos} conflictos`)
  for (const id of ids)
    assert.equal(
      await numero('select version as n from alpes.contratos where id = $1', [id]),
      1 + (cuenta.aceptadas.get(id) ?? 0),
    )
  assert.equal(await abrazos(), 0)
  await densas()
})

/** Dos contratos de la misma propiedad y fechas, a falta de su última firma. */
const aFaltaDeUna = async (propiedad: string): Promise<{ contrato: Contrato; ultima: string }> => {
  const partes = { ...(await partesNuevas(url(0))), propiedad }
  const contrato = await redactar(url(0), partes)
  const [ultima, ...primeras] = contrato.firmas_pendientes
  for (const parte of primeras) assert.equal((await firmar(url(1), contrato, parte)).estado, 201)
  return { contrato, ultima: ultima! }
}

test(`últimas firmas rivales de una propiedad, ${RONDAS} veces en dos procesos: gana justo una`, async () => {
  for (let ronda = 0; ronda < RONDAS; ronda++) {
    const { propiedad } = await partesNuevas(url(ronda))
    const rivales = await Promise.all([aFaltaDeUna(propiedad), aFaltaDeUna(propiedad)])
    const dadas = await Promise.all(
      rivales.map(({ contrato, ultima }, i) => firmar(url(i), contrato, ultima)),
    )
    assert.deepEqual(dadas.map((c) => c.estado).sort(), [201, 409])
    const perdedora = dadas.find((c) => c.estado === 409)!
    assert.equal(JSON.parse(perdedora.texto).codigo, 'SolapeDeVigencia')
  }
  assert.equal(await abrazos(), 0)
})

test('la misma clave desde cincuenta conexiones a dos procesos: un efecto y los mismos bytes', async () => {
  for (let ronda = 0; ronda < 10; ronda++) {
    const clave = randomUUID()
    const cuerpo = clienteNuevo(clave)
    const pedir = (_: unknown, i: number) => ordenar(url(i), 'POST /clientes', { cuerpo, clave })
    const dadas: Contestacion[] = await Promise.all(Array.from({ length: 50 }, pedir))
    assert.equal(
      new Set(dadas.map((c) => `${c.estado} ${c.texto} ${c.encabezados['alpes-posicion']}`)).size,
      1,
    )
    assert.equal(dadas[0]!.estado, 201)
    assert.equal(await numero('select count(*) as n from alpes.clientes where nombre = $1', [clave]), 1)
  }
  await densas()
})

/** ¿Está detenido por una señal? */
const detenido = (pid: number): boolean => /\) T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))

test('un proceso detenido a media cola no para al otro, y al despertar no confirma lo que dejó', async () => {
  await using tercera = await abrirInstalacion({ programa: 'api/principal.ts', baseUrl: base.url })
  await using proceso: ProcesoHijo = await tercera.arrancar('uow:en-la-cola:3:detener')
  const mandar = (nombre: string, por: string) =>
    ordenar(por, 'POST /clientes', { cuerpo: clienteNuevo(nombre), clave: nombre })
  const suyas: Promise<Contestacion>[] = []
  const nombres: string[] = []
  await esperarQue('se detiene a media cola', async () => {
    if (detenido(proceso.pid)) return true
    nombres.push(randomUUID())
    suyas.push(mandar(nombres.at(-1)!, tercera.url))
    await Promise.race([
      suyas.at(-1),
      esperarQue('o se detiene', () => detenido(proceso.pid), 5_000).catch(() => {}),
    ])
    return detenido(proceso.pid)
  })
  const escritas = () => numero('select count(*) as n from alpes.clientes where nombre = any($1)', [nombres])
  const antes = await escritas()
  // El otro espera a lo sumo a que el servidor corte la transacción quieta (2 s), no a quien se detuvo.
  const otra = await mandar(randomUUID(), url(0))
  assert.equal(otra.estado, 201)
  assert.equal(await escritas(), antes, 'lo que estaba a medias no quedó')
  proceso.senal('SIGCONT')
  const dadas = await Promise.all(suyas)
  assert.deepEqual(new Set(dadas.map((c) => c.estado)), new Set([201]))
  assert.equal(await escritas(), nombres.length)
  assert.equal((await mandar(randomUUID(), tercera.url)).estado, 201)
  await densas()
})
