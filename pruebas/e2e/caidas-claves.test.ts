import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { abrirBasePrueba, type BasePrueba } from '../apoyo/base.ts'
import { matarEn, pararAlConfirmar } from '../apoyo/matar-en-candado.ts'
import { ordenar } from '../fallas/ordenes.ts'
import { abrirInstalacion, type Instalacion } from '../fallas/sistema.ts'

let base: BasePrueba
let api: Instalacion
let pool: pg.Pool
before(async () => {
  base = await abrirBasePrueba()
  api = await abrirInstalacion({
    ...{ programa: 'api/principal.ts', baseUrl: base.url },
    entorno: { ROLES: 'http' },
  })
  pool = new pg.Pool({ connectionString: base.url, options: '-c search_path=alpes', max: 3 })
})
after(async () => {
  await pool.end()
  await api[Symbol.asyncDispose]()
  await base[Symbol.asyncDispose]()
})

const motivo = 'prueba'

/** Qué dice la tabla y qué dice la bitácora: con el mismo número, ni clave sin acto ni acto sin clave. */
const cuentas = async () => {
  const { rows } = await pool.query(`select
    (select count(*)::int4 from claves) as claves,
    (select count(*)::int4 from claves where revocada_en is not null) as revocadas,
    (select count(*)::int4 from bitacora where topico = 'actos-clave') as actos`)
  return rows[0] as { claves: number; revocadas: number; actos: number }
}

/** Antes del COMMIT, con la clave ya escrita y el acto por apuntar. */
const ENTRE_LOS_DOS = `select 1 from cabezas where topico = 'actos-clave' for update`
const crear = () =>
  ordenar(api.url, 'POST /claves', { cuerpo: { nombre: 'socia', roles: ['lector'], motivo } })

const revocar = async () => {
  const { rows } = await pool.query('select id from claves')
  return ordenar(api.url, `DELETE /claves/${rows[0].id}`, { cuerpo: { motivo } })
}

test('S11: matar mientras se crea o se revoca una clave deja la clave y su acto, o ninguno', async () => {
  await matarEn(pool, await api.arrancar(), ENTRE_LOS_DOS, crear)
  assert.deepEqual(await cuentas(), { claves: 0, revocadas: 0, actos: 0 })
  const EN_EL_COMMIT = await pararAlConfirmar(pool, 'claves')
  await matarEn(pool, await api.arrancar(), EN_EL_COMMIT, crear)
  assert.deepEqual(await cuentas(), { claves: 1, revocadas: 0, actos: 1 })
  await matarEn(pool, await api.arrancar(), ENTRE_LOS_DOS, revocar)
  assert.deepEqual(await cuentas(), { claves: 1, revocadas: 0, actos: 1 })
  await matarEn(pool, await api.arrancar(), EN_EL_COMMIT, revocar)
  assert.deepEqual(await cuentas(), { claves: 1, revocadas: 1, actos: 2 })
})
