import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rechazo } from '#pruebas/apoyo/rechazo.ts'
import { aplicarPorcentaje, aTexto, decimal, deMinimo, dinero, igualDinero, moneda } from './dinero.ts'
import { ErrorDominio } from './errores.ts'
import { fechaCivil, menor, pasaDe, sumarDias, zona } from './fecha.ts'
import { id } from './id.ts'
import { sinTildes, textoDeUnaLinea } from './texto.ts'

const f = (texto: string) => fechaCivil(texto)
const largo = 'x'.repeat(100)

/** A quien pide algo imposible se le dice qué, dónde y con qué; lo que mandó, recortado. */
test('lo que se dice de un monto que no sirve', () => {
  const con = (monto: string, m: string) => rechazo(() => dinero(monto, m))
  const forma = 'se espera un decimal positivo como 1500000 o 1500.50'
  const miles = 'escríbalo sin separador de miles y con punto decimal'
  const de = (monto: string, por: string) =>
    `MontoInvalido: El monto no es válido: ${por} | monto=${monto} | /monto ${por}`
  assert.equal(con('-1', 'COP'), de('-1', forma))
  assert.equal(con(largo, 'COP'), de('x'.repeat(40), forma))
  assert.equal(con('0', 'COP'), de('0', 'tiene que ser mayor que cero'))
  assert.equal(con('1000000000000000000', 'COP'), de('1000000000000000000', 'supera los 18 dígitos'))
  assert.equal(
    con('1.00001', 'CLF'),
    'PrecisionExcedida: CLF admite 4 decimales; no se redondea | moneda=CLF | escala=4 | /monto CLF admite 4 decimales',
  )
  for (const monto of ['1.500.000', '1,500', '12,500,000', '123.456,7', '1,500.25', '12.345.678,90'])
    assert.equal(con(monto, 'USD'), de(monto, miles))
  for (const monto of ['x1.500.000', '1.500.000x', '1.500.00', '1234.567.890', '1,5x0,000', '1,500.2x'])
    assert.equal(con(monto, 'USD'), de(monto, forma))
  assert.match(con('1,500.255', 'USD'), /^PrecisionExcedida/)
  assert.match(con('1.500,255', 'USD'), /^PrecisionExcedida/)
})

test('un monto de más de 60 caracteres no se lee entero', () => {
  assert.equal(rechazo(() => dinero('9'.repeat(200), 'COP')).split(' | ')[1], `monto=${'9'.repeat(40)}`)
  assert.match(
    rechazo(() => dinero(`1.${'0'.repeat(300)}`, 'CLF')),
    /^PrecisionExcedida/,
  )
})

test('lo que se dice de una moneda, una fecha, una zona o un id que no sirven', () => {
  const admitidas = 'se admiten COP, CLP, PYG, USD, EUR, MXN, PEN, BRL, CLF'
  assert.equal(
    rechazo(() => moneda(largo)),
    `MonedaNoSoportada: Moneda no soportada: ${admitidas} | moneda=xxxxxxxxxx | /moneda ${admitidas}`,
  )
  const mala = (texto: string) => rechazo(() => fechaCivil(texto, '/fin'))
  const de = (texto: string, por: string) =>
    `FechaInvalida: Fecha inválida: ${por} | fecha=${texto} | /fin ${por}`
  const forma = 'se espera AAAA-MM-DD, sin hora'
  for (const texto of ['02026-01-01', '2026-01-011', '2026-01-01T00', 'x'.repeat(40)])
    assert.equal(mala(texto), de(texto, forma))
  assert.equal(mala(largo), de('x'.repeat(40), forma))
  assert.equal(mala('2026-02-30'), de('2026-02-30', 'ese día no existe'))
  for (const texto of ['1899-12-31', '2900-01-01'])
    assert.equal(mala(texto), de(texto, 'fuera de 1900-01-01…2899-12-31'))
  assert.match(
    rechazo(() => f('ayer')),
    / \| {2}se espera AAAA/,
  )
  const iana = 'se espera un nombre IANA como America/Bogota'
  assert.equal(
    rechazo(() => zona(largo)),
    `ZonaInvalida: Zona horaria inválida: ${iana} | zona=${'x'.repeat(60)} | /zona ${iana}`,
  )
  for (const nombre of [' America/Bogota', 'America/Bogota ', '+05:00'])
    assert.match(
      rechazo(() => zona(nombre)),
      /^ZonaInvalida/,
      nombre,
    )
  const uuid = '019a0000-0000-7000-8000-00000000000a'
  for (const valor of [`x${uuid}`, `${uuid}x`, uuid.slice(1), ''])
    assert.equal(
      rechazo(() => id(valor, 'parte')),
      'PeticionInvalida: lo que se pide no tiene la forma acordada | /parte se espera un UUID',
    )
})

test('los bordes del calendario y del siglo', () => {
  for (const borde of ['1900-01-01', '2899-12-31', '2000-02-29', '2400-02-29']) assert.equal(f(borde), borde)
  for (const mala of ['1900-02-29', '2100-02-29', '2023-02-29', '2026-04-31', '2026-00-10', '2026-01-00'])
    assert.match(
      rechazo(() => f(mala)),
      /ese día no existe/,
      mala,
    )
  assert.equal(menor(f('2026-01-01'), f('2026-01-01')), '2026-01-01')
  assert.equal(sumarDias(f('2026-12-31'), 1), '2027-01-01')
  // Un plazo larguísimo que empieza pronto y uno corto: ni el año de inicio ni el de fin bastan solos.
  assert.equal(pasaDe(10, { inicio: f('2026-01-01'), fin: f('2027-01-01') }), false)
  assert.equal(pasaDe(1, { inicio: f('2026-06-30'), fin: f('2027-06-29') }), false)
})

test('los bordes de un texto', () => {
  const nombre = (valor: string, min: number, max: number) => textoDeUnaLinea('nombre', valor, { min, max })
  assert.equal(nombre('abc', 3, 3), 'abc')
  assert.equal(nombre(`${' '.repeat(9)}abc`, 3, 3), 'abc')
  assert.match(
    rechazo(() => nombre(`${' '.repeat(10)}abc`, 3, 3)),
    /más de 3/,
  )
  assert.equal(sinTildes('a\u0301\u0302b'), 'ab')
})

test('dos dineros son iguales si lo son sus unidades y su moneda', () => {
  const usd = dinero('5.00', 'USD')
  assert.ok(igualDinero(usd, dinero('5', 'USD')))
  assert.ok(!igualDinero(usd, dinero('5.01', 'USD')))
  assert.ok(!igualDinero(usd, dinero('5.00', 'EUR')))
  assert.ok(!igualDinero(usd, { ...usd, escala: 3 }))
})

test('el medio exacto sube, también en lo más pequeño', () => {
  assert.equal(aTexto(aplicarPorcentaje(deMinimo(1n, 'USD'), 5_000)), '0.02')
  assert.equal(aTexto(aplicarPorcentaje(deMinimo(1n, 'USD'), 4_999)), '0.01')
  assert.equal(decimal(0n, 0), '0')
  assert.equal(decimal(-12n, 0), '-12')
})

test('un error de dominio se llama así y, sin más, no señala nada', () => {
  const error = new ErrorDominio('X', 'y')
  assert.deepEqual([error.name, error.message, error.datos, error.faltas], ['ErrorDominio', 'y', {}, []])
})
