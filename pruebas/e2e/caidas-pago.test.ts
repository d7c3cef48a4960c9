import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { abrirBasePrueba, type BasePrueba } from '../apoyo/base.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { PRECIO, reservaNueva } from '../apoyo/reservas.ts'
import { morir } from '../fallas/fallo.ts'
import type { Contestacion } from '../fallas/insistente.ts'
import { ordenar } from '../fallas/ordenes.ts'
import { abrirInstalacion, type Instalacion } from '../fallas/sistema.ts'

let base: BasePrueba
let api: Instalacion
let pool: pg.Pool
before(async () => {
  base = await abrirBasePrueba()
  api = await abrirInstalacion({
    ...{ programa: 'api/principal.ts', baseUrl: base.url },
    entorno: { ALPES_RELOJ: '2026-12-01T17:00:00Z' },
  })
  pool = new pg.Pool({ connectionString: base.url, options: '-c search_path=alpes', max: 2 })
})
after(async () => {
  await pool.end()
  await api[Symbol.asyncDispose]()
  await base[Symbol.asyncDispose]()
})

/** Una petición que debe salir bien. */
const hecha = async (pedida: Promise<Contestacion>) => {
  const { estado, texto } = await pedida
  assert.ok(estado < 300, `${estado} ${texto}`)
  return JSON.parse(texto)
}

const aprobada = async (): Promise<string> => {
  const { id } = await hecha(ordenar(api.url, 'POST /reservas', { cuerpo: reservaNueva() }))
  await hecha(ordenar(api.url, `POST /reservas/${id}/aprobacion`, { cuerpo: {} }))
  return id
}

const pagar = (id: string, clave: string, extra: object = {}) =>
  ordenar(api.url, `POST /reservas/${id}/pago`, {
    cuerpo: { ...PRECIO, referencia: `pago de ${id}` },
    clave,
    ...extra,
  })

/** Pagada de verdad, con un solo hecho, y nadie más puede usar su referencia. */
const pagadaUnaVez = async (id: string): Promise<void> => {
  const { estado, pago } = await hecha(ordenar(api.url, `GET /reservas/${id}`))
  assert.deepEqual([estado, pago.referencia], ['Pagada', `pago de ${id}`])
  const { rows } = await pool.query(
    `select count(*)::int4 as n from bitacora where clave = $1 and tipo = 'ReservaPagada'`,
    [id],
  )
  assert.deepEqual(rows, [{ n: 1 }])
}

/** `sabe`: tras ese paso el pago ya está confirmado, aunque nadie lo haya contestado. */
const PASOS = [
  { paso: 'uow:casos', sabe: false },
  { paso: 'uow:antes-guardas', sabe: false },
  { paso: 'uow:antes-cola', sabe: false },
  { paso: 'uow:en-la-cola', sabe: false },
  { paso: 'uow:tras-commit', sabe: true },
]

for (const { paso, sabe } of PASOS)
  test(`matar al pagar en ${paso}: repetir con la misma clave paga una vez`, async () => {
    const id = await (async () => {
      await using _sana = await api.arrancar(undefined, { ROLES: 'http' })
      return await aprobada()
    })()
    const clave = randomUUID()
    const muere = await api.arrancar(`${paso}:1`, { ROLES: 'http' })
    await assert.rejects(pagar(id, clave))
    await morir(muere, paso)
    await using _sana = await api.arrancar(undefined, { ROLES: 'http' })
    const { estado } = await hecha(ordenar(api.url, `GET /reservas/${id}`))
    assert.equal(estado, sabe ? 'Pagada' : 'Aprobada')
    const primera = await hecha(pagar(id, clave))
    assert.deepEqual(await hecha(pagar(id, clave)), primera)
    await pagadaUnaVez(id)
  })

test('matar al que paga después, antes, durante y tras su commit: el pago aceptado se hace una vez', async () => {
  const { id, comando } = await (async () => {
    await using _sana = await api.arrancar(undefined, { ROLES: 'http' })
    const suya = await aprobada()
    const aceptada = await hecha(pagar(suya, randomUUID(), { asincrona: true }))
    return { id: suya, comando: aceptada.id as string }
  })()
  for (const paso of ['uow:casos', 'uow:en-la-cola', 'uow:tras-commit'])
    await morir(await api.arrancar(`${paso}:1`, { ROLES: 'http,consumidores' }), paso)
  await using _sana = await api.arrancar(undefined, { ROLES: 'http,consumidores' })
  await esperarQue('se ejecuta', async () => {
    const r = await hecha(ordenar(api.url, `GET /comandos/${comando}`))
    return r.estado === 'ejecutado'
  })
  await pagadaUnaVez(id)
})
