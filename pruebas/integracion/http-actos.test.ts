import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { type ApiPrueba, abrirApiPrueba, crearContrato, crearTrio, esProblema } from '#pruebas/apoyo/api.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { apartarIlegible } from '#pruebas/apoyo/orden-ilegible.ts'

let a: ApiPrueba
let sql: pg.Client
before(async () => {
  a = await abrirApiPrueba({ respaldar: async () => ({ carpeta: 'copia', archivos: 3, bytes: 42 }) })
  sql = new pg.Client({ connectionString: a.base.url, options: '-c search_path=alpes' })
  await sql.connect()
})
after(async () => {
  await sql.end()
  await a[Symbol.asyncDispose]()
})

type Acto = Readonly<{
  id: string
  acto: string
  sobre: string
  motivo: string
  actor: string
  detalle: Readonly<Record<string, string>>
  hash: string | null
}>

const listar = async (credencial = 'credencial-operadora'): Promise<readonly Acto[]> =>
  (await a.pedir('GET /actos?limite=200', { credencial })).cuerpo.elementos

const esteHecho = async (acto: string, sobre: string): Promise<Acto> => {
  const hallado = (await listar()).find((x) => x.acto === acto && x.sobre === sobre)
  assert.ok(hallado, `${acto} ${sobre}`)
  return hallado
}

test('cada acto queda con quién, sobre qué y por qué, y entra en la cadena', async () => {
  const credencial = 'credencial-operadora'
  const { id } = await crearContrato(a, await crearTrio(a))
  const [uno, dos] = [
    await apartarIlegible(sql, { tipo: 'EliminarContrato', clave: id }),
    await apartarIlegible(sql, { tipo: 'EliminarContrato', clave: crypto.randomUUID() }),
  ]
  const motivo = 'se corrigió la causa'
  // Un ensayo no es un acto.
  await a.pedir(`POST /apartados/${uno}/reintento?ensayo=si`, { cuerpo: { motivo }, credencial })
  assert.deepEqual(await listar(), [])
  await a.pedir(`POST /apartados/${uno}/reintento`, { cuerpo: { motivo }, credencial })
  await a.pedir(`POST /apartados/${dos}/descarte`, { cuerpo: { motivo: 'era una prueba' }, credencial })
  await a.pedir('POST /proyecciones/panel/reconstruccion', { cuerpo: { motivo }, credencial })
  await a.pedir('POST /respaldo', { cuerpo: { motivo: 'antes de actualizar' } })
  const reintento = await esteHecho('ReintentarApartado', uno)
  assert.deepEqual([reintento.actor, reintento.motivo], ['operadora', motivo])
  assert.equal(reintento.detalle.suscripcion, 'comandos-contrato')
  assert.equal((await esteHecho('DescartarApartado', dos)).motivo, 'era una prueba')
  assert.match((await esteHecho('ReconstruirProyeccion', 'panel')).detalle.generacion ?? '', /^\d+$/)
  assert.equal((await esteHecho('Respaldar', 'base')).actor, 'local')
  await esperarQue('la cadena llega a todos', async () => (await listar()).every((x) => x.hash !== null))
  const { cuerpo } = await a.pedir('GET /auditoria/verificacion', { credencial })
  const suya = cuerpo.topicos.find((t: { topico: string }) => t.topico === 'actos-operacion')
  assert.equal(suya.falla, null)
  assert.equal(suya.posicion, 4)
})

test('lo que falla no deja acto, y los de claves sólo los ve quien administra', async () => {
  const antes = (await listar()).length
  const nada = await a.pedir(`POST /apartados/${crypto.randomUUID()}/descarte`, { cuerpo: { motivo: 'm' } })
  esProblema(nada, 404, 'ApartadoNoEncontrado')
  assert.equal((await listar()).length, antes)
  const clave = await a.pedir('POST /claves', {
    cuerpo: { nombre: 'de-prueba', roles: ['lector'], motivo: 'para mirar' },
  })
  assert.equal(clave.estado, 201, clave.texto)
  const [creada] = await listar('credencial-admin')
  assert.deepEqual(
    [creada?.acto, creada?.sobre, creada?.motivo, creada?.detalle.roles],
    ['CrearClave', clave.cuerpo.id, 'para mirar', 'lector'],
  )
  assert.ok((await listar()).every((x) => x.acto !== 'CrearClave'))
  esProblema(await a.pedir('GET /actos', { credencial: 'credencial-gestora' }), 403, 'NoAutorizado')
})

test('se leen por páginas, del más nuevo al más viejo', async () => {
  const todos = await listar()
  const una = await a.pedir('GET /actos?limite=2', { credencial: 'credencial-operadora' })
  const otra = await a.pedir(`GET /actos?limite=2&cursor=${una.cuerpo.siguiente}`, {
    credencial: 'credencial-operadora',
  })
  const vistos = [...una.cuerpo.elementos, ...otra.cuerpo.elementos].map((x: Acto) => x.id)
  assert.deepEqual(
    vistos,
    todos.slice(0, 4).map((x) => x.id),
  )
  assert.deepEqual(vistos, vistos.toSorted().toReversed())
})
