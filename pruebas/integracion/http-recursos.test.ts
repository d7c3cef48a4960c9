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
  firmarTodas,
  inmuebleNuevo,
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
