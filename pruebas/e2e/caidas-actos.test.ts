import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { abrirBasePrueba, type BasePrueba } from '../apoyo/base.ts'
import { matarEn, pararAlConfirmar } from '../apoyo/matar-en-candado.ts'
import { apartarIlegible } from '../apoyo/orden-ilegible.ts'
import { ordenar } from '../fallas/ordenes.ts'
import { abrirInstalacion, type Instalacion } from '../fallas/sistema.ts'

/** Quien opera hace algo y el proceso muere haciéndolo: queda el acto con su efecto, o ninguno de los dos. */
let base: BasePrueba
let api: Instalacion
let pool: pg.Pool
let sql: pg.Client
before(async () => {
  base = await abrirBasePrueba()
  api = await abrirInstalacion({
    ...{ programa: 'api/principal.ts', baseUrl: base.url },
    entorno: { ROLES: 'http' },
  })
  const conexion = { connectionString: base.url, options: '-c search_path=alpes' }
  pool = new pg.Pool({ ...conexion, max: 3 })
  sql = new pg.Client(conexion)
  await sql.connect()
})
after(async () => {
  await sql.end()
  await pool.end()
  await api[Symbol.asyncDispose]()
  await base[Symbol.asyncDispose]()
})

/** Antes del COMMIT, con el efecto ya escrito y el acto por apuntar. */
const ENTRE_LOS_DOS = `select 1 from cabezas where topico = 'actos-operacion' for update`
const motivo = 'prueba'

const contar = async (): Promise<Record<'marcados' | 'en_obra' | 'actos', number>> => {
  const { rows } = await pool.query(`select
    (select count(*)::int4 from apartados where estado = 'marcado-descarte') as marcados,
    (select count(*)::int4 from proyecciones where estado = 'construyendo') as en_obra,
    (select count(*)::int4 from bitacora where topico = 'actos-operacion') as actos`)
  return rows[0]
}

test('S11: matar mientras se descarta un apartado o se rehace una proyección deja el acto y su efecto, o ninguno', async () => {
  const apartado = await (async () => {
    await using _conLectores = await api.arrancar(undefined, { ROLES: 'http,consumidores' })
    return await apartarIlegible(sql, { tipo: 'EliminarContrato', clave: randomUUID() })
  })()
  const descartar = () => ordenar(api.url, `POST /apartados/${apartado}/descarte`, { cuerpo: { motivo } })
  const rehacer = () => ordenar(api.url, 'POST /proyecciones/panel/reconstruccion', { cuerpo: { motivo } })

  await matarEn(pool, await api.arrancar(), ENTRE_LOS_DOS, descartar)
  await matarEn(pool, await api.arrancar(), ENTRE_LOS_DOS, rehacer)
  assert.deepEqual(await contar(), { marcados: 0, en_obra: 0, actos: 0 })
  await matarEn(pool, await api.arrancar(), await pararAlConfirmar(pool, 'apartados'), descartar)
  assert.deepEqual(await contar(), { marcados: 1, en_obra: 0, actos: 1 })
  await matarEn(pool, await api.arrancar(), await pararAlConfirmar(pool, 'proyecciones'), rehacer)
  assert.deepEqual(await contar(), { marcados: 1, en_obra: 1, actos: 2 })
})
