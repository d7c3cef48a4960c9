import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import {
  ADMIN,
  type ApiPrueba,
  abrirApiPrueba,
  crearContrato,
  crearTrio,
  esProblema,
  firmar,
} from '#pruebas/apoyo/api.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'

let a: ApiPrueba
let sql: pg.Client
before(async () => {
  a = await abrirApiPrueba({ accesoPropio: true })
  sql = new pg.Client({ connectionString: a.base.url, options: '-c search_path=alpes' })
  await sql.connect()
})
after(async () => {
  await sql.end()
  await a[Symbol.asyncDispose]()
})

const pedirClave = (extra: object = {}) => ({
  nombre: 'oficina',
  roles: ['lector'],
  motivo: 'prueba',
  ...extra,
})

const clave = async (extra: object = {}): Promise<{ id: string; clave: string }> => {
  const r = await a.pedir('POST /claves', { cuerpo: pedirClave(extra) })
  assert.equal(r.estado, 201, r.texto)
  return r.cuerpo
}

describe('S2: claves de API', () => {
  test('una clave nueva entra con su papel y su nombre, y nada más', async () => {
    const { id, clave: credencial } = await clave({ nombre: 'lectura' })
    assert.match(credencial, new RegExp(`^pk_${id}_[A-Za-z0-9_-]{43}$`))
    const sesion = await a.pedir('GET /sesion', { credencial })
    assert.deepEqual(sesion.cuerpo, { actor: 'lectura', roles: ['lector'], partes: [] })
    assert.equal((await a.pedir('GET /contratos', { credencial })).estado, 200)
    esProblema(await a.pedir('POST /clientes', { credencial, cuerpo: {} }), 403, 'NoAutorizado')
  })

  test('de la clave sólo se guarda la huella, y sólo se ve al crearla', async () => {
    const { id, clave: credencial } = await clave()
    const secreto = credencial.slice(`pk_${id}_`.length)
    const lista = await a.pedir('GET /claves?limite=200')
    assert.ok(lista.cuerpo.elementos.some((c: { id: string }) => c.id === id))
    assert.ok(!lista.texto.includes(secreto))
    const { rows } = await sql.query('select claves::text as fila from alpes.claves where id = $1', [id])
    assert.ok(!JSON.stringify(rows).includes(secreto))
    assert.equal(lista.encabezados.get('cache-control'), 'no-store')
  })

  test('revocada deja de valer en el acto aquí, y revocar otra vez no cambia nada', async () => {
    const { id, clave: credencial } = await clave()
    assert.equal((await a.pedir('GET /contratos', { credencial })).estado, 200)
    const motivo = { cuerpo: { motivo: 'se fue' } }
    const r = await a.pedir(`DELETE /claves/${id}`, motivo)
    assert.equal(r.estado, 200, r.texto)
    esProblema(await a.pedir('GET /contratos', { credencial }), 401, 'NoAutenticado')
    const otra = await a.pedir(`DELETE /claves/${id}`, { cuerpo: { motivo: 'otro' } })
    assert.equal(otra.cuerpo.motivo_revocacion, 'se fue')
    esProblema(await a.pedir('DELETE /claves/0000000000000000', motivo), 404, 'ClaveNoEncontrada')
  })

  test('revocada por otro proceso, deja de valer en segundos', async () => {
    const { id, clave: credencial } = await clave()
    assert.equal((await a.pedir('GET /contratos', { credencial })).estado, 200)
    await sql.query('update alpes.claves set revocada_en = now() where id = $1', [id])
    await esperarQue(
      'la revocación se nota',
      async () => (await a.pedir('GET /contratos', { credencial })).estado === 401,
    )
  })

  test('vencida no entra', async () => {
    const { id, clave: credencial } = await clave({ dias: 1 })
    await sql.query(`update alpes.claves set caduca_en = now() - interval '1 second' where id = $1`, [id])
    esProblema(await a.pedir('GET /contratos', { credencial }), 401, 'NoAutenticado')
  })

  test('dos claves vivas con el mismo nombre son el mismo principal mientras se rotan', async () => {
    const [vieja, nueva] = [await clave({ nombre: 'rota' }), await clave({ nombre: 'rota' })]
    for (const { clave: credencial } of [vieja, nueva])
      assert.equal((await a.pedir('GET /sesion', { credencial })).cuerpo.actor, 'rota')
  })

  test('ni con otro secreto, ni con otro id, ni con un trozo', async () => {
    const { id, clave: credencial } = await clave()
    const cola = credencial.slice(`pk_${id}_`.length)
    for (const falsa of [
      `pk_${id}_${'A'.repeat(43)}`,
      `pk_0000000000000000_${cola}`,
      credencial.slice(0, -1),
      `${credencial}A`,
      cola,
      credencial.toUpperCase(),
    ])
      esProblema(await a.pedir('GET /contratos', { credencial: falsa }), 401, 'NoAutenticado')
  })

  test('guarda quién la hizo, para qué y cuándo se usó', async () => {
    const { id, clave: credencial } = await clave({ motivo: 'para el inventario' })
    await a.pedir('GET /contratos', { credencial })
    const { cuerpo } = await a.pedir('GET /claves?limite=200')
    const ficha = cuerpo.elementos.find((c: { id: string }) => c.id === id)
    assert.deepEqual([ficha.creada_por, ficha.motivo], ['local', 'para el inventario'])
    assert.match(ficha.usada_en, /^20/)
  })

  test('nadie toma el nombre del sistema, ni papeles que no hay', async () => {
    for (const extra of [
      { nombre: 'local' },
      { nombre: 'externo' },
      { nombre: 'jwt:ana' },
      { nombre: 'A\n' },
      { roles: ['dios'] },
      { roles: [] },
      { partes: ['x'] },
      { dias: 0 },
      { motivo: 'dos\nlíneas' },
      { motivo: 'al \u202erevés' },
      { otra: 1 },
    ])
      esProblema(await a.pedir('POST /claves', { cuerpo: pedirClave(extra) }), 422, 'PeticionInvalida')
  })

  test('la lista va por páginas', async () => {
    for (const nombre of ['p1', 'p2', 'p3']) await clave({ nombre })
    const vistas: string[] = []
    for (let ruta = 'GET /claves?limite=2'; ; ) {
      const { cuerpo } = await a.pedir(ruta)
      vistas.push(...cuerpo.elementos.map((c: { id: string }) => c.id))
      if (cuerpo.siguiente === null) break
      ruta = `GET /claves?limite=2&cursor=${encodeURIComponent(cuerpo.siguiente)}`
    }
    const { rows } = await sql.query('select id from alpes.claves order by id')
    assert.deepEqual(
      vistas,
      rows.map((f) => f.id),
    )
    assert.equal((await a.pedir('GET /claves?limite=1&totales=si')).cuerpo.total, rows.length)
  })
})

