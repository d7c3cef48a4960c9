import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { test } from 'node:test'
import { listarApartados } from '#seedwork/infraestructura/suscripciones/operador.ts'
import { abrirTaller, type Taller, TOPICO } from '../apoyo/bitacora.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { juzgar } from '../apoyo/juicio.ts'
import { lanzar, type ProcesoHijo } from '../apoyo/proceso-hijo.ts'

/** Muertes por punto: tres en la suite; más a mano, con `MUERTES=20`. */
const MUERTES = Number(process.env.MUERTES ?? 3)
const PROGRAMA = path.join(import.meta.dirname, '../apoyo/lector-hijo.ts')
const CLAVES = Array.from({ length: 5 }, () => randomUUID())

const hijo = (taller: Taller, entorno: Record<string, string> = {}): ProcesoHijo =>
  lanzar(PROGRAMA, { entorno: { ALPES_PRUEBAS: 'si', BASE_URL: taller.url, ...entorno } })

const alDia = (taller: Taller) =>
  esperarQue('el lector se pone al día', async () => {
    const { rows } = await taller.pool.query(
      `select 1 from suscripciones s join cabezas c using (topico)
       where s.suscripcion = 'hijo' and s.posicion = c.posicion`,
    )
    return rows.length === 1
  })

const cargado = async (mensajes = 60): Promise<Taller> => {
  const taller = await abrirTaller()
  await taller.escribir(
    TOPICO,
    Array.from({ length: mensajes }, (_, i) => CLAVES[i % CLAVES.length]!),
  )
  return taller
}

const reglas = async (taller: Taller, apartados: readonly string[] = []): Promise<string[]> => [
  ...new Set((await juzgar(taller.pool, 'hijo', apartados)).map((v) => v.regla)),
]

/** Mata un lector tras otro en el mismo punto, cada vez en otro paso, y deja que uno sano acabe. */
const matarYAcabar = async (taller: Taller, punto: string, variante: string): Promise<void> => {
  for (let i = 0; i < MUERTES; i++) {
    await using muere = hijo(taller, { VARIANTE: variante, FALLA_EN: `${punto}:${(i % 2) + 1}` })
    assert.equal(await muere.fin, 'SIGKILL')
  }
  await using sano = hijo(taller, { VARIANTE: variante })
  await alDia(taller)
  sano.senal('SIGTERM')
  assert.equal(await sano.fin, 0)
}

for (const punto of ['lector:antes-efecto', 'lector:tras-efecto', 'lector:tras-commit'])
  test(`matar al lector en ${punto}: cada efecto, una vez`, async () => {
    await using taller = await cargado()
    await matarYAcabar(taller, punto, 'buena')
    assert.deepEqual(await reglas(taller), [])
  })

for (const variante of ['cursor-fuera', 'acuse-antes', 'ventana'])
  test(`se caza la variante mala «${variante}»`, async () => {
    await using taller = await cargado()
    await matarYAcabar(taller, 'lector:tras-efecto', variante)
    assert.deepEqual(await reglas(taller), ['C5'])
  })

/** Detiene a un lector en `punto`, deja que otro lo releve y acabe, y lo despierta. */
const detenerYRelevar = async (taller: Taller, punto: string, variante: string): Promise<void> => {
  await using dormido = hijo(taller, { VARIANTE: variante, FALLA_EN: `${punto}:2:detener` })
  await esperarQue('aplica el primer lote', async () => (await taller.aplicadas('hijo')).length === 10)
  await using relevo = hijo(taller, { VARIANTE: variante })
  await alDia(taller)
  dormido.senal('SIGCONT')
  await dormido.linea(/relevado/)
  relevo.senal('SIGTERM')
  assert.equal(await relevo.fin, 0)
  await taller.escribir(TOPICO, CLAVES)
  await alDia(taller)
}

