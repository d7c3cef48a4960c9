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
  firmarTodas,
  inmuebleNuevo,
  type Trio,
} from '#pruebas/apoyo/api.ts'

let a: ApiPrueba
before(async () => {
  a = await abrirApiPrueba()
})
after(() => a[Symbol.asyncDispose]())

const SI = { 'if-match': '"1"' }
const NADIE = randomUUID()

describe('inmuebles', () => {
  before(async () => {
    const ocupado = { codigo: 900_501, id: '00000000-0000-4000-8000-00000000a001' }
    assert.equal((await a.pedir('POST /inmuebles', { cuerpo: inmuebleNuevo(ocupado) })).estado, 201)
  })

  test('se crea, se lee, se corrige y se retira', async () => {
    const id = randomUUID()
    const creado = await a.pedir('POST /inmuebles', {
      cuerpo: inmuebleNuevo({ id, codigo: 500, pais: 'CO' }),
    })
    assert.equal(creado.estado, 201)
    assert.equal(creado.encabezados.get('location'), `/inmuebles/${id}`)
    assert.equal(creado.encabezados.get('etag'), '"1"')
    assert.match(creado.encabezados.get('alpes-posicion') ?? '', /^eventos-inmueble=\d+$/)
    assert.equal((await a.pedir(`GET /inmuebles/${id}`)).texto, creado.texto)

    const cambios = { cuerpo: { ciudad: 'Medellín' }, encabezados: SI }
    const corregido = await a.pedir(`PATCH /inmuebles/${id}`, cambios)
    assert.equal(corregido.estado, 200)
    assert.equal(corregido.encabezados.get('etag'), '"2"')
    assert.equal(corregido.cuerpo.ciudad, 'Medellín')
    esProblema(await a.pedir(`PATCH /inmuebles/${id}`, cambios), 412, 'VersionObsoleta')

    const retirado = await a.pedir(`POST /inmuebles/${id}/retiro`, { cuerpo: { motivo: 'se vendió' } })
    assert.equal(retirado.cuerpo.estado, 'Retirado')
    const tarde = { cuerpo: { ciudad: 'Cali' }, encabezados: { 'if-match': '"3"' } }
    esProblema(await a.pedir(`PATCH /inmuebles/${id}`, tarde), 409, 'InmuebleRetirado')
  })

  test('con un contrato vivo no se retira, y su ocupación se ve', async () => {
    const trio = await crearTrio(a)
    const contrato = await crearContrato(a, trio)
    await firmarTodas(a, contrato)
    const linea = await a.pedir(`GET /inmuebles/${trio.id_propiedad}/ocupacion?a_fecha=2027-06-01`)
    assert.equal(linea.cuerpo.ocupado, true)
    assert.equal(linea.cuerpo.proxima_disponibilidad, '2028-01-01')
    const retiro = await a.pedir(`POST /inmuebles/${trio.id_propiedad}/retiro`)
    esProblema(retiro, 409, 'InmuebleConContratoVivo')
  })

  for (const [extra, estado, codigo] of [
    [{ codigo: 900_501 }, 409, 'CodigoDuplicado'],
    [{ id: '00000000-0000-4000-8000-00000000a001' }, 409, 'IdRepetido'],
    [{ zona: 'America/Macondo' }, 422, 'ZonaInvalida'],
    [{ area_m2: '-1' }, 422, 'AreaInvalida'],
    [{ pais: 'XX' }, 422, 'PeticionInvalida'],
    [{ nombre: 'con\nsalto' }, 422, 'PeticionInvalida'],
    [{ nombre: 'con\u202Ebidi' }, 422, 'PeticionInvalida'],
    [{ nombre: '   ' }, 422, 'PeticionInvalida'],
    [{ nombre: 'x'.repeat(201) }, 422, 'PeticionInvalida'],
    [{ tipo: 'castillo' }, 422, 'PeticionInvalida'],
    [{ codigo: '7' }, 422, 'PeticionInvalida'],
    [{ propietario: 'x' }, 422, 'PeticionInvalida'],
  ] as const)
    test(`alta con ${JSON.stringify(extra).slice(0, 40)}: ${estado} ${codigo}`, async () => {
      esProblema(await a.pedir('POST /inmuebles', { cuerpo: inmuebleNuevo(extra) }), estado, codigo)
    })

  test('lo que no existe: 404 en todas sus rutas', async () => {
    for (const ruta of [`/inmuebles/${NADIE}`, `/inmuebles/${NADIE}/ocupacion`])
      esProblema(await a.pedir(`GET ${ruta}`), 404, 'InmuebleNoEncontrado')
    const cambio = { cuerpo: { ciudad: 'Cali' }, encabezados: SI }
    esProblema(await a.pedir(`PATCH /inmuebles/${NADIE}`, cambio), 404, 'InmuebleNoEncontrado')
    esProblema(await a.pedir(`POST /inmuebles/${NADIE}/retiro`), 404, 'InmuebleNoEncontrado')
    esProblema(await a.pedir('GET /inmuebles/no-es-un-uuid'), 404, 'RutaNoEncontrada')
  })
})

describe('clientes', () => {
  test('se crea, se lee y se corrige', async () => {
    const nuevo = {
      tipo: 'empresa',
      nombre: 'Los Alpes S.A.S.',
      documento: { tipo: 'NIT', numero: '999.001.001-7' },
    }
    const creado = await a.pedir('POST /clientes', {
      cuerpo: { ...nuevo, correo: 'g@losalpes.example', idioma: 'en' },
    })
    assert.equal(creado.estado, 201)
    assert.equal(creado.cuerpo.documento.numero, '999001001-7')
    const { id } = creado.cuerpo
    const leido = await a.pedir(`GET /clientes/${id}`)
    assert.equal(leido.texto, creado.texto)
    assert.equal(leido.encabezados.get('etag'), '"1"')
    const sinCorreo = await a.pedir(`PATCH /clientes/${id}`, { cuerpo: { correo: null }, encabezados: SI })
    assert.equal(sinCorreo.cuerpo.correo, null)
    esProblema(await a.pedir('POST /clientes', { cuerpo: nuevo }), 409, 'DocumentoDuplicado')
  })

  for (const [extra, codigo] of [
    [{ documento: { tipo: 'NIT', numero: '999.001.001-8' } }, 'DocumentoInvalido'],
    [{ tipo: 'natural', documento: { tipo: 'NIT', numero: '999.001.001-7' } }, 'DocumentoInvalido'],
    [{ correo: 'sin-arroba' }, 'CorreoInvalido'],
    [{ correo: 'a@b.example\r\nbcc: c@d.example' }, 'CorreoInvalido'],
    [{ correo: 'a@b.example,c@d.example' }, 'CorreoInvalido'],
    [{ documento: { tipo: 'NIT' } }, 'PeticionInvalida'],
    [{ documento: { tipo: 'OTRO', numero: 'X-1', pais: 'CO' } }, 'PeticionInvalida'],
    [{ idioma: 'fr' }, 'PeticionInvalida'],
  ] as const)
    test(`alta con ${JSON.stringify(extra).slice(0, 60)}: 422 ${codigo}`, async () => {
      const { errors } = esProblema(
        await a.pedir('POST /clientes', { cuerpo: clienteNuevo(extra) }),
        422,
        codigo,
      )
      assert.ok(errors.length > 0)
    })
})

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