describe('S4: quien firma, por los suyos', () => {
  test('un firmante sólo firma por sus partes; quien gestiona, en nombre de cualquiera y queda dicho', async () => {
    const trio = await crearTrio(a)
    const contrato = await crearContrato(a, trio)
    const firmante = await clave({ nombre: 'duena', roles: ['firmante'], partes: [trio.id_compania] })
    const sinPartes = await clave({ nombre: 'sin-partes', roles: ['firmante'] })
    const gestora = await clave({ nombre: 'gestora', roles: ['gestor', 'firmante'], partes: [randomUUID()] })
    const con = (c: { clave: string }) => ({ credencial: c.clave })
    esProblema(await firmar(a, contrato, trio.id_inquilino, con(firmante)), 403, 'FirmanteNoAutorizado')
    esProblema(await firmar(a, contrato, trio.id_compania, con(sinPartes)), 403, 'FirmanteNoAutorizado')
    assert.equal((await firmar(a, contrato, trio.id_compania, con(firmante))).estado, 201)
    assert.equal((await firmar(a, contrato, trio.id_inquilino, con(gestora))).estado, 201)
    const { firmas } = (await a.pedir(`GET /contratos/${contrato.id}`)).cuerpo
    assert.deepEqual(
      firmas.map((f: { id_parte: string; por: string }) => [f.id_parte, f.por]).sort(),
      [
        [trio.id_compania, 'duena'],
        [trio.id_inquilino, 'gestora'],
      ].sort(),
    )
  })

  test('lo de otra parte no existe para quien sólo firma, y lo suyo sí', async () => {
    const [suyo, ajeno] = [await crearTrio(a), await crearTrio(a)]
    const [mio, otro] = [await crearContrato(a, suyo), await crearContrato(a, ajeno)]
    const { clave: credencial } = await clave({
      ...{ nombre: 'inquilina', roles: ['firmante'], partes: [suyo.id_inquilino] },
    })
    const ver = (ruta: string) => a.pedir(`GET ${ruta}`, { credencial })
    assert.equal((await ver(`/contratos/${mio.id}`)).estado, 200)
    assert.equal((await ver(`/contratos/${mio.id}/historial`)).estado, 200)
    assert.equal((await ver(`/clientes/${suyo.id_inquilino}`)).estado, 200)
    const ajena = await ver(`/contratos/${otro.id}`)
    const inexistente = await ver(`/contratos/${randomUUID()}`)
    assert.deepEqual(
      [ajena.cuerpo.codigo, ajena.cuerpo.detail, ajena.estado],
      [inexistente.cuerpo.codigo, inexistente.cuerpo.detail, 404],
      'no se distingue de uno que no hay',
    )
    esProblema(await ver(`/contratos/${otro.id}/historial`), 404, 'ContratoNoEncontrado')
    esProblema(await ver(`/clientes/${ajeno.id_inquilino}`), 404, 'ClienteNoEncontrado')
    const lista = await ver(`/contratos?id_inquilino=${suyo.id_inquilino}`)
    assert.deepEqual(
      lista.cuerpo.elementos.map((c: { id: string }) => c.id),
      [mio.id],
    )
    for (const consulta of ['', `?id_inquilino=${ajeno.id_inquilino}`, '?q=a'])
      esProblema(await ver(`/contratos${consulta}`), 403, 'NoAutorizado')
    for (const ruta of [
      '/panel',
      '/busqueda?q=a',
      '/clientes',
      '/inmuebles',
      '/informes/resumen',
      '/reservas',
    ])
      esProblema(await ver(ruta), 403, 'NoAutorizado')
  })

  test('la misma clave de idempotencia de dos principales son dos órdenes', async () => {
    const uno = await clave({ nombre: 'g-uno', roles: ['gestor'] })
    const otro = await clave({ nombre: 'g-otro', roles: ['gestor'] })
    const encabezados = { 'idempotency-key': 'la-misma' }
    const cuerpo = { nombre: 'Cliente', tipo: 'empresa', documento: { tipo: 'OTRO', numero: 'IDEM-1' } }
    const primera = await a.pedir('POST /clientes', { cuerpo, encabezados, credencial: uno.clave })
    assert.equal(primera.estado, 201, primera.texto)
    const repetida = await a.pedir('POST /clientes', { cuerpo, encabezados, credencial: uno.clave })
    assert.equal(repetida.texto, primera.texto)
    const ajena = await a.pedir('POST /clientes', { cuerpo, encabezados, credencial: otro.clave })
    esProblema(ajena, 409, 'DocumentoDuplicado')
  })
})

