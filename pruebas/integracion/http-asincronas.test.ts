import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
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
  type Trio,
} from '#pruebas/apoyo/api.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'

let a: ApiPrueba
let trio: Trio
before(async () => {
  a = await abrirApiPrueba()
  trio = await crearTrio(a)
})
after(() => a[Symbol.asyncDispose]())

const conClave = (clave: string) => ({ 'idempotency-key': clave })

describe('Prefer: respond-async', () => {
  const despues = { prefer: 'respond-async' }
  const cerrado = (id: string) =>
    esperarQue('el comando se cierra', async () => {
      const r = await a.pedir(`GET /comandos/${id}`)
      return r.estado === 200 && r.cuerpo.estado !== 'pendiente' ? r.cuerpo : undefined
    })

  test('202 con Location, y se ejecuta después', async () => {
    const id = randomUUID()
    const r = await a.pedir('POST /contratos', { cuerpo: contratoNuevo(trio, { id }), encabezados: despues })
    assert.equal(r.estado, 202)
    assert.equal(r.encabezados.get('preference-applied'), 'respond-async')
    assert.match(r.encabezados.get('alpes-posicion') ?? '', /^comandos-contrato=\d+$/)
    assert.deepEqual(r.cuerpo, { id: r.cuerpo.id, tipo: 'CrearContrato', estado: 'pendiente' })
    assert.equal(r.encabezados.get('location'), `/comandos/${r.cuerpo.id}`)
    const comando = await cerrado(r.cuerpo.id)
    assert.equal(comando.estado, 'ejecutado')
    assert.equal(comando.recurso, id)
    const leido = await a.pedir(`GET /contratos/${id}`, {
      encabezados: { 'alpes-esperar': comando.posicion },
    })
    assert.equal(leido.cuerpo.estado, 'Pendiente')
  })

  test('un rechazo del dominio queda con su problema', async () => {
    const contrato = await crearContrato(a, trio)
    const r = await firmar(a, contrato, randomUUID(), { encabezados: despues })
    const comando = await cerrado(r.cuerpo.id)
    assert.equal(comando.estado, 'rechazado')
    assert.equal(comando.problema.codigo, 'FirmanteNoAutorizado')
    assert.equal(comando.problema.status, 403)
    assert.equal(comando.posicion, undefined)
  })

  test('lo rechazado dice dónde y con qué, igual que si se hubiera contestado en el acto', async () => {
    const cuerpo = contratoNuevo(trio, { fecha_fin: '2020-01-01' })
    const enElActo = await a.pedir('POST /contratos', { cuerpo })
    esProblema(enElActo, 422, 'PeriodoInvalido')
    const r = await a.pedir('POST /contratos', { cuerpo, encabezados: despues })
    const { problema } = await cerrado(r.cuerpo.id)
    const { instance: _, ...esperado } = enElActo.cuerpo
    const { instance: __, ...dicho } = problema
    assert.deepEqual(dicho, esperado)

    const contrato = await crearContrato(a, trio)
    const viejo = { cuerpo: { id_parte: trio.id_inquilino, hash: '0'.repeat(64) }, encabezados: despues }
    const firma = await a.pedir(`POST /contratos/${contrato.id}/firmas`, viejo)
    const rechazo = (await cerrado(firma.cuerpo.id)).problema
    assert.deepEqual(rechazo.datos, { hash: contrato.hash, revision: contrato.revision })
  })

  test('quien firma por unas partes no deja encargada la firma de otra', async () => {
    const contrato = await crearContrato(a, trio)
    const ajena = await firmar(a, contrato, trio.id_inquilino, {
      credencial: 'credencial-firmante',
      encabezados: despues,
    })
    esProblema(ajena, 403, 'FirmanteNoAutorizado')
  })

  test('la versión esperada viaja con el comando', async () => {
    const contrato = await crearContrato(a, trio)
    const encabezados = { ...despues, 'if-match': '"4"' }
    const r = await a.pedir(`PATCH /contratos/${contrato.id}`, { cuerpo: { monto: '9' }, encabezados })
    assert.equal(r.estado, 202)
    assert.equal((await cerrado(r.cuerpo.id)).problema.codigo, 'VersionObsoleta')
  })

  test('con clave, repetir da el mismo comando y un solo efecto', async () => {
    const pedido = { cuerpo: contratoNuevo(trio), encabezados: { ...despues, ...conClave('asincrona') } }
    const una = await a.pedir('POST /contratos', pedido)
    const otra = await a.pedir('POST /contratos', pedido)
    assert.equal(otra.texto, una.texto)
    const comando = await cerrado(una.cuerpo.id)
    const tardia = await a.pedir('POST /contratos', pedido)
    assert.equal(tardia.estado, 202)
    assert.equal(tardia.cuerpo.id, una.cuerpo.id)
    assert.equal(comando.estado, 'ejecutado')
  })

  test('en una lectura, o donde no se ofrece, la preferencia se ignora', async () => {
    assert.equal((await a.pedir('GET /contratos', { encabezados: despues })).estado, 200)
    assert.equal(
      (await a.pedir('POST /clientes', { cuerpo: clienteNuevo(), encabezados: despues })).estado,
      201,
    )
  })

  test('un comando ajeno no existe para quien no opera', async () => {
    const r = await a.pedir('POST /contratos', { cuerpo: contratoNuevo(trio), encabezados: despues })
    const ruta = `GET /comandos/${r.cuerpo.id}`
    esProblema(await a.pedir(ruta, { credencial: 'credencial-gestora' }), 404, 'ComandoNoEncontrado')
    assert.equal((await a.pedir(ruta, { credencial: 'credencial-operadora' })).estado, 200)
    esProblema(await a.pedir(`GET /comandos/${randomUUID()}`), 404, 'ComandoNoEncontrado')
  })
})

