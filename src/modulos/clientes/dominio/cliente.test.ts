import assert from 'node:assert/strict'
import { test } from 'node:test'
import { plegar } from '#seedwork/dominio/decisor.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { instanteDeMs } from '#seedwork/dominio/instante.ts'
import {
  actualizar,
  type DatosPedidos,
  evolucionar,
  nacer,
  registrar,
  registrarProvisional,
} from './cliente.ts'

const en = instanteDeMs(1_764_608_400_000)
const luego = instanteDeMs(1_764_694_800_000)
const identidad = { id: '01980000-0000-7000-8000-000000000001', codigo: 7, en }
const cafe: DatosPedidos = {
  tipo: 'empresa',
  nombre: ' Café Páramo S.A.S. ',
  documento: { tipo: 'NIT', numero: '999.001.003-1' },
  correo: 'arriendos@Paramo.example',
}
const dado = (pedidos: DatosPedidos) => nacer(registrar(pedidos, identidad))
const con = (codigo: string, puntero: string) => (e: unknown) =>
  e instanceof ErrorDominio && e.codigo === codigo && e.faltas[0]?.puntero === puntero

test('registrar un cliente normaliza lo que se pide', () => {
  assert.deepEqual(registrar(cafe, identidad), {
    tipo: 'ClienteCreado',
    id: identidad.id,
    codigo: 7,
    datos: {
      tipo: 'empresa',
      nombre: 'Café Páramo S.A.S.',
      documento: { tipo: 'NIT', numero: '999001003-1' },
      correo: 'arriendos@paramo.example',
      idioma: 'es',
    },
    en,
  })
})

test('registrar rechaza nombres, documentos, correos y códigos que no sirven', () => {
  assert.throws(() => registrar({ ...cafe, nombre: 'a\r\nb' }, identidad), con('PeticionInvalida', '/nombre'))
  assert.throws(
    () => registrar({ ...cafe, tipo: 'natural' }, identidad),
    con('DocumentoInvalido', '/documento/tipo'),
  )
  assert.throws(
    () => registrar({ ...cafe, correo: 'a@b.example,c@d.example' }, identidad),
    con('CorreoInvalido', '/correo'),
  )
  for (const codigo of [0, -1, 1.5, 2 ** 31, Number.NaN])
    assert.throws(() => registrar(cafe, { ...identidad, codigo }), con('PeticionInvalida', '/codigo'))
})

test('actualizar deja constancia de lo que había y lo que queda', () => {
  const cliente = dado(cafe)
  const [hecho] = actualizar(cliente, { nombre: 'Café Páramo', correo: null }, luego)
  assert.equal(hecho?.antes.nombre, 'Café Páramo S.A.S.')
  assert.equal(hecho?.antes.correo, 'arriendos@paramo.example')
  assert.equal(hecho?.despues.nombre, 'Café Páramo')
  assert.equal(hecho?.despues.correo, null)
  const despues = plegar(evolucionar)(cliente, [hecho!])
  assert.deepEqual(despues, { ...cliente, nombre: 'Café Páramo', correo: null, actualizadoEn: luego })
})

test('actualizar a lo que ya era no es un hecho', () => {
  const cliente = dado(cafe)
  assert.deepEqual(actualizar(cliente, {}, luego), [])
  assert.deepEqual(
    actualizar(cliente, { documento: { numero: '9990010031' }, nombre: 'Café Páramo S.A.S.' }, luego),
    [],
  )
})

test('cambiar el tipo de cliente vuelve a exigir un documento de ese tipo', () => {
  const cliente = dado(cafe)
  assert.throws(
    () => actualizar(cliente, { tipo: 'natural' }, luego),
    con('DocumentoInvalido', '/documento/tipo'),
  )
  const cambios = { tipo: 'natural', documento: { tipo: 'CC', numero: '1.000.000.001' } } as const
  assert.deepEqual(actualizar(cliente, cambios, luego)[0]?.despues.documento, {
    tipo: 'CC',
    numero: '1000000001',
  })
})

test('un cliente provisional se puede renombrar y luego completar', () => {
  const provisional = nacer(registrarProvisional('empresa', identidad))
  assert.equal(provisional.nombre, 'Cliente 7')
  assert.equal(provisional.documento, null)
  const renombrado = plegar(evolucionar)(provisional, actualizar(provisional, { nombre: 'Acme' }, luego))
  assert.equal(renombrado.documento, null)
  assert.throws(
    () => actualizar(renombrado, { documento: { tipo: 'NIT' } }, luego),
    con('PeticionInvalida', '/documento/numero'),
  )
  assert.throws(
    () => actualizar(renombrado, { documento: { numero: '1' } }, luego),
    con('PeticionInvalida', '/documento/tipo'),
  )
  const completo = plegar(evolucionar)(
    renombrado,
    actualizar(renombrado, { documento: cafe.documento }, luego),
  )
  assert.deepEqual(completo.documento, { tipo: 'NIT', numero: '999001003-1' })
})
