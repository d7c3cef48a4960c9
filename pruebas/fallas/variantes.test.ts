import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { abrirSuscripcion } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { abrirTaller, dejarEfecto, type Taller, TOPICO } from '../apoyo/bitacora.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { juzgar } from '../apoyo/juicio.ts'
import type { Aceptado, Historia } from './historia.ts'
import { verificar } from './verificador.ts'

/**
 * Maneras conocidas de escribir mal, plantadas sobre la base de verdad: el verificador y la suite tienen
 * que cazarlas. Las de los lectores están en `integracion/suscripcion-caidas.test.ts`.
 */
let taller: Taller
before(async () => {
  taller = await abrirTaller()
  await taller.pool.query('create sequence posiciones')
})
after(() => taller[Symbol.asyncDispose]())

const conectar = async (): Promise<pg.Client> => {
  const cliente = new pg.Client({ connectionString: taller.url, options: '-c search_path=alpes,public' })
  cliente.on('error', () => {})
  await cliente.connect()
  return cliente
}

/** Escribe como muchos: la posición sale de una secuencia, sin candado hasta el COMMIT. */
const conSecuencia = (c: pg.Client, clave: string): Promise<unknown> =>
  c.query(
    `with b as (insert into bitacora select $1, nextval('posiciones'), gen_random_uuid(), 'Hecho', 1, $2, 1, now(), now(),
       'a', 'api', 'c', gen_random_uuid()::text, null, 'pruebas', ''::bytea returning posicion)
     insert into cabezas select $1, posicion from b
       on conflict (topico) do update set posicion = greatest(cabezas.posicion, excluded.posicion)`,
    [TOPICO, clave],
  )

test('posiciones de una secuencia: lo que confirma tarde no lo ve nadie, y se caza', async () => {
  const [tarde, pronto] = [await conectar(), await conectar()]
  // La cabeza no estorba: en esta variante nadie la bloquea hasta el COMMIT.
  await tarde.query(`begin; select nextval('posiciones')`)
  await conSecuencia(pronto, randomUUID())
  const fuente = abrirFuenteBitacora({ pool: taller.pool, escucha: null })
  const lector = abrirSuscripcion({
    ...{ nombre: 'hijo', topicos: [TOPICO], fuente, pool: taller.pool, registro: sinRegistro, sondeo: 20 },
    atender: dejarEfecto('hijo'),
  })
  const visto = () => {
    const { topicos } = lector.estado()
    return topicos.some((t) => t.estado === 'detenida' || t.posicion >= 2)
  }
  // O se detiene ante el hueco (lo dice), o sigue y se lo salta.
  await esperarQue('el lector llega al hueco', visto)
  await tarde.query('commit')
  await lector.detener()
  await fuente[Symbol.asyncDispose]()
  await Promise.all([tarde.end(), pronto.end()])
  const reglas = new Set((await juzgar(taller.pool, 'hijo')).map((v) => v.regla))
  assert.ok(reglas.has('C4'), `vio ${[...reglas].join(',')}`)
})

const VACIA: Historia = {
  ...{
    aceptados: [],
    bitacora: [],
    cabezas: {},
    agregados: [],
    comandos: [],
    efectos: [],
    suscripciones: {},
  },
  ...{ apartados: [], apartadosEsperados: [], correos: [], correosEsperados: [], caidas: 0 },
}

const INSERTAR = `insert into comandos (id, tipo, actor, estado, agregados) values ($1, 'Hacer', 'a', 'ejecutado', '[]')`

const juzgarComandos = async (aceptados: readonly Aceptado[]): Promise<string[]> => {
  const { rows } = await taller.pool.query<{ id: string }>('select id::text as id from comandos')
  return verificar({ ...VACIA, aceptados, comandos: rows.map((f) => f.id) }).map((v) => v.regla)
}

test('contestar antes del COMMIT: lo aceptado que la caída se lleva, se caza', async () => {
  const cliente = await conectar()
  const idComando = randomUUID()
  await cliente.query('begin')
  await cliente.query(INSERTAR, [idComando])
  const aceptado: Aceptado = { idComando, respuesta: '201', posiciones: [] }
  const { rows } = await cliente.query('select pg_backend_pid() as pid')
  await taller.pool.query('select pg_terminate_backend($1)', [rows[0].pid])
  await cliente.query('commit').catch(() => {})
  await cliente.end().catch(() => {})
  assert.deepEqual(await juzgarComandos([aceptado]), ['C1'])
})

test('tomar el ROLLBACK que contesta un COMMIT por un éxito, se caza', async () => {
  const cliente = await conectar()
  const idComando = randomUUID()
  await cliente.query('begin')
  await cliente.query(INSERTAR, [idComando])
  await cliente.query('select 1/0').catch(() => {})
  const { command } = await cliente.query('commit')
  await cliente.end()
  assert.equal(command, 'ROLLBACK')
  assert.deepEqual(await juzgarComandos([{ idComando, respuesta: '201', posiciones: [] }]), ['C1'])
})

test('recordar las claves sólo un rato: quien repite tarde lo hace dos veces, y se caza', async () => {
  const vistas = new Map<string, { aceptado: Aceptado; hasta: number }>()
  const conVentana = async (clave: string, ahora: number): Promise<Aceptado> => {
    const vista = vistas.get(clave)
    if (vista && ahora < vista.hasta) return vista.aceptado
    const idComando = randomUUID()
    await taller.pool.query(INSERTAR, [idComando])
    const aceptado = { idComando, clave, respuesta: `201 ${idComando}`, posiciones: [] }
    vistas.set(clave, { aceptado, hasta: ahora + 100 })
    return aceptado
  }
  const enSeguida = [await conVentana('k', 0), await conVentana('k', 50)]
  assert.deepEqual(await juzgarComandos(enSeguida), [])
  const reglas = await juzgarComandos([...enSeguida, await conVentana('k', 150)])
  assert.deepEqual(new Set(reglas), new Set(['C6']))
})
