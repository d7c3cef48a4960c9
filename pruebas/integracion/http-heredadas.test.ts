import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import {
  type ApiPrueba,
  abrirApiPrueba,
  crearContrato,
  crearTrio,
  esProblema,
  type Trio,
} from '#pruebas/apoyo/api.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { contratoHeredado, crearHeredado, esFalta, reservaHeredada, vuelo } from '#pruebas/apoyo/heredado.ts'

let a: ApiPrueba
before(async () => {
  a = await abrirApiPrueba()
})
after(() => a[Symbol.asyncDispose]())

const { pedir: heredado, lista, enLista } = crearHeredado(() => a)

const AL_SEGUNDO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/

describe('un contrato', () => {
  test('nace con lo que se pidió, sus fechas y un id', async () => {
    const cuerpo = contratoHeredado()
    const r = await heredado('POST /contratos/contrato', { cuerpo })
    assert.equal(r.estado, 200, r.texto)
    const { id, fecha_creacion, fecha_actualizacion, ...resto } = r.cuerpo
    assert.deepEqual(resto, cuerpo)
    assert.match(id, UUID)
    assert.equal(fecha_creacion, '2026-12-01T17:00:00Z')
    assert.match(fecha_actualizacion, AL_SEGUNDO)
    for (const camino of ['contrato', 'contrato-query']) {
      const leido = await heredado(`GET /contratos/${camino}/${id}`)
      assert.equal(leido.estado, 200)
      assert.deepEqual(leido.cuerpo, r.cuerpo)
    }
    assert.deepEqual((await lista()).at(-1), r.cuerpo)
  })

  test('con códigos ya conocidos usa esas mismas fichas', async () => {
    const cuerpo = contratoHeredado()
    const nacido = async (pedido: object) => {
      const r = await heredado('POST /contratos/contrato', { cuerpo: pedido })
      assert.equal(r.estado, 200, r.texto)
      return (await a.pedir(`GET /contratos/${r.cuerpo.id}`)).cuerpo
    }
    const fichas = ({ id_compania, id_inquilino, id_propiedad }: Trio) => ({
      id_compania,
      id_inquilino,
      id_propiedad,
    })
    const [uno, otro] = [await nacido(cuerpo), await nacido({ ...cuerpo, monto: 2 })]
    assert.notEqual(otro.id, uno.id)
    assert.deepEqual(fichas(otro), fichas(uno))
    assert.equal(otro.monto, '2')
    const compania = await a.pedir(`GET /clientes/${otro.id_compania}`)
    assert.equal(compania.cuerpo.codigo, cuerpo.id_compania)
  })

  test('pedido para después, contesta 202 y nada más, y acaba estando', async () => {
    const cuerpo = contratoHeredado({ monto: 777 })
    const r = await heredado('POST /contratos/contrato-comando', { cuerpo })
    assert.equal(r.estado, 202)
    assert.equal(r.texto, '{}')
    const hallado = await enLista('el contrato encolado', (x) => x.id_compania === cuerpo.id_compania)
    const {
      id: _,
      fecha_creacion: __,
      fecha_actualizacion: ___,
      ...resto
    } = hallado as Record<string, unknown>
    assert.deepEqual(resto, cuerpo)
  })

  test('cambiado para después, acaba con el cuerpo nuevo entero', async () => {
    const { cuerpo: creado } = await heredado('POST /contratos/contrato', { cuerpo: contratoHeredado() })
    const cuerpo = contratoHeredado({ monto: 888, fecha_fin: '2028-06-30T00:00:00Z' })
    const r = await heredado(`PUT /contratos/contrato-comando/${creado.id}`, { cuerpo })
    assert.equal(r.estado, 202)
    assert.equal(r.texto, '{}')
    await enLista('el contrato cambiado', (x) => x.id === creado.id && x.monto === 888)
    const leido = await heredado(`GET /contratos/contrato/${creado.id}`)
    assert.deepEqual(leido.cuerpo, {
      ...creado,
      ...cuerpo,
      fecha_actualizacion: leido.cuerpo.fecha_actualizacion,
    })
  })

  test('borrado, deja de existir: para leerlo, en la lista y para borrarlo otra vez', async () => {
    const { cuerpo } = await heredado('POST /contratos/contrato', { cuerpo: contratoHeredado() })
    const r = await heredado(`DELETE /contratos/contrato-query/${cuerpo.id}`)
    assert.equal(r.estado, 204)
    assert.equal(r.texto, '')
    for (const operacion of [
      `GET /contratos/contrato/${cuerpo.id}`,
      `GET /contratos/contrato-query/${cuerpo.id}`,
      `DELETE /contratos/contrato-query/${cuerpo.id}`,
    ])
      esProblema(await heredado(operacion), 404, 'ContratoNoEncontrado')
    assert.ok(!(await lista()).some((x) => x.id === cuerpo.id))
  })
})