for (const punto of ['lector:antes-efecto', 'lector:tras-efecto'])
  test(`detenido en ${punto} más que su arriendo, no confirma al despertar y vuelve a trabajar`, async () => {
    await using taller = await cargado()
    await detenerYRelevar(taller, punto, 'buena')
    assert.deepEqual(await reglas(taller), [])
  })

test('se caza la variante mala «sin-epoca»', async () => {
  await using taller = await cargado()
  await detenerYRelevar(taller, 'lector:antes-efecto', 'sin-epoca')
  assert.deepEqual(await reglas(taller), ['C5'])
})

test('el servidor corta todas las conexiones una y otra vez: nada se aparta y cada efecto es uno', async () => {
  await using taller = await cargado(400)
  await using lector = hijo(taller, { LOTE: '5' })
  for (let aplicadas = 0; aplicadas < 400; ) {
    await taller.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`)
    const previas = aplicadas
    aplicadas = await esperarQue('sigue', async () => {
      const ahora = (await taller.aplicadas('hijo')).length
      return ahora > previas ? ahora : null
    })
  }
  await alDia(taller)
  assert.deepEqual(await reglas(taller), [])
  assert.deepEqual(await listarApartados(taller.pool), [])
  lector.senal('SIGTERM')
  assert.equal(await lector.fin, 0)
})

test('matar al dueño: el que esperaba lo releva y sigue', async () => {
  await using taller = await cargado()
  await using uno = hijo(taller)
  await alDia(taller)
  await using _otro = hijo(taller)
  uno.senal('SIGKILL')
  await uno.fin
  await taller.escribir(TOPICO, CLAVES)
  await alDia(taller)
  assert.deepEqual(await reglas(taller), [])
})

test('un mensaje que mata al proceso acaba apartado sin intentarlo, con su clave, y los demás pasan', async () => {
  await using taller = await cargado(20)
  const MORTAL = 7
  let muertes = 0
  for (;;) {
    await using lector = hijo(taller, { MORTAL: String(MORTAL), ARRIENDO: '300' })
    const fin = await Promise.race([lector.fin, alDia(taller).then(() => 'al día')])
    if (fin === 'al día') break
    assert.equal(fin, 'SIGKILL')
    assert.ok(++muertes <= 5, 'debería haberlo apartado ya')
  }
  const apartados = await listarApartados(taller.pool)
  assert.deepEqual(
    apartados.map((a) => [a.posicion, a.estado, a.detras]),
    [
      [7, 'espera-operador', 2],
      [12, 'en-cola', 1],
      [17, 'en-cola', 0],
    ],
  )
  assert.deepEqual(
    await reglas(
      taller,
      apartados.map((a) => a.id_mensaje),
    ),
    [],
  )
  assert.equal(muertes, 5)
})

test('repetir un apartado que mata al proceso gasta sus intentos y acaba esperando a un operador', async () => {
  await using taller = await cargado(10)
  await using primero = hijo(taller, { ROTA: '3' })
  await alDia(taller)
  primero.senal('SIGTERM')
  await primero.fin
  // Al parar pudo haber gastado ya más de un intento: los que le quedan son las muertes que faltan.
  const [{ intentos } = { intentos: 0 }] = await listarApartados(taller.pool)
  assert.ok(intentos >= 1 && intentos < 5, `gastó ${intentos}`)
  for (let muertes = intentos; muertes < 5; muertes++) {
    await using lector = hijo(taller, { MORTAL: '3', ARRIENDO: '300' })
    assert.equal(await lector.fin, 'SIGKILL')
  }
  await using _sano = hijo(taller, { ARRIENDO: '300' })
  const [cabeza] = await esperarQue('espera a un operador', async () => {
    const suyos = await listarApartados(taller.pool, { estado: 'espera-operador' })
    return suyos.length > 0 ? suyos : null
  })
  assert.deepEqual([cabeza?.posicion, cabeza?.intentos, cabeza?.detras], [3, 5, 1])
  assert.equal((await taller.aplicadas('hijo')).length, 8)
})
