import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import {
  type ApiPrueba,
  abrirApiPrueba,
  clienteNuevo,
  crearContrato,
  crearTrio,
  esProblema,
  type Trio,
} from '#pruebas/apoyo/api.ts'

let a: ApiPrueba
before(async () => {
  a = await abrirApiPrueba()
})
after(() => a[Symbol.asyncDispose]())

const _SI = { 'if-match': '"1"' }
const _NADIE = randomUUID()

describe('listas', () => {
  let trio: Trio
  before(async () => {
    trio = await crearTrio(a)
    for (let n = 1; n <= 5; n += 1)
      await crearContrato(a, trio, { numero: `LISTA-${n}`, moneda: n % 2 ? 'COP' : 'USD', monto: `${n}000` })
  })
  const de = () => `id_propiedad=${trio.id_propiedad}`

  test('se recorren por cursor, sin repetir ni saltar, con Link a la siguiente', async () => {
    const vistos: string[] = []
    let ruta: string | null = `/contratos?${de()}&orden=numero:asc&limite=2`
    while (ruta) {
      const pagina = await a.pedir(`GET ${ruta}`)
      vistos.push(...pagina.cuerpo.elementos.map((e: { numero: string }) => e.numero))
      const link = pagina.encabezados.get('link')
      assert.equal(link === null, pagina.cuerpo.siguiente === null)
      ruta = /^<([^>]+)>; rel="next"$/.exec(link ?? '')?.[1] ?? null
    }
    assert.deepEqual(vistos, ['LISTA-1', 'LISTA-2', 'LISTA-3', 'LISTA-4', 'LISTA-5'])
  })

  test('los totales son de todo el filtro y nunca mezclan monedas', async () => {
    const { cuerpo } = await a.pedir(`GET /contratos?${de()}&limite=1&totales=si`)
    assert.equal(cuerpo.total, 5)
    assert.deepEqual(cuerpo.totales_por_moneda, [
      { moneda: 'COP', monto: '9000', contratos: 3 },
      { moneda: 'USD', monto: '6000.00', contratos: 2 },
    ])
  })

  test('un cursor inventado, alterado o de otra consulta: 422', async () => {
    const { cuerpo } = await a.pedir(`GET /contratos?${de()}&limite=1`)
    const { siguiente } = cuerpo
    for (const consulta of [
      `cursor=inventado`,
      `${de()}&cursor=${siguiente.slice(0, -2)}AA`,
      `q=x&cursor=${siguiente}`,
    ])
      esProblema(await a.pedir(`GET /contratos?${consulta}`), 422, 'CursorInvalido')
    assert.equal((await a.pedir(`GET /contratos?${de()}&limite=3&cursor=${siguiente}`)).estado, 200)
  })

  for (const consulta of [
    'limite=0',
    'limite=201',
    'limite=1e9',
    'orden=nada:asc',
    'orden=numero',
    'estado=Raro',
    'totales=quizas',
    'vence_en=-1',
    'monto_min=1',
    'orden=monto:asc',
    'id_propiedad=x',
    'fin_desde=ayer',
    'columna=1',
    `q=${'x'.repeat(900)}`,
  ])
    test(`consulta ${consulta.slice(0, 20)}: 422`, async () => {
      esProblema(await a.pedir(`GET /contratos?${consulta}`), 422, 'PeticionInvalida')
    })

  for (const campo of ['monto_min', 'monto_max'])
    test(`un ${campo} que no es un monto se señala por su nombre`, async () => {
      const r = await a.pedir(`GET /contratos?moneda=COP&${campo}=mil`)
      esProblema(r, 422, 'MontoInvalido')
      assert.deepEqual(
        r.cuerpo.errors.map((e: { pointer: string }) => e.pointer),
        [`/${campo}`],
      )
    })

  test('un documento se encuentra aunque se escriba con sus puntos', async () => {
    const documento = { tipo: 'NIT', numero: '800.197.268-4' }
    const { cuerpo: cliente } = await a.pedir('POST /clientes', {
      cuerpo: clienteNuevo({ tipo: 'empresa', documento }),
    })
    const contrato = await crearContrato(a, { ...(await crearTrio(a)), id_compania: cliente.id })
    for (const q of ['800.197.268-4', '800.197.268', '800.197', '800197268-4']) {
      const ids = async (lista: string) =>
        (await a.pedir(`GET ${lista}?q=${q}`)).cuerpo.elementos.map((e: { id: string }) => e.id)
      assert.deepEqual(await ids('/clientes'), [cliente.id], q)
      assert.deepEqual(await ids('/contratos'), [contrato.id], q)
    }
  })

  test('lo que va entero también dice que no hay siguiente', async () => {
    for (const ruta of ['/indices', '/suscripciones', '/aeropuertos?q=bogota']) {
      const { cuerpo } = await a.pedir(`GET ${ruta}`)
      assert.ok(cuerpo.elementos.length > 0)
      assert.equal(cuerpo.siguiente, null)
    }
  })

  test('quien prefiere JSON no recibe un CSV', async () => {
    for (const accept of ['application/json, text/csv;q=0.1', 'text/csv;q=0'])
      for (const ruta of ['/contratos', '/informes/rent-roll', '/informes/resumen']) {
        const r = await a.pedir(`GET ${ruta}`, { encabezados: { accept } })
        assert.match(r.encabezados.get('content-type') ?? '', /^application\/json/)
      }
    const csv = await a.pedir('GET /contratos', { encabezados: { accept: 'Text/CSV' } })
    assert.match(csv.encabezados.get('content-type') ?? '', /^text\/csv/)
  })

  test('la búsqueda trata como texto lo que en SQL o en una expresión regular sería otra cosa', async () => {
    for (const q of ["'; drop table contratos; --", '%', '_', '.*', '(a+)+$', '\\'])
      assert.equal((await a.pedir(`GET /contratos?q=${encodeURIComponent(q)}`)).estado, 200)
    assert.equal((await a.pedir(`GET /contratos?${de()}&q=%25`)).cuerpo.elementos.length, 0)
  })

  test('con Accept: text/csv baja todo el filtro', async () => {
    const r = await a.pedir(`GET /contratos?${de()}&orden=numero:asc`, {
      encabezados: { accept: 'text/csv' },
    })
    assert.match(r.encabezados.get('content-type') ?? '', /^text\/csv; charset=utf-8/)
    const filas = r.texto.trim().split('\r\n')
    assert.equal(filas.length, 6)
    assert.match(filas[0] ?? '', /^\uFEFF?numero;estado;/)
    assert.match(filas[1] ?? '', /^LISTA-1;Pendiente;;Local \d+;Bogotá;/)
  })

  test('un nombre que parece fórmula sale neutralizado en el CSV', async () => {
    const peligroso = await a.pedir('POST /clientes', {
      cuerpo: clienteNuevo({ nombre: '=HYPERLINK("http://x")' }),
    })
    await crearContrato(a, { ...trio, id_inquilino: peligroso.cuerpo.id })
    const consulta = `id_inquilino=${peligroso.cuerpo.id}`
    const r = await a.pedir(`GET /contratos?${consulta}`, { encabezados: { accept: 'text/csv' } })
    assert.match(r.texto, /;"'=HYPERLINK\(""http:\/\/x""\)";/)
  })

  test('inmuebles y clientes también se filtran, ordenan y paginan', async () => {
    await crearTrio(a)
    await crearTrio(a)
    const inmuebles = await a.pedir(
      'GET /inmuebles?tipo=local&ciudad=bogota&orden=codigo:desc&limite=2&totales=si',
    )
    assert.equal(inmuebles.cuerpo.elementos.length, 2)
    assert.ok(inmuebles.cuerpo.elementos[0].codigo > inmuebles.cuerpo.elementos[1].codigo)
    assert.ok(inmuebles.cuerpo.total > 2)
    const clientes = await a.pedir('GET /clientes?tipo=empresa&q=CLIENTE&limite=1')
    assert.equal(clientes.cuerpo.elementos.length, 1)
    const cursor = clientes.cuerpo.siguiente
    assert.equal((await a.pedir(`GET /clientes?tipo=empresa&q=CLIENTE&cursor=${cursor}`)).estado, 200)
    esProblema(await a.pedir(`GET /clientes?cursor=${cursor}`), 422, 'CursorInvalido')
  })
})