describe('Alpes-Esperar', () => {
  test('con lo que dio Alpes-Posicion se ve lo propio', async () => {
    const creado = await a.pedir('POST /clientes', { cuerpo: clienteNuevo() })
    const espera = { 'alpes-esperar': creado.encabezados.get('alpes-posicion') ?? '' }
    const leido = await a.pedir(`GET /clientes/${creado.cuerpo.id}`, { encabezados: espera })
    assert.equal(leido.estado, 200)
  })

  test('una posición que aún no existe: se espera, y si no llega, 504', async () => {
    const lejos = { encabezados: { 'alpes-esperar': 'eventos-contrato=999999' } }
    const r = await a.pedir('GET /contratos?limite=1', lejos)
    esProblema(r, 504, 'ProyeccionAtrasada')
    assert.equal(r.encabezados.get('retry-after'), '1')
  })

  test('si llega mientras se espera, se contesta', async () => {
    const bitacora = await a.pedir('GET /bitacora/eventos-cliente?limite=1')
    const siguiente = bitacora.cuerpo.cabeza + 1
    const espera = { encabezados: { 'alpes-esperar': `eventos-cliente=${siguiente}` } }
    const leyendo = a.pedir('GET /clientes?limite=1', espera)
    await a.pedir('POST /clientes', { cuerpo: clienteNuevo() })
    assert.equal((await leyendo).estado, 200)
  })

  for (const malo of ['x', 'eventos-contrato', 'eventos-contrato=-1', 'eventos-contrato=1;', 'no-existe=1'])
    test(`mal escrita (${malo}): 400`, async () => {
      const r = await a.pedir('GET /contratos?limite=1', { encabezados: { 'alpes-esperar': malo } })
      esProblema(r, 400, 'EncabezadoInvalido')
    })
})

describe('de dónde viene una orden', () => {
  const origenDe = async (id: string): Promise<string> =>
    (await a.pedir(`GET /contratos/${id}/historial`)).cuerpo.elementos[0].origen

  test('quien administra puede decir que es una importación', async () => {
    const encabezados = { 'alpes-origen': 'importacion' }
    const r = await a.pedir('POST /contratos', { cuerpo: contratoNuevo(trio), encabezados })
    assert.equal(await origenDe(r.cuerpo.id), 'importacion')
    assert.equal(await origenDe((await crearContrato(a, trio)).id), 'api')
  })

  test('los demás no, y nadie puede inventarse otro', async () => {
    const pedir = (origen: string, credencial: string) =>
      a.pedir('POST /contratos', {
        cuerpo: contratoNuevo(trio),
        encabezados: { 'alpes-origen': origen },
        credencial,
      })
    esProblema(await pedir('demo', 'credencial-gestora'), 403, 'NoAutorizado')
    esProblema(await pedir('externo', 'credencial-admin'), 400, 'EncabezadoInvalido')
  })

  test('la petición, la traza y quien la hizo quedan en la bitácora', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    const encabezados = { 'x-request-id': 'peticion-7', traceparent }
    const { cuerpo } = await a.pedir('POST /contratos', {
      cuerpo: contratoNuevo(trio),
      encabezados,
      credencial: 'credencial-gestora',
    })
    const { elementos } = (await a.pedir(`GET /contratos/${cuerpo.id}/historial`)).cuerpo
    assert.deepEqual(
      [elementos[0].actor, elementos[0].correlacion, elementos[0].traceparent],
      ['gestora', 'peticion-7', traceparent],
    )
  })
})
