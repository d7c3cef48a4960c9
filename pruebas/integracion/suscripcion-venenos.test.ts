import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { test } from 'node:test'
import { listarApartados } from '#seedwork/infraestructura/suscripciones/operador.ts'
import { abrirTaller, type Taller, TOPICO } from '../apoyo/bitacora.ts'
import { prepararBanco } from '../apoyo/cuentas.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { juzgar } from '../apoyo/juicio.ts'
import { lanzar, type ProcesoHijo } from '../apoyo/proceso-hijo.ts'

/** Un mensaje que atasca el proceso o se queda con su memoria. Una vez en la suite, que cada uno son veinte segundos; a mano, `VENENOS=20`. */
const REPETICIONES = Number(process.env.VENENOS ?? 1)
const APOYO = path.join(import.meta.dirname, '../apoyo')
const CLAVES = Array.from({ length: 5 }, () => randomUUID())
const MENSAJES = 40
const VENENO = 7
const TODAS = Array.from({ length: MENSAJES }, (_, i) => i + 1)
/** Los de su clave, detrás de él. */
const DETRAS = TODAS.filter((p) => p > VENENO && (p - VENENO) % 5 === 0)
const LIMITE = 60_000

const cargado = async (): Promise<Taller> => {
  const taller = await abrirTaller()
  await taller.escribir(
    TOPICO,
    Array.from({ length: MENSAJES }, (_, i) => CLAVES[i % CLAVES.length]!),
  )
  return taller
}

const abrir = (taller: Taller, entorno: Record<string, string>, programa = 'lector-hijo'): ProcesoHijo =>
  lanzar(path.join(APOYO, `${programa}.ts`), {
    entorno: {
      ...{ ALPES_PRUEBAS: 'si', BASE_URL: taller.url, VENENO: String(VENENO), ARRIENDO: '400' },
      ...entorno,
    },
  })

const alDia = (taller: Taller, suscripcion = 'hijo') =>
  esperarQue(
    `${suscripcion} se pone al día`,
    async () => {
      const { rows } = await taller.pool.query(
        'select 1 from suscripciones s join cabezas c using (topico) where s.suscripcion = $1 and s.posicion = c.posicion',
        [suscripcion],
      )
      return rows.length === 1
    },
    LIMITE,
  )

/** Apartado sólo el veneno, con los suyos en cola; lo demás hecho una vez y en orden. */
const comprobar = async (taller: Taller, intentos: number): Promise<void> => {
  const apartados = await listarApartados(taller.pool, { suscripcion: 'hijo' })
  assert.deepEqual(
    apartados.map((a) => [a.posicion, a.estado]),
    [[VENENO, 'espera-operador'], ...DETRAS.map((p) => [p, 'en-cola'])],
  )
  assert.equal(apartados[0]!.intentos, intentos)
  assert.deepEqual(
    await juzgar(
      taller.pool,
      'hijo',
      apartados.map((a) => a.id_mensaje),
    ),
    [],
  )
}

const veces = (p: ProcesoHijo): number => [...p.dicho().matchAll(/^veneno /gm)].length

/** Al que comparte el proceso con el veneno no se le aparta nada. */
const comprobarVecino = async (taller: Taller): Promise<void> => {
  await alDia(taller, 'vecino')
  assert.deepEqual(await listarApartados(taller.pool, { suscripcion: 'vecino' }), [])
  assert.deepEqual(await juzgar(taller.pool, 'vecino'), [])
}

for (const [cuando, entorno] of [
  ['', {}],
  [' antes de esperar a nada', { VENENO_ANTES: 'si' }],
] as const)
  test(`un efecto que atasca el proceso${cuando} más que su arriendo y su plazo acaba apartado, aunque no haya otro lector`, async () => {
    for (let vez = 0; vez < REPETICIONES; vez++) {
      await using taller = await cargado()
      await using solo = abrir(taller, { ATASCO: '1700', PLAZO: '500', VECINO: 'vecino', ...entorno })
      await alDia(taller)
      await comprobar(taller, 3)
      await comprobarVecino(taller)
      assert.equal(veces(solo), 4)
    }
  })