describe('una reserva', () => {
  test('nace con sus itinerarios, y se lee igual por los dos caminos y en la lista', async () => {
    const r = await heredado('POST /vuelos/reserva', { cuerpo: reservaHeredada() })
    assert.equal(r.estado, 200, r.texto)
    const { id, fecha_creacion, fecha_actualizacion, itinerarios, ...resto } = r.cuerpo
    assert.deepEqual(resto, {})
    assert.match(id, UUID)
    assert.match(fecha_creacion, AL_SEGUNDO)
    assert.equal(fecha_actualizacion, fecha_creacion)
    const [leg] = itinerarios[0].odos[0].segmentos[0].legs
    assert.equal(leg.fecha_salida, '2026-12-10T11:15:00Z')
    assert.equal(leg.fecha_llegada, '2026-12-10T12:15:00Z')
    assert.deepEqual(Object.keys(leg.origen), ['codigo', 'nombre'])
    assert.deepEqual([leg.origen.codigo, leg.destino.codigo], ['BOG', 'MDE'])
    for (const camino of ['reserva', 'reserva-query'])
      assert.deepEqual((await heredado(`GET /vuelos/${camino}/${id}`)).cuerpo, r.cuerpo)
    assert.deepEqual((await heredado('GET /vuelos/reserva-query')).cuerpo.at(-1), r.cuerpo)
  })

  test('con la forma de la respuesta también se pide: el id vale y las fechas las pone la oficina', async () => {
    const id = randomUUID()
    const fechas = { fecha_creacion: '2001-01-01T00:00:00Z', fecha_actualizacion: '2001-01-01T00:00:00Z' }
    const r = await heredado('POST /vuelos/reserva', { cuerpo: reservaHeredada(vuelo(), { id, ...fechas }) })
    assert.equal(r.estado, 200)
    assert.equal(r.cuerpo.id, id)
    assert.equal(r.cuerpo.fecha_creacion, '2026-12-01T17:00:00Z')
  })

  test('pedida para después, contesta 202 y nada más, y acaba estando', async () => {
    const id = randomUUID()
    const r = await heredado('POST /vuelos/reserva-comando', { cuerpo: reservaHeredada(vuelo(), { id }) })
    assert.equal(r.estado, 202)
    assert.equal(r.texto, '{}')
    await esperarQue(
      'la reserva encolada',
      async () => (await heredado(`GET /vuelos/reserva/${id}`)).estado === 200,
    )
  })
})

