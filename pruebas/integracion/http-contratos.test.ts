import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import {
  type ApiPrueba,
  abrirApiPrueba,
  contratoNuevo,
  crearContrato,
  crearTrio,
  esProblema,
  firmar,
  firmarTodas,
  type Trio,
} from '#pruebas/apoyo/api.ts'

let a: ApiPrueba
before(async () => {
  a = await abrirApiPrueba()
})
after(() => a[Symbol.asyncDispose]())

const SI = { 'if-match': '"1"' }
const NADIE = randomUUID()

describe('contratos', () => {
  let trio: Trio
  before(async () => {
    trio = await crearTrio(a)
  })

  test('el recorrido entero: redactar, firmar, procesar', async () => {
    const contrato = await crearContrato(a, await crearTrio(a), { numero: 'CT-RECORRIDO' })
    assert.equal(contrato.estado, 'Pendiente')
    assert.deepEqual(contrato.advertencias, [])
    const una = await firmar(a, contrato, contrato.id_compania)
    assert.equal(una.estado, 201)
    assert.equal(una.encabezados.get('location'), `/contratos/${contrato.id}`)
    assert.equal(una.cuerpo.firmas.length, 1)
    esProblema(await firmar(a, contrato, contrato.id_compania), 409, 'FirmaDuplicada')
    const dos = await firmar(a, contrato, contrato.id_inquilino)
    assert.equal(dos.cuerpo.estado, 'Firmado')
    assert.match(dos.encabezados.get('alpes-posicion') ?? '', /eventos-contrato=\d+, eventos-inmueble=\d+/)

    const ruta = `/contratos/${contrato.id}/procesamiento`
    esProblema(
      await a.pedir(`POST ${ruta}`, { cuerpo: { acta_entrega: false } }),
      422,
      'VerificacionIncompleta',
    )
    const procesado = await a.pedir(`POST ${ruta}`, { cuerpo: { acta_entrega: true } })
    assert.equal(procesado.estado, 200)
    assert.equal(procesado.cuerpo.estado, 'Procesado')
    esProblema(await a.pedir(`POST ${ruta}`, { cuerpo: { acta_entrega: true } }), 409, 'TransicionInvalida')

    const historial = await a.pedir(`GET /contratos/${contrato.id}/historial`)
    const tipos = historial.cuerpo.elementos.map((e: { tipo: string }) => e.tipo)
    assert.deepEqual(tipos, [
      'ContratoCreado',
      'FirmaRegistrada',
      'FirmaRegistrada',
      'ContratoFirmado',
      'ContratoProcesado',
    ])
    const desde = historial.cuerpo.elementos[2].posicion
    const resto = await a.pedir(`GET /contratos/${contrato.id}/historial?desde=${desde}&limite=1`)
    assert.equal(resto.cuerpo.elementos[0].tipo, 'ContratoFirmado')
  })

  test('lo firmado no se cambia ni se borra', async () => {
    const contrato = await crearContrato(a, await crearTrio(a))
    const { cuerpo } = await firmarTodas(a, contrato)
    const encabezados = { 'if-match': `"${cuerpo.version}"` }
    const ruta = `/contratos/${contrato.id}`
    esProblema(
      await a.pedir(`PATCH ${ruta}`, { cuerpo: { monto: '1' }, encabezados }),
      409,
      'ContratoInmutable',
    )
    esProblema(await a.pedir(`DELETE ${ruta}`, { encabezados }), 409, 'ContratoInmutable')
  })

  test('corregir tras una firma la anula; el hash viejo ya no se firma', async () => {
    const contrato = await crearContrato(a, trio)
    await firmar(a, contrato, trio.id_compania)
    const cambio = {
      cuerpo: { monto: '1300000', clausulas: [{ titulo: 'Uso', texto: 'Comercial.\nNada más.' }] },
    }
    const corregido = await a.pedir(`PATCH /contratos/${contrato.id}`, {
      ...cambio,
      encabezados: { 'if-match': '"2"', 'content-type': 'application/merge-patch+json' },
    })
    assert.equal(corregido.estado, 200)
    assert.equal(corregido.cuerpo.revision, 2)
    assert.deepEqual(corregido.cuerpo.firmas, [])
    const { datos } = esProblema(await firmar(a, contrato, trio.id_compania), 412, 'VersionObsoleta')
    assert.equal(datos.hash, corregido.cuerpo.hash)
    const sin = { cuerpo: { clausulas: null }, encabezados: { 'if-match': '"3"' } }
    assert.deepEqual((await a.pedir(`PATCH /contratos/${contrato.id}`, sin)).cuerpo.clausulas, [])
  })

  test('un cambio que no cambia nada contesta lo que había', async () => {
    const contrato = await crearContrato(a, trio)
    const igual = { cuerpo: { monto: '1250000' }, encabezados: SI }
    const r = await a.pedir(`PATCH /contratos/${contrato.id}`, igual)
    assert.equal(r.estado, 200)
    assert.equal(r.cuerpo.version, 1)
    assert.match(r.encabezados.get('alpes-posicion') ?? '', /eventos-contrato=\d+/)
  })

  test('un cuerpo optativo puede faltar aunque se diga su tipo; uno obligatorio, no', async () => {
    const tipo = { 'content-type': 'application/json' }
    const contrato = await crearContrato(a, trio)
    const borrar = `DELETE /contratos/${contrato.id}`
    assert.equal((await a.pedir(borrar, { encabezados: { ...SI, ...tipo } })).estado, 204)
    esProblema(await a.pedir('POST /contratos', { encabezados: tipo }), 400, 'JsonInvalido')
  })

  test('DELETE anula: 204 sin cuerpo, y después se lee Anulado', async () => {
    const contrato = await crearContrato(a, trio)
    const ruta = `/contratos/${contrato.id}`
    esProblema(await a.pedir(`DELETE ${ruta}`), 428, 'VersionRequerida')
    const r = await a.pedir(`DELETE ${ruta}`, { encabezados: SI, cuerpo: { motivo: 'desistió' } })
    assert.equal(r.estado, 204)
    assert.equal(r.texto, '')
    assert.equal(r.encabezados.get('etag'), '"2"')
    assert.equal((await a.pedir(`GET ${ruta}`)).cuerpo.estado, 'Anulado')
    const otra = await a.pedir(`DELETE ${ruta}`, { encabezados: { 'if-match': '"2"' } })
    esProblema(otra, 409, 'TransicionInvalida')
  })

  test('la última firma que choca con otro contrato: 409 y la firma no queda', async () => {
    const ocupado = await crearTrio(a)
    await firmarTodas(a, await crearContrato(a, ocupado))
    const rival = await crearContrato(a, ocupado, { fecha_inicio: '2027-12-31', fecha_fin: '2028-12-30' })
    assert.deepEqual(rival.advertencias, ['SolapeConFirmado'])
    const { datos } = esProblema(await firmarTodas(a, rival), 409, 'SolapeDeVigencia')
    assert.ok(datos)
    const despues = await a.pedir(`GET /contratos/${rival.id}`)
    assert.equal(despues.cuerpo.firmas.length, 1)
    const contiguo = await crearContrato(a, ocupado, { fecha_inicio: '2028-01-01', fecha_fin: '2028-12-31' })
    assert.equal((await firmarTodas(a, contiguo)).estado, 201)
  })

  test('firma quien no es parte: 403', async () => {
    const contrato = await crearContrato(a, trio)
    esProblema(await firmar(a, contrato, NADIE), 403, 'FirmanteNoAutorizado')
    const ajena = await firmar(a, contrato, trio.id_compania, { credencial: 'credencial-firmante' })
    esProblema(ajena, 403, 'FirmanteNoAutorizado')
  })

  for (const [extra, codigo] of [
    [{ fecha_fin: '2026-12-31' }, 'PeriodoInvalido'],
    [{ fecha_fin: '2077-12-31' }, 'PeriodoInvalido'],
    [{ fecha_inicio: '2026-02-30' }, 'FechaInvalida'],
    [{ fecha_inicio: '2026-02-01T00:00:00Z' }, 'PeticionInvalida'],
    [{ monto: '0' }, 'MontoInvalido'],
    [{ monto: '-5' }, 'MontoInvalido'],
    [{ monto: '1e9' }, 'MontoInvalido'],
    [{ monto: 'NaN' }, 'MontoInvalido'],
    [{ monto: '1.500.000,50' }, 'PrecisionExcedida'],
    [{ monto: '1.5' }, 'PrecisionExcedida'],
    [{ monto: '10.123', moneda: 'USD' }, 'PrecisionExcedida'],
    [{ monto: 1000 }, 'PeticionInvalida'],
    [{ moneda: 'XXX' }, 'MonedaNoSoportada'],
    [{ moneda: 'cop' }, 'PeticionInvalida'],
    [{ id_propiedad: NADIE }, 'PropiedadDesconocida'],
    [{ id_compania: NADIE }, 'ParteDesconocida'],
    [{ codeudores: [NADIE] }, 'ParteDesconocida'],
    [{ incremento: { tipo: 'fijo' } }, 'IncrementoInvalido'],
    [{ incremento: { tipo: 'raro' } }, 'PeticionInvalida'],
    [{ periodicidad: 'anual' }, 'PeticionInvalida'],
    [{ clausulas: [{ titulo: 'a\u0007', texto: 'x' }] }, 'PeticionInvalida'],
    [{ estado: 'Firmado' }, 'PeticionInvalida'],
    [{ numero: '' }, 'PeticionInvalida'],
  ] as const)
    test(`redactar con ${JSON.stringify(extra).slice(0, 50)}: 422 ${codigo}`, async () => {
      const { errors } = esProblema(
        await a.pedir('POST /contratos', { cuerpo: contratoNuevo(trio, extra) }),
        422,
        codigo,
      )
      assert.ok(errors?.length > 0, 'dice dónde')
    })

  test('compañía e inquilino iguales: 422 PartesIguales', async () => {
    const cuerpo = contratoNuevo(trio, { id_inquilino: trio.id_compania })
    esProblema(await a.pedir('POST /contratos', { cuerpo }), 422, 'PartesIguales')
  })

  test('id y número repetidos: 409', async () => {
    const uno = await crearContrato(a, trio, { numero: 'CT-UNICO' })
    esProblema(
      await a.pedir('POST /contratos', { cuerpo: contratoNuevo(trio, { id: uno.id }) }),
      409,
      'IdRepetido',
    )
    const repetido = contratoNuevo(trio, { numero: 'CT-UNICO' })
    esProblema(await a.pedir('POST /contratos', { cuerpo: repetido }), 409, 'NumeroRepetido')
  })

  test('una propiedad retirada no se arrienda: 409', async () => {
    const otro = await crearTrio(a)
    await a.pedir(`POST /inmuebles/${otro.id_propiedad}/retiro`)
    esProblema(await a.pedir('POST /contratos', { cuerpo: contratoNuevo(otro) }), 409, 'PropiedadRetirada')
  })

  test('un contrato que no existe: 404 en todas sus rutas', async () => {
    const ruta = `/contratos/${NADIE}`
    esProblema(await a.pedir(`GET ${ruta}`), 404, 'ContratoNoEncontrado')
    esProblema(await a.pedir(`GET ${ruta}/historial`), 404, 'ContratoNoEncontrado')
    esProblema(
      await a.pedir(`PATCH ${ruta}`, { cuerpo: { monto: '1' }, encabezados: SI }),
      404,
      'ContratoNoEncontrado',
    )
    esProblema(await a.pedir(`DELETE ${ruta}`, { encabezados: SI }), 404, 'ContratoNoEncontrado')
    esProblema(await firmar(a, { id: NADIE, hash: 'a'.repeat(64) }, NADIE), 404, 'ContratoNoEncontrado')
    const acta = { cuerpo: { acta_entrega: true } }
    esProblema(await a.pedir(`POST ${ruta}/procesamiento`, acta), 404, 'ContratoNoEncontrado')
  })
})