test('un efecto que atasca el proceso más que su arriendo, con otro lector esperando, ni confirma al despertar ni va de uno a otro sin fin', async () => {
  for (let vez = 0; vez < REPETICIONES; vez++) {
    await using taller = await cargado()
    const entorno = { ATASCO: '1700', VECINO: 'vecino' }
    await using uno = abrir(taller, entorno)
    await using otro = abrir(taller, entorno)
    await alDia(taller)
    await comprobar(taller, 3)
    await comprobarVecino(taller)
    for (const lector of [uno, otro]) await lector.linea(/relevado/)
    assert.ok(veces(uno) + veces(otro) <= 8, `${veces(uno)} y ${veces(otro)}`)
  }
})

test('un efecto que se queda con toda la memoria mata al proceso y acaba apartado, sólo él', async () => {
  for (let vez = 0; vez < REPETICIONES; vez++) {
    await using taller = await cargado()
    let muertes = 0
    for (;;) {
      await using lector = abrir(taller, { NODE_OPTIONS: '--max-old-space-size=48', VECINO: 'vecino' })
      const fin = await Promise.race([lector.fin, alDia(taller).then(() => 'al día')])
      if (fin === 'al día') break
      assert.equal(fin, 'SIGABRT', lector.dicho())
      assert.match(lector.dicho(), /heap limit|heap out of memory/)
      assert.ok(++muertes <= 5, 'debería haberlo apartado ya')
    }
    assert.equal(muertes, 5)
    await comprobar(taller, 3)
    await using _sano = abrir(taller, { VECINO: 'vecino' })
    await comprobarVecino(taller)
  }
})

/** Lo que las órdenes dejaron, en orden: los ecos de las que no se apartaron. */
const ecos = async ({ pool }: Taller): Promise<number[]> => {
  const { rows } = await pool.query<{ p: number }>(
    `select (convert_from(contenido, 'UTF8')::jsonb ->> 'posicion')::int4 as p from bitacora
     where topico = 'eventos-eco' order by posicion`,
  )
  return rows.map((f) => f.p)
}

/** Se apartó sólo el veneno, con los suyos detrás, y de las demás órdenes hay un eco. */
const comprobarOrdenes = async (taller: Taller): Promise<void> => {
  const apartados = await listarApartados(taller.pool)
  assert.deepEqual(
    apartados.map((a) => [a.posicion, a.estado]),
    [[VENENO, 'espera-operador'], ...DETRAS.map((p) => [p, 'en-cola'])],
  )
  const fuera = new Set([VENENO, ...DETRAS])
  assert.deepEqual(
    await ecos(taller),
    TODAS.filter((p) => !fuera.has(p)),
  )
}

test('una orden para después que atasca el proceso más que su transacción acaba apartada, y las demás se hacen una vez', async () => {
  for (let vez = 0; vez < REPETICIONES; vez++) {
    await using taller = await cargado()
    await prepararBanco(taller.url)
    await using solo = abrir(taller, { ATASCO: '3000' }, 'comandos-hijo')
    await alDia(taller)
    await comprobarOrdenes(taller)
    assert.equal(veces(solo), 4)
  }
})

test('una orden para después que no acaba nunca gasta sus intentos y espera a un operador', async () => {
  for (let vez = 0; vez < REPETICIONES; vez++) {
    await using taller = await cargado()
    await prepararBanco(taller.url)
    await using _lector = abrir(taller, { COLGADA: String(VENENO), VENENO: '0' }, 'comandos-hijo')
    await alDia(taller)
    const estado = 'espera-operador'
    await esperarQue(
      'gasta sus intentos',
      async () => (await listarApartados(taller.pool, { estado })).length === 1,
      LIMITE,
    )
    await comprobarOrdenes(taller)
  }
})
