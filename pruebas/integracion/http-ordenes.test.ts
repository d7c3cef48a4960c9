import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  type ApiPrueba,
  abrirApiPrueba,
  clienteNuevo,
  contratoNuevo,
  crearContrato,
  crearTrio,
  esProblema,
  firmar,
  inmuebleNuevo,
  type Trio,
} from '#pruebas/apoyo/api.ts'

let a: ApiPrueba
let trio: Trio
before(async () => {
  a = await abrirApiPrueba()
  trio = await crearTrio(a)
})
after(() => a[Symbol.asyncDispose]())

const conClave = (clave: string) => ({ 'idempotency-key': clave })

describe('Idempotency-Key', () => {
  test('repetir devuelve lo mismo, byte a byte, con sus mismos encabezados', async () => {
    const pedido = { cuerpo: contratoNuevo(trio), encabezados: conClave('repetir') }
    const una = await a.pedir('POST /contratos', pedido)
    const otra = await a.pedir('POST /contratos', pedido)
    assert.equal(una.estado, 201)
    assert.equal(otra.estado, 201)
    assert.equal(otra.texto, una.texto)
    for (const nombre of ['etag', 'location', 'alpes-posicion'])
      assert.equal(otra.encabezados.get(nombre), una.encabezados.get(nombre), nombre)
  })

  test('la forma citada del borrador y la desnuda son la misma clave', async () => {
    const cuerpo = clienteNuevo()
    const una = await a.pedir('POST /clientes', { cuerpo, encabezados: conClave('desnuda') })
    const otra = await a.pedir('POST /clientes', { cuerpo, encabezados: conClave('"desnuda"') })
    assert.equal(otra.texto, una.texto)
  })

  test('el mismo cuerpo escrito con otro orden y otros espacios es el mismo pedido', async () => {
    const cuerpo = contratoNuevo(trio)
    const alReves = JSON.stringify(Object.fromEntries(Object.entries(cuerpo).reverse()), null, 3)
    const una = await a.pedir('POST /contratos', { cuerpo, encabezados: conClave('orden') })
    const otra = await a.pedir('POST /contratos', { cuerpo: alReves, encabezados: conClave('orden') })
    assert.equal(otra.texto, una.texto)
  })

  test('otro cuerpo, u otro recurso, con la misma clave: 422', async () => {
    const encabezados = conClave('otra')
    await a.pedir('POST /inmuebles', { cuerpo: inmuebleNuevo(), encabezados })
    const distinto = await a.pedir('POST /inmuebles', { cuerpo: inmuebleNuevo(), encabezados })
    esProblema(distinto, 422, 'ClaveReutilizada')
    const [uno, dos] = [await crearContrato(a, trio), await crearContrato(a, trio)]
    await firmar(a, uno, trio.id_compania, { encabezados: conClave('firma') })
    esProblema(
      await firmar(a, dos, trio.id_compania, { encabezados: conClave('firma') }),
      422,
      'ClaveReutilizada',
    )
  })

  test('la clave de otro principal, o de otra operación, es otra', async () => {
    const pedir = (credencial: string) =>
      a.pedir('POST /clientes', { cuerpo: clienteNuevo(), encabezados: conClave('ambito'), credencial })
    const una = await pedir('credencial-admin')
    const otra = await pedir('credencial-gestora')
    assert.equal(otra.estado, 201)
    assert.notEqual(otra.cuerpo.id, una.cuerpo.id)
    const operacion = await a.pedir('POST /inmuebles', {
      cuerpo: inmuebleNuevo(),
      encabezados: conClave('ambito'),
    })
    assert.equal(operacion.estado, 201)
  })

  for (const [clave, que] of [
    ['x'.repeat(256), 'larga'],
    ['""', 'vacía entre comillas'],
    ['"sin cerrar', 'con una comilla suelta'],
    ['á', 'fuera de ASCII'],
  ] as const)
    test(`una clave ${que}: 400`, async () => {
      const encabezados = conClave(Buffer.from(clave).toString('latin1'))
      esProblema(
        await a.pedir('POST /clientes', { cuerpo: clienteNuevo(), encabezados }),
        400,
        'EncabezadoInvalido',
      )
    })

  test('desde 50 conexiones a la vez: un efecto, respuestas iguales', async () => {
    const cuerpo = contratoNuevo(trio, { numero: 'CT-CINCUENTA' })
    const pedidos = Array.from({ length: 50 }, () =>
      a.pedir('POST /contratos', { cuerpo, encabezados: conClave('cincuenta') }),
    )
    const respuestas = await Promise.all(pedidos)
    assert.deepEqual(new Set(respuestas.map((r) => `${r.estado} ${r.texto}`)).size, 1)
    assert.equal(respuestas[0]?.estado, 201)
  })

  test('un rechazo no deja registro: corregida la causa, la misma clave se ejecuta', async () => {
    const encabezados = conClave('rechazo')
    const contrato = await crearContrato(a, trio)
    const anular = (version: number) =>
      a.pedir(`DELETE /contratos/${contrato.id}`, {
        encabezados: { ...encabezados, 'if-match': `"${version}"` },
      })
    esProblema(await anular(7), 412, 'VersionObsoleta')
    assert.equal((await anular(1)).estado, 204)
    // La repetición se mira antes que la condición: ya no está en la versión 1, y contesta igual.
    assert.equal((await anular(1)).estado, 204)
  })
})

describe('If-Match y ETag', () => {
  for (const [etiqueta, estado, codigo] of [
    ['"9"', 412, 'VersionObsoleta'],
    ['W/"1"', 412, 'VersionObsoleta'],
    ['"uno"', 412, 'VersionObsoleta'],
    ['1', 400, 'EncabezadoInvalido'],
    ['"1", "2"', 400, 'EncabezadoInvalido'],
  ] as const)
    test(`PATCH con If-Match: ${etiqueta} da ${estado}`, async () => {
      const contrato = await crearContrato(a, trio)
      const pedido = { cuerpo: { monto: '2' }, encabezados: { 'if-match': etiqueta } }
      esProblema(await a.pedir(`PATCH /contratos/${contrato.id}`, pedido), estado, codigo)
    })

  test('PATCH sin If-Match: 428; con *, basta con que exista', async () => {
    const contrato = await crearContrato(a, trio)
    const ruta = `PATCH /contratos/${contrato.id}`
    esProblema(await a.pedir(ruta, { cuerpo: { monto: '2' } }), 428, 'VersionRequerida')
    assert.equal(
      (await a.pedir(ruta, { cuerpo: { monto: '2' }, encabezados: { 'if-match': '*' } })).estado,
      200,
    )
  })

  test('en las acciones POST es optativa: sin ella nunca hay 412; con ella, se compara', async () => {
    const contrato = await crearContrato(a, trio)
    const vieja = { encabezados: { 'if-match': '"5"' } }
    esProblema(await firmar(a, contrato, trio.id_compania, vieja), 412, 'VersionObsoleta')
    assert.equal((await firmar(a, contrato, trio.id_compania)).estado, 201)
  })

  test('la ETag de una lectura sirve para la orden siguiente', async () => {
    const { id } = await crearContrato(a, trio)
    const etag = (await a.pedir(`GET /contratos/${id}`)).encabezados.get('etag') ?? ''
    const r = await a.pedir(`PATCH /contratos/${id}`, {
      cuerpo: { monto: '3' },
      encabezados: { 'if-match': etag },
    })
    assert.equal(r.estado, 200)
    assert.notEqual(r.encabezados.get('etag'), etag)
  })
})
