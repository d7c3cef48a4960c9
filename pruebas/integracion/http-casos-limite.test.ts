import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
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

const clave = (valor: string) => ({ encabezados: { 'idempotency-key': valor } })
const historia = async (id: string): Promise<number> =>
  (await a.pedir(`GET /contratos/${id}/historial`)).cuerpo.elementos.length
const acta = { cuerpo: { acta_entrega: true } }
const enEjecucion = async (extra: object = {}) => {
  const contrato = await crearContrato(a, await crearTrio(a), extra)
  await firmarTodas(a, contrato)
  return (await a.pedir(`POST /contratos/${contrato.id}/procesamiento`, acta)).cuerpo
}
const rechazado = async (extra: object, codigo: string) =>
  esProblema(await a.pedir('POST /contratos', { cuerpo: contratoNuevo(trio, extra) }), 422, codigo)

test('caso límite 5: fin antes del inicio, año de dedo, día imposible y fecha con hora', async () => {
  await rechazado({ fecha_inicio: '2027-12-31', fecha_fin: '2027-12-30' }, 'PeriodoInvalido')
  await rechazado({ fecha_fin: '2077-01-01' }, 'PeriodoInvalido')
  await rechazado({ fecha_inicio: '2026-02-30' }, 'FechaInvalida')
  const conHora = { cuerpo: contratoNuevo(trio, { fecha_inicio: '2027-01-01T00:00:00Z' }) }
  assert.equal((await a.pedir('POST /contratos', conHora)).estado, 422)
  const { advertencias } = await crearContrato(a, trio, { fecha_fin: '2062-12-31' })
  assert.deepEqual(advertencias, ['PlazoMayorA10Anios'])
})

test('caso límite 8: montos que no se redondean ni se adivinan, y la moneda firmada no cambia', async () => {
  const casos = [
    ['1.500.000,50', 'COP', 'PrecisionExcedida'],
    ['1500000.5', 'COP', 'PrecisionExcedida'],
    ['1.234', 'USD', 'PrecisionExcedida'],
    ['1.500.000', 'COP', 'MontoInvalido'],
    ['1,500,000', 'USD', 'MontoInvalido'],
    ['-1', 'COP', 'MontoInvalido'],
    ['0', 'COP', 'MontoInvalido'],
    ['1e9', 'COP', 'MontoInvalido'],
    ['NaN', 'COP', 'MontoInvalido'],
    ['1.00001', 'CLF', 'PrecisionExcedida'],
  ] as const
  for (const [monto, moneda, codigo] of casos) {
    const r = await a.pedir('POST /contratos', { cuerpo: contratoNuevo(trio, { monto, moneda }) })
    assert.deepEqual([monto, r.estado, r.cuerpo.codigo], [monto, 422, codigo])
  }
  const grande = '9007199254740993'
  assert.equal((await crearContrato(a, trio, { monto: grande })).monto, grande, 'más allá de 2^53, exacto')
  assert.equal((await crearContrato(a, trio, { monto: '12.3456', moneda: 'CLF' })).monto, '12.3456')
  const { id, id_compania, id_inquilino } = await enEjecucion()
  const version = { 'if-match': '"4"' }
  const otra = await a.pedir(`PATCH /contratos/${id}`, { cuerpo: { moneda: 'USD' }, encabezados: version })
  esProblema(otra, 409, 'ContratoInmutable')
  const cuerpo = { efectiva: '2027-06-01', cambios: { moneda: 'USD' }, firmas: [id_compania, id_inquilino] }
  esProblema(await a.pedir(`POST /contratos/${id}/otrosies`, { cuerpo }), 422, 'PeticionInvalida')
})

test('caso límite 9: volver a firmar, con el hash viejo, por otro y sobre lo ocupado', async () => {
  const suyo = await crearTrio(a)
  const contrato = await crearContrato(a, suyo)
  const una = await firmar(a, contrato, suyo.id_compania, clave('firma-9'))
  assert.equal(una.estado, 201)
  const hechos = await historia(contrato.id)
  assert.equal((await firmar(a, contrato, suyo.id_compania, clave('firma-9'))).texto, una.texto)
  esProblema(await firmar(a, contrato, suyo.id_compania, clave('firma-9-bis')), 409, 'FirmaDuplicada')
  esProblema(
    await firmar(a, { ...contrato, hash: '0'.repeat(64) }, suyo.id_inquilino),
    412,
    'VersionObsoleta',
  )
  const ajena = { credencial: 'credencial-firmante' }
  esProblema(await firmar(a, contrato, suyo.id_inquilino, ajena), 403, 'FirmanteNoAutorizado')
  esProblema(await firmar(a, contrato, randomUUID()), 403, 'FirmanteNoAutorizado')
  assert.equal(await historia(contrato.id), hechos, 'nada de eso dejó un hecho')

  const editado = await a.pedir(`PATCH /contratos/${contrato.id}`, {
    cuerpo: { monto: '7' },
    encabezados: { 'if-match': una.encabezados.get('etag') ?? '' },
  })
  assert.deepEqual([editado.estado, editado.cuerpo.firmas], [200, []], 'editar tras una de dos la invalida')

  const ocupa = await crearContrato(a, suyo, { fecha_inicio: '2027-12-31', fecha_fin: '2028-12-31' })
  await firmarTodas(a, ocupa)
  await firmar(a, editado.cuerpo, suyo.id_compania)
  esProblema(await firmar(a, editado.cuerpo, suyo.id_inquilino), 409, 'SolapeDeVigencia')
  const { estado, firmas } = (await a.pedir(`GET /contratos/${contrato.id}`)).cuerpo
  assert.deepEqual([estado, firmas.length], ['Pendiente', 1], 'la última firma no queda')
})

