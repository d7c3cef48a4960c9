import assert from 'node:assert/strict'
import path from 'node:path'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { ADMIN, type ApiPrueba, abrirApiPrueba, crearTrio } from '#pruebas/apoyo/api.ts'
import { abrirApiFalsa, conJson } from '#pruebas/apoyo/api-falsa.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { lanzar } from '#pruebas/apoyo/proceso-hijo.ts'

const PROGRAMA = path.join(import.meta.dirname, '../../src/cli/principal.ts')

let a: ApiPrueba
before(async () => {
  a = await abrirApiPrueba()
  await crearTrio(a)
  await esperarQue('todos los lectores al día', async () =>
    (await a.pedir('GET /suscripciones')).cuerpo.elementos.every((s: { atraso: number }) => s.atraso === 0),
  )
})
after(() => a[Symbol.asyncDispose]())

const alpes = async (args: readonly string[], propio: NodeJS.ProcessEnv = {}) => {
  const entorno = {
    ...{ API_URL: a.servicio.url, ALPES_TOKEN: ADMIN, BASE_DATOS_URL: a.base.url },
    ...{ NOTIFICACIONES_URL: 'http://127.0.0.1:9', ...propio },
  }
  await using hijo = lanzar(PROGRAMA, { args, entorno })
  return { codigo: await hijo.fin, dicho: hijo.dicho() }
}

test('proyecciones: se listan, y reconstruir sigue el avance hasta que se lee la nueva', async () => {
  const { codigo, dicho } = await alpes(['proyecciones'])
  assert.equal(codigo, 0, dicho)
  assert.match(dicho, /^panel +generación 1: 1\/1 +–$/m)
  const hecha = await alpes(['proyecciones', 'reconstruir', 'busqueda', '--motivo', 'prueba'])
  assert.equal(hecha.codigo, 0, hecha.dicho)
  assert.match(hecha.dicho, /busqueda: ya se lee la generación 2/)
})

test('proyecciones: sin motivo no, y la que no existe se dice por su código', async () => {
  const sinMotivo = await alpes(['proyecciones', 'reconstruir', 'panel'])
  assert.notEqual(sinMotivo.codigo, 0)
  assert.match(sinMotivo.dicho, /--motivo/)
  const ninguna = await alpes(['proyecciones', 'reconstruir', 'nada', '--motivo', 'x'])
  assert.deepEqual([ninguna.codigo, /ProyeccionNoEncontrada/.test(ninguna.dicho)], [1, true])
})

test('suscripciones y apartados: lo de la API, y se dice que falta lo de quien no contesta', async () => {
  const vistas = await alpes(['suscripciones'])
  assert.equal(vistas.codigo, 0, vistas.dicho)
  assert.match(vistas.dicho, /^api +auditoria +eventos-cliente/m)
  assert.match(vistas.dicho, /^notificaciones no contesta: falta lo suyo$/m)
  const apartados = await alpes(['apartados'])
  assert.equal(apartados.codigo, 0, apartados.dicho)
  assert.match(apartados.dicho, /no hay nada apartado/)
})

test('suscripciones y apartados dicen los estados con palabras', async () => {
  await using falsa = await abrirApiFalsa()
  const suyo = { suscripcion: 's', topico: 't', posicion: 1, tipo: 'X', error: null, detras: 0 }
  falsa.responder(
    conJson(200, {
      elementos: [
        { ...suyo, estado: 'sin-dueno' },
        { ...suyo, estado: 'espera-operador' },
      ],
    }),
  )
  const urls = { API_URL: falsa.url, NOTIFICACIONES_URL: falsa.url }
  for (const orden of ['suscripciones', 'apartados']) {
    const { dicho } = await alpes([orden], urls)
    assert.match(dicho, /sin dueño/)
    assert.match(dicho, /espera a un operador/)
  }
})

