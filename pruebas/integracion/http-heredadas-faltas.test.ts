import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import {
  type ApiPrueba,
  abrirApiPrueba,
  crearContrato,
  crearTrio,
  esProblema,
  firmarTodas,
  inmuebleNuevo,
  type Peticion,
} from '#pruebas/apoyo/api.ts'
import { contratoHeredado, crearHeredado, esFalta, reservaHeredada, vuelo } from '#pruebas/apoyo/heredado.ts'

let a: ApiPrueba
before(async () => {
  a = await abrirApiPrueba()
})
after(() => a[Symbol.asyncDispose]())

const { pedir: heredado, lista } = crearHeredado(() => a)

describe('una regla rota es 400 con su texto, y no deja nada', () => {
  const fichas = async () => {
    const total = async (ruta: string) => (await a.pedir(`GET ${ruta}?totales=si&limite=1`)).cuerpo.total
    return [await total('/clientes'), await total('/inmuebles'), await total('/contratos')]
  }

  const MALOS: Readonly<Record<string, readonly [object | string, RegExp]>> = {
    'termina antes de empezar': [{ fecha_fin: '2026-12-31T00:00:00Z' }, /termina antes de empezar/],
    'pasa de 50 años': [{ fecha_fin: '2090-01-01T00:00:00Z' }, /50 años/],
    'un día que no existe': [{ fecha_fin: '2027-02-30T00:00:00Z' }, /2027-02-30|no existe|fecha/i],
    'un día con hora': [{ fecha_fin: '2027-12-31T10:00:00Z' }, /\/fecha_fin/],
    'una fecha sin hora': [{ fecha_inicio: '2027-01-01' }, /\/fecha_inicio/],
    'monto cero': [{ monto: 0 }, /monto/],
    'monto negativo': [{ monto: -5 }, /monto/],
    'monto con centavos': [{ monto: 10.5 }, /COP admite 0 decimales/],
    'monto escrito': [{ monto: '1250000' }, /\/monto/],
    'monto sin fin': ['{"monto":1e400}', /monto/],
    'un código que no es entero': [{ id_compania: 1.5 }, /\/id_compania/],
    'un código escrito': [{ id_inquilino: '7' }, /\/id_inquilino/],
    'un código imposible': [{ id_propiedad: 0 }, /\/id_propiedad/],
    'la misma persona a los dos lados': [{ id_compania: 499, id_inquilino: 499 }, /misma persona/],
    'una propiedad que sobra': [{ moneda: 'COP' }, /\/moneda/],
    'no es JSON': ['{', /JSON/],
  }
  for (const [nombre, [cambio, dice]] of Object.entries(MALOS))
    for (const operacion of ['POST /contratos/contrato', 'POST /contratos/contrato-comando'])
      test(`${operacion}: ${nombre}`, async () => {
        const antes = await fichas()
        const cuerpo = typeof cambio === 'string' ? cambio : contratoHeredado(cambio)
        esFalta(await heredado(operacion, { cuerpo }), dice)
        assert.deepEqual(await fichas(), antes)
      })

  test('falta un campo', async () => {
    const { monto: _, ...cuerpo } = contratoHeredado()
    esFalta(await heredado('POST /contratos/contrato', { cuerpo }), /\/monto es obligatorio/)
  })

  test('una propiedad retirada', async () => {
    const codigo = 400
    const { cuerpo } = await a.pedir('POST /inmuebles', { cuerpo: inmuebleNuevo({ codigo }) })
    await a.pedir(`POST /inmuebles/${cuerpo.id}/retiro`, { cuerpo: {} })
    const antes = await fichas()
    esFalta(
      await heredado('POST /contratos/contrato', { cuerpo: contratoHeredado({ id_propiedad: codigo }) }),
      /retirada/,
    )
    assert.deepEqual(await fichas(), antes)
  })

  test('un contrato firmado no se cambia ni se borra', async () => {
    const firmado = await crearContrato(a, await crearTrio(a))
    await firmarTodas(a, firmado)
    const antes = await fichas()
    esFalta(
      await heredado(`PUT /contratos/contrato-comando/${firmado.id}`, { cuerpo: contratoHeredado() }),
      /firmado/i,
    )
    esFalta(await heredado(`DELETE /contratos/contrato-query/${firmado.id}`), /firmado/i)
    assert.deepEqual(await fichas(), antes)
    assert.equal((await heredado(`GET /contratos/contrato/${firmado.id}`)).estado, 200)
  })

  const VUELOS: Readonly<Record<string, readonly [object, RegExp]>> = {
    'un aeropuerto que no está en el catálogo': [reservaHeredada(vuelo('BOG', 'XXQ')), /XXQ/],
    'de un sitio a él mismo': [reservaHeredada(vuelo('BOG', 'BOG')), /origen|destino/],
    'llega antes de salir': [reservaHeredada({ ...vuelo(), fecha_llegada: '2026-12-10T10:00:00Z' }), /lleg/i],
    'sin itinerarios': [{ itinerarios: [] }, /itinerario/],
    'un campo que sobra': [reservaHeredada(vuelo(), { pasajeros: [] }), /\/pasajeros/],
  }
  for (const [nombre, [cuerpo, dice]] of Object.entries(VUELOS))
    test(`POST /vuelos/reserva: ${nombre}`, async () =>
      esFalta(await heredado('POST /vuelos/reserva', { cuerpo }), dice))
})