test('caso límite 9: dos últimas firmas rivales a la vez ⇒ exactamente una gana', async () => {
  const suyo = await crearTrio(a)
  const rivales = [await crearContrato(a, suyo), await crearContrato(a, suyo)]
  for (const c of rivales) await firmar(a, c, suyo.id_compania)
  const fines = await Promise.all(rivales.map((c) => firmar(a, c, suyo.id_inquilino)))
  assert.deepEqual(fines.map((r) => r.estado).sort(), [201, 409])
  assert.equal(fines.find((r) => r.estado === 409)?.cuerpo.codigo, 'SolapeDeVigencia')
})

test('caso límite 10: lo firmado no se edita ni se elimina; repetir sólo vale con la misma clave', async () => {
  const version = (n: number) => ({ 'if-match': `"${n}"` })
  const firme = await enEjecucion()
  const ruta = `/contratos/${firme.id}`
  const editar = { cuerpo: { monto: '1' }, encabezados: version(firme.version) }
  esProblema(await a.pedir(`PATCH ${ruta}`, editar), 409, 'ContratoInmutable')
  const borrar = { encabezados: version(firme.version) }
  esProblema(await a.pedir(`DELETE ${ruta}`, borrar), 409, 'ContratoInmutable')
  esProblema(await a.pedir(`POST ${ruta}/procesamiento`, acta), 409, 'TransicionInvalida')

  const borrador = await crearContrato(a, trio)
  const deUna = { encabezados: { ...version(1), 'idempotency-key': 'borra-10' } }
  assert.equal((await a.pedir(`DELETE /contratos/${borrador.id}`, deUna)).estado, 204)
  assert.equal((await a.pedir(`DELETE /contratos/${borrador.id}`, deUna)).estado, 204, 'la misma clave')
  const conOtra = { encabezados: { ...version(2), 'idempotency-key': 'borra-10-bis' } }
  esProblema(await a.pedir(`DELETE /contratos/${borrador.id}`, conOtra), 409, 'TransicionInvalida')
  assert.equal(await historia(borrador.id), 2)
  const repetido = { cuerpo: contratoNuevo(trio, { id: borrador.id }) }
  esProblema(await a.pedir('POST /contratos', repetido), 409, 'IdRepetido')

  const nuevo = await crearContrato(a, await crearTrio(a))
  const procesar = (k: string) =>
    a.pedir(`POST /contratos/${nuevo.id}/procesamiento`, { ...acta, ...clave(k) })
  esProblema(await procesar('procesa-pronto'), 409, 'TransicionInvalida')
  await firmarTodas(a, nuevo)
  const una = await procesar('procesa-10')
  assert.equal((await procesar('procesa-10')).texto, una.texto)
  esProblema(await procesar('procesa-10-bis'), 409, 'TransicionInvalida')
})

test('caso límite 14: un comando repetido en la cola tiene un solo efecto', async () => {
  const id = randomUUID()
  const encargo = {
    cuerpo: contratoNuevo(trio, { id }),
    encabezados: { prefer: 'respond-async', 'idempotency-key': 'encargo-14' },
  }
  const [una, otra] = await Promise.all([
    a.pedir('POST /contratos', encargo),
    a.pedir('POST /contratos', encargo),
  ])
  assert.equal(una.cuerpo.id, otra.cuerpo.id)
  await esperarQue('se ejecuta', async () => {
    const { cuerpo } = await a.pedir(`GET /comandos/${una.cuerpo.id}`)
    return cuerpo.estado === 'ejecutado'
  })
  const { cuerpo } = await a.pedir('GET /bitacora/comandos-contrato?limite=200')
  const suyos = cuerpo.mensajes.filter((m: { datos: { id: string } }) => m.datos.id === id)
  assert.equal(suyos.length, 1)
  assert.equal(await historia(id), 1)
})

test('caso límite 17: un inmueble con contrato vivo no se retira, y un cliente no se borra', async () => {
  const { id_propiedad, id_inquilino } = await enEjecucion()
  const retiro = { cuerpo: { motivo: 'venta' } }
  esProblema(await a.pedir(`POST /inmuebles/${id_propiedad}/retiro`, retiro), 409, 'InmuebleConContratoVivo')
  assert.equal((await a.pedir(`GET /inmuebles/${id_propiedad}`)).cuerpo.estado, 'Activo')
  const borrar = await a.pedir(`DELETE /clientes/${id_inquilino}`)
  assert.ok(borrar.estado === 404 || borrar.estado === 405, `no hay cómo: ${borrar.estado}`)
  assert.equal((await a.pedir(`GET /clientes/${id_inquilino}`)).estado, 200)
})

test('caso límite 17: una persona natural con NIT, y un NIT con su dígito errado', async () => {
  const alta = (extra: object) => a.pedir('POST /clientes', { cuerpo: clienteNuevo(extra) })
  const nit = (numero: string) => ({ documento: { tipo: 'NIT', numero } })
  esProblema(await alta({ tipo: 'natural', ...nit('800197268-4') }), 422, 'DocumentoInvalido')
  esProblema(await alta(nit('800197268-3')), 422, 'DocumentoInvalido')
  assert.equal((await alta(nit('800.197.268-4'))).estado, 201)
})