describe('repetir y coincidir', () => {
  const clave = () => ({ 'idempotency-key': randomUUID() })
  const porCodigo = async (ruta: string, codigo: number) => {
    const { cuerpo } = await a.pedir(`GET ${ruta}?limite=200&orden=codigo:desc`)
    return cuerpo.elementos.filter((e: { codigo: number }) => e.codigo === codigo)
  }

  test('dos a la vez con los mismos códigos nuevos comparten las fichas que nacen', async () => {
    const cuerpo = contratoHeredado()
    const pedir = () => heredado('POST /contratos/contrato', { cuerpo })
    const hechos = await Promise.all(Array.from({ length: 8 }, pedir))
    for (const r of hechos) assert.equal(r.estado, 200, r.texto)
    assert.equal(new Set(hechos.map((r) => r.cuerpo.id)).size, 8)
    const [compania, inquilino] = [
      await porCodigo('/clientes', cuerpo.id_compania),
      await porCodigo('/clientes', cuerpo.id_inquilino),
    ]
    assert.deepEqual([compania.length, compania[0].tipo, compania[0].provisional], [1, 'empresa', true])
    assert.deepEqual([inquilino.length, inquilino[0].tipo, inquilino[0].provisional], [1, 'natural', true])
    const propiedad = await porCodigo('/inmuebles', cuerpo.id_propiedad)
    assert.deepEqual([propiedad.length, propiedad[0].provisional], [1, true])
  })

  test('la misma clave dos veces, y a la vez, da el mismo contrato', async () => {
    const [cuerpo, encabezados] = [contratoHeredado(), clave()]
    const pedir = () => heredado('POST /contratos/contrato', { cuerpo, encabezados })
    const hechos = [...(await Promise.all([pedir(), pedir(), pedir()])), await pedir()]
    for (const r of hechos) assert.equal(r.estado, 200, r.texto)
    for (const r of hechos) assert.deepEqual(r.cuerpo, hechos[0]?.cuerpo)
    const suyos = (await lista()).filter((x) => x.id_compania === cuerpo.id_compania)
    assert.equal(suyos.length, 1)
  })

  test('la misma clave con otro cuerpo es 400, y no da de alta a nadie', async () => {
    const encabezados = clave()
    await heredado('POST /contratos/contrato', { cuerpo: contratoHeredado(), encabezados })
    const cuerpo = contratoHeredado()
    esFalta(await heredado('POST /contratos/contrato', { cuerpo, encabezados }), /clave/)
    assert.deepEqual(await porCodigo('/clientes', cuerpo.id_compania), [])
  })

  test('encolar dos veces con la misma clave deja un contrato', async () => {
    const [cuerpo, encabezados] = [contratoHeredado(), clave()]
    const pedir = () => heredado('POST /contratos/contrato-comando', { cuerpo, encabezados })
    const hechos = [...(await Promise.all([pedir(), pedir()])), await pedir()]
    for (const r of hechos) assert.deepEqual([r.estado, r.texto], [202, '{}'])
    const [uno, dos, tres] = hechos.map((r) => r.encabezados.get('location'))
    assert.match(uno ?? '', /^\/comandos\//)
    assert.deepEqual([dos, tres], [uno, uno])
    await enLista('el contrato encolado', (x) => x.id_compania === cuerpo.id_compania)
    const suyos = (await lista()).filter((x) => x.id_compania === cuerpo.id_compania)
    assert.equal(suyos.length, 1)
  })

  test('cambiar y borrar repetidos con su clave contestan lo mismo', async () => {
    const { cuerpo: creado } = await heredado('POST /contratos/contrato', { cuerpo: contratoHeredado() })
    const cambio = { cuerpo: contratoHeredado({ monto: 999 }), encabezados: clave() }
    for (let n = 0; n < 2; n += 1)
      assert.equal((await heredado(`PUT /contratos/contrato-comando/${creado.id}`, cambio)).estado, 202)
    await enLista('el cambio', (x) => x.id === creado.id && x.monto === 999)
    const encabezados = clave()
    for (let n = 0; n < 2; n += 1)
      assert.equal(
        (await heredado(`DELETE /contratos/contrato-query/${creado.id}`, { encabezados })).estado,
        204,
      )
    esProblema(await heredado(`DELETE /contratos/contrato-query/${creado.id}`), 404, 'ContratoNoEncontrado')
  })

  test('reservar dos veces con la misma clave da la misma reserva', async () => {
    const pedida = { cuerpo: reservaHeredada(), encabezados: clave() }
    const [una, otra] = [
      await heredado('POST /vuelos/reserva', pedida),
      await heredado('POST /vuelos/reserva', pedida),
    ]
    assert.equal(una.estado, 200)
    assert.deepEqual(otra.cuerpo, una.cuerpo)
  })

  test('con If-Match vieja no se borra', async () => {
    const { cuerpo } = await heredado('POST /contratos/contrato', { cuerpo: contratoHeredado() })
    const encabezados = { 'if-match': '"7"' }
    esFalta(await heredado(`DELETE /contratos/contrato-query/${cuerpo.id}`, { encabezados }), /versi/)
  })
})

test('una lista larga sale entera: cada contrato una vez, en el orden en que nació', async () => {
  const trio = await crearTrio(a)
  const nuevos: string[] = []
  for (let n = 0; n < 210; n += 1) nuevos.push((await crearContrato(a, trio)).id)
  const ids = (await lista()).map((x) => x.id)
  assert.equal(new Set(ids).size, ids.length)
  assert.deepEqual(ids.slice(-210), nuevos)
})