describe('lo que no es de lo pedido se dice como en las demás rutas', () => {
  const id = randomUUID()
  const OPERACIONES: readonly (readonly [string, object?])[] = [
    ['POST /contratos/contrato', contratoHeredado()],
    ['POST /contratos/contrato-comando', contratoHeredado()],
    [`PUT /contratos/contrato-comando/${id}`, contratoHeredado()],
    [`GET /contratos/contrato/${id}`],
    ['GET /contratos/contrato-query'],
    [`GET /contratos/contrato-query/${id}`],
    [`DELETE /contratos/contrato-query/${id}`],
    ['POST /vuelos/reserva', reservaHeredada()],
    ['POST /vuelos/reserva-comando', reservaHeredada()],
    [`GET /vuelos/reserva/${id}`],
    ['GET /vuelos/reserva-query'],
    [`GET /vuelos/reserva-query/${id}`],
  ]
  for (const [operacion, cuerpo] of OPERACIONES)
    test(operacion.replace(id, '{id}'), async () => {
      const con = (p: Peticion) => heredado(operacion, { ...(cuerpo && { cuerpo }), ...p })
      esProblema(await con({ credencial: 'inventada' }), 401, 'NoAutenticado')
      esProblema(await con({ credencial: 'credencial-sin-papel' }), 403, 'NoAutorizado')
      if (cuerpo) {
        const texto = { 'content-type': 'text/plain' }
        esProblema(await con({ encabezados: texto }), 415, 'TipoDeContenidoNoSoportado')
        const enorme = { ...cuerpo, x: 'x'.repeat(300_000) }
        esProblema(await con({ cuerpo: enorme }), 413, 'CuerpoDemasiadoGrande')
      }
      const ruta = operacion.replace(id, 'no-es-un-id')
      if (ruta !== operacion)
        esProblema(await heredado(ruta, cuerpo ? { cuerpo } : {}), 404, 'RutaNoEncontrada')
    })

  test('lo que no existe es 404', async () => {
    for (const camino of ['contrato', 'contrato-query'])
      esProblema(await heredado(`GET /contratos/${camino}/${id}`), 404, 'ContratoNoEncontrado')
    esProblema(await heredado(`DELETE /contratos/contrato-query/${id}`), 404, 'ContratoNoEncontrado')
    for (const camino of ['reserva', 'reserva-query'])
      esProblema(await heredado(`GET /vuelos/${camino}/${id}`), 404, 'ReservaNoEncontrada')
  })

  test('un contrato en otra moneda no se puede decir en pesos: no existe por aquí', async () => {
    const dolares = await crearContrato(a, await crearTrio(a), { moneda: 'USD', monto: '3200.50' })
    esProblema(await heredado(`GET /contratos/contrato/${dolares.id}`), 404, 'ContratoNoEncontrado')
    assert.ok(!(await lista()).some((x) => x.id === dolares.id))
    const cambio = { cuerpo: contratoHeredado() }
    const cambiar = await heredado(`PUT /contratos/contrato-comando/${dolares.id}`, cambio)
    esProblema(cambiar, 404, 'ContratoNoEncontrado')
    esProblema(await heredado(`DELETE /contratos/contrato-query/${dolares.id}`), 404, 'ContratoNoEncontrado')
    const { version, moneda, estado } = (await a.pedir(`GET /contratos/${dolares.id}`)).cuerpo
    assert.deepEqual([version, moneda, estado], [1, 'USD', 'Pendiente'])
  })

  test('quien sólo firma no lista ni lee lo ajeno', async () => {
    const credencial = 'credencial-firmante'
    esProblema(await heredado('GET /contratos/contrato-query', { credencial }), 403, 'NoAutorizado')
    const ajeno = await crearContrato(a, await crearTrio(a))
    esProblema(
      await heredado(`GET /contratos/contrato/${ajeno.id}`, { credencial }),
      404,
      'ContratoNoEncontrado',
    )
  })
})
