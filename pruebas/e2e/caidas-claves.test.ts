import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { abrirBasePrueba, type BasePrueba } from '../apoyo/base.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import type { ProcesoHijo } from '../apoyo/proceso-hijo.ts'
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
    (select count(*)::int4 from bitacora where topico = 'eventos-clave') as actos`)
  return rows[0] as { claves: number; revocadas: number; actos: number }
}

/** El proceso de la base que está parado en un candado nuestro. */
const parado = async (): Promise<number | undefined> => {
  const { rows } = await pool.query(
    `select pid from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock' and pid <> pg_backend_pid()`,
  )
  return rows[0]?.pid
}

/** Con `candado` tomado, pide algo que se para en él, mata a quien lo atiende y suelta a la base. */
const matarEn = async (proceso: ProcesoHijo, candado: string, pedir: () => Promise<unknown>) => {
  const guardia = await pool.connect()
  try {
    await guardia.query('begin')
    await guardia.query(candado)
    const contestada = assert.rejects(pedir())
    const pid = await esperarQue('la base se para en el candado', parado)
    proceso.senal('SIGKILL')
    assert.equal(await proceso.fin, 'SIGKILL')
    await contestada
    await guardia.query('rollback')
    const sigue = 'select 1 from pg_stat_activity where pid = $1'
    await esperarQue('la base se entera', async () => (await pool.query(sigue, [pid])).rowCount === 0)
  } finally {
    guardia.release()
  }
}

/** Antes del COMMIT, con la clave ya escrita y el acto por apuntar. */
const ENTRE_LOS_DOS = `select 1 from cabezas where topico = 'eventos-clave' for update`
/** Con el COMMIT pedido y sin contestar: lo para un disparador que aguarda al final de la transacción. */
const EN_EL_COMMIT = 'select pg_advisory_xact_lock(11)'

const crear = () =>
  ordenar(api.url, 'POST /claves', { cuerpo: { nombre: 'socia', roles: ['lector'], motivo } })

const revocar = async () => {
  const { rows } = await pool.query('select id from claves')
  return ordenar(api.url, `DELETE /claves/${rows[0].id}`, { cuerpo: { motivo } })
}

/** Desde ahora, quien cambie una clave se para al confirmar. */
const pararAlConfirmar = async (): Promise<void> => {
  await pool.query(`create function aguardar() returns trigger language plpgsql as
    $$ begin perform pg_advisory_xact_lock_shared(11); return null; end $$`)
  await pool.query(`create constraint trigger aguardar after insert or update on claves
    deferrable initially deferred for each row execute function aguardar()`)
}

test('S11: matar mientras se crea o se revoca una clave deja la clave y su acto, o ninguno', async () => {
  await matarEn(await api.arrancar(), ENTRE_LOS_DOS, crear)
  assert.deepEqual(await cuentas(), { claves: 0, revocadas: 0, actos: 0 })
  await pararAlConfirmar()
  await matarEn(await api.arrancar(), EN_EL_COMMIT, crear)
  assert.deepEqual(await cuentas(), { claves: 1, revocadas: 0, actos: 1 })
  await matarEn(await api.arrancar(), ENTRE_LOS_DOS, revocar)
  assert.deepEqual(await cuentas(), { claves: 1, revocadas: 0, actos: 1 })
  await matarEn(await api.arrancar(), EN_EL_COMMIT, revocar)
  assert.deepEqual(await cuentas(), { claves: 1, revocadas: 1, actos: 2 })
})