test('la ayuda y lo mal escrito se dicen en español, y un archivo que no es JSON, sin la pila', async () => {
  const ayuda = await alpes(['bitacora', 'ver', '--help'])
  assert.equal(ayuda.codigo, 0)
  assert.match(ayuda.dicho, /^Uso: alpes bitacora ver \[opciones\] <topico>$/m)
  assert.match(ayuda.dicho, /^ +--limite <n> +cuántos \(por omisión: "50"\)$/m)
  assert.doesNotMatch(ayuda.dicho, /Usage|Options|display help|default/)
  const mal = [
    [['importra'], /no hay una orden 'importra'[\s\S]*¿quizás importar\?/],
    [['estado', 'de', 'mas'], /a 'estado' le sobra: de, mas/],
    [['importar'], /falta 'csv'/],
    [['claves', 'revocar', 'x'], /falta la opción '--motivo <motivo>'/],
    [['estado', '--loca'], /no hay una opción '--loca'/],
    [['apartados', 'editar', 'x', '--motivo', 'x', '--datos', PROGRAMA], /principal\.ts no es JSON/],
  ] as const
  for (const [args, dice] of mal) {
    const { codigo, dicho } = await alpes(args)
    assert.equal(codigo, 1, dicho)
    assert.match(dicho, dice)
    assert.doesNotMatch(dicho, /error:|\n +at /)
  }
})

const PODAR = ['bitacora', 'podar', 'eventos-inmueble', '--motivo', 'sitio', '--quien', 'ana']

/** Notificaciones, con una suscripción que va por ahí. */
const conAvisosEn = async (posicion: number) => {
  const falsa = await abrirApiFalsa()
  const suya = { suscripcion: 'notificaciones', topico: 'eventos-inmueble', posicion }
  falsa.responder(conJson(200, { elementos: [suya] }))
  return falsa
}

const podas = async () => {
  const c = new pg.Client({ connectionString: a.base.url, options: '-c search_path=alpes' })
  await c.connect()
  const { rows } = await c.query('select actor, motivo, hasta::int4 as hasta, forzada from podas')
  await c.end()
  return rows
}

test('bitacora podar: sin saber de los demás, o si uno de ellos no ha leído, no poda', async () => {
  const aCiegas = await alpes(PODAR)
  assert.equal(aCiegas.codigo, 1)
  assert.match(aCiegas.dicho, /no contesta/)
  await using atrasada = await conAvisosEn(0)
  const negada = await alpes([...PODAR, '--hasta', '1'], { NOTIFICACIONES_URL: atrasada.url })
  assert.equal(negada.codigo, 1)
  assert.match(negada.dicho, /«notificaciones» va por 0 en eventos-inmueble: no se poda hasta 1/)
  assert.deepEqual(await podas(), [])
})

test('bitacora podar: sin --hasta, hasta lo que leyeron todos, y queda anotado quién y por qué', async () => {
  await using alDia = await conAvisosEn(1)
  const hecha = await alpes(PODAR, { NOTIFICACIONES_URL: alDia.url })
  assert.equal(hecha.codigo, 0, hecha.dicho)
  assert.match(hecha.dicho, /eventos-inmueble: 1 mensajes podados, hasta la posición 1/)
  assert.deepEqual(await podas(), [{ actor: 'ana', motivo: 'sitio', hasta: 1, forzada: false }])
})

test('auditoria verificar: 0 si es íntegra; si no, 1 y la primera entrada mala', async () => {
  const bien = await alpes(['auditoria', 'verificar'])
  assert.equal(bien.codigo, 0, bien.dicho)
  assert.match(bien.dicho, /^íntegra; \d+ puntos de control/m)
  const c = new pg.Client({ connectionString: a.base.url, options: '-c search_path=alpes' })
  await c.connect()
  await c.query(`update bitacora set actor = 'otro' where topico = 'eventos-cliente' and posicion = 2`)
  await c.end()
  const mal = await alpes(['auditoria', 'verificar'])
  assert.equal(mal.codigo, 1)
  assert.match(mal.dicho, /^primera entrada mala de eventos-cliente@2: MensajeAlterado/m)
  assert.match(mal.dicho, /^NO es íntegra/m)
})