describe('S9: frenos', () => {
  test('quien pasa de su ritmo espera; los demás no lo notan', async () => {
    const limites = { porPrincipal: 1 }
    await using b = await abrirApiPrueba({ limites })
    const pedir = (credencial: string) => b.pedir('GET /indices', { credencial })
    const estados = []
    for (let i = 0; i < 4; i++) estados.push(await pedir('credencial-lectora'))
    const frenada = estados.find((r) => r.estado === 429)
    assert.ok(frenada, 'ninguna se frenó')
    esProblema(frenada, 429, 'DemasiadasPeticiones')
    assert.match(frenada.encabezados.get('retry-after') ?? '', /^[1-9]\d*$/)
    assert.equal((await pedir('credencial-gestora')).estado, 200)
  })

  test('una dirección que prueba credenciales se frena; quien ya entró desde ella, no', async () => {
    await using b = await abrirApiPrueba({ accesoPropio: true, limites: { fallosPorDireccion: 0.1 } })
    assert.equal((await b.pedir('GET /indices', { credencial: ADMIN })).estado, 200)
    const primera = await b.pedir('GET /indices', { credencial: 'pk_inventada' })
    esProblema(primera, 401, 'NoAutenticado')
    const segunda = await b.pedir('GET /indices', { credencial: 'otra' })
    esProblema(segunda, 429, 'DemasiadasPeticiones')
    assert.ok(Number(segunda.encabezados.get('retry-after')) >= 1)
    assert.equal((await b.pedir('GET /indices', { credencial: ADMIN })).estado, 200)
    assert.equal((await b.pedir('GET /livez', { credencial: 'x' })).estado, 200)
  })

  test('lo costoso va aparte', async () => {
    await using b = await abrirApiPrueba({ limites: { costosasPorMinuto: 2 } })
    const verificar = () => b.pedir('GET /auditoria/verificacion')
    assert.equal((await verificar()).estado, 200)
    esProblema(await verificar(), 429, 'DemasiadasPeticiones')
    assert.equal((await b.pedir('GET /suscripciones')).estado, 200)
  })
})
