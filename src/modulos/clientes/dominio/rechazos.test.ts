import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rechazo } from '#pruebas/apoyo/rechazo.ts'
import { instanteDeMs } from '#seedwork/dominio/instante.ts'
import { actualizar, evolucionar, nacer, registrar, registrarProvisional } from './cliente.ts'
import { direccionCorreo } from './correo.ts'
import { documentoDe, documentoDuplicado, type TipoDocumento } from './documento.ts'

const en = instanteDeMs(0)
const identidad = { id: '01980000-0000-7000-8000-000000000001', codigo: 7, en }

test('lo que se dice de un documento que no sirve', () => {
  const con = (tipo: TipoDocumento, numero: string, cliente: 'natural' | 'empresa' = 'natural') =>
    rechazo(() => documentoDe(cliente, { tipo, numero }))
  const de = (por: string, puntero = '/documento/numero') =>
    `DocumentoInvalido: el documento no sirve: ${por} | ${puntero} ${por}`
  assert.equal(
    con('NIT', '1'),
    de('un cliente natural se identifica con CC, CE, PASAPORTE, OTRO', '/documento/tipo'),
  )
  assert.equal(
    con('CC', '1', 'empresa'),
    de('un cliente empresa se identifica con NIT, OTRO', '/documento/tipo'),
  )
  const nit = 'un NIT se escribe con su dígito de verificación: 800.197.268-4'
  for (const numero of [
    'x800197268-4',
    '800197268-4x',
    '800197268-45',
    'x800197268',
    '8001972684x',
    '12345-1',
  ])
    assert.equal(con('NIT', numero, 'empresa'), de(nit), numero)
  assert.equal(con('NIT', '8001972685', 'empresa'), de('el dígito de verificación no corresponde al NIT'))
  const raro = de('es demasiado largo o tiene caracteres raros')
  assert.equal(con('OTRO', '1'.repeat(61)), raro)
  assert.equal(con('OTRO', '12\ud800'), raro)
  assert.equal(con('OTRO', '1'.repeat(60)), de('no tiene la forma de OTRO'))
  const malos = {
    CC: ['x123', '123x', '012', '12'],
    CE: ['AB', 'A-B', 'ÑAB', 'ABC!', '!ABC', 'A'.repeat(16)],
    PASAPORTE: ['ABC', 'AB-C', '!ABCD', 'ABCD!', 'A'.repeat(16)],
    OTRO: ['A', '-A', 'A!', '!AB', 'A'.repeat(31)],
  } as const
  for (const [tipo, numeros] of Object.entries(malos))
    for (const numero of numeros)
      assert.equal(con(tipo as TipoDocumento, numero), de(`no tiene la forma de ${tipo}`), numero)
})

test('los documentos más cortos y más largos que se admiten', () => {
  const de = (tipo: TipoDocumento, numero: string) => documentoDe('natural', { tipo, numero }).numero
  for (const [tipo, numeros] of Object.entries({
    CC: ['100', '1234567890'],
    CE: ['ab1', 'A'.repeat(15)],
    PASAPORTE: ['abc1', '9'.repeat(15)],
    OTRO: ['é1', 'A/B&C-1', 'A'.repeat(30), ` ${'1.'.repeat(29)}`],
  }))
    for (const numero of numeros)
      assert.equal(de(tipo as TipoDocumento, numero), numero.replaceAll(/[. ]/g, '').toUpperCase())
  assert.equal(documentoDe('empresa', { tipo: 'NIT', numero: '123456-3' }).numero, '123456-3')
})

test('un documento de otro cliente dice de quién', () =>
  assert.equal(
    rechazo(() => {
      throw documentoDuplicado('c1')
    }),
    'DocumentoDuplicado: ya hay un cliente con ese documento | cliente=c1 | /documento/numero es de otro cliente',
  ))

test('lo que se dice de un correo que no sirve', () => {
  const con = (valor: string) => rechazo(() => direccionCorreo(valor))
  const de = (por: string) => `CorreoInvalido: la dirección de correo no sirve: ${por} | /correo ${por}`
  const raro = de('tiene caracteres que no admite una dirección')
  assert.equal(con(`${'a'.repeat(255)}`), de('tiene más de 254 caracteres'))
  for (const valor of ['a b@c.co', 'a\ud800@c.co', 'a\n@c.co']) assert.equal(con(valor), raro)
  for (const valor of ['', 'ana', 'a@b@c.co'])
    assert.equal(con(valor), de('debe ser una sola dirección, con una arroba'))
  for (const valor of ['@c.co', '.a@c.co', 'a.@c.co', `${'a'.repeat(65)}@c.co`, `${'é'.repeat(33)}@c.co`])
    assert.equal(con(valor), de('lo que va antes de la arroba no sirve'))
  for (const valor of ['a@', 'a@c', 'a@-c.co', 'a@c-.co', 'a@c..co', 'a@c.-co', 'a@c.co-', 'a@.co', 'a@c.c'])
    assert.equal(con(valor), de('el dominio no sirve'), valor)
  // 254 caracteres, pero más bytes: la ñ ocupa dos.
  const dominio = `${'ñ'.repeat(60)}.${'ñ'.repeat(60)}.co`
  assert.equal(con(`a@${dominio}`.padStart(140, 'a')), de('tiene más de 254 bytes'))
})

test('las direcciones más largas que se admiten', () => {
  const etiqueta = 'b'.repeat(63)
  const [local, dominio] = ['a'.repeat(64), `${etiqueta}.${etiqueta}.${'c'.repeat(61)}`]
  assert.equal(direccionCorreo(`${local}@${dominio}`).length, 254)
  assert.equal(direccionCorreo('a@b.co'), 'a@b.co')
  assert.equal(direccionCorreo('a@a1-b.x2.c\u0947o'), 'a@a1-b.x2.c\u0947o')
  assert.equal(direccionCorreo('a@\u0915\u0947.\u0915\u0947'), 'a@\u0915\u0947.\u0915\u0947')
  assert.equal(direccionCorreo("o'b!#$%&*+/=?^_`{|}~-x.y@c.co"), "o'b!#$%&*+/=?^_`{|}~-x.y@c.co")
})

test('lo que se dice de un alta o un cambio que no sirve', () => {
  const documento = { tipo: 'OTRO', numero: 'A1' } as const
  const alta = { tipo: 'empresa', nombre: 'Acme', documento } as const
  const forma = 'PeticionInvalida: lo que se pide no tiene la forma acordada'
  assert.equal(
    rechazo(() => registrar(alta, { ...identidad, codigo: 1_000_000_000 })),
    `${forma} | /codigo debe ser un entero de 1 a 999999999`,
  )
  assert.equal(registrar(alta, { ...identidad, codigo: 999_999_999 }).codigo, 999_999_999)
  assert.equal(registrar(alta, { ...identidad, codigo: 1 }).datos.correo, null)
  assert.match(
    rechazo(() => registrar({ ...alta, nombre: 'x'.repeat(201) }, identidad)),
    /\/nombre tiene más de 200/,
  )
  assert.match(
    rechazo(() => registrar({ ...alta, nombre: '' }, identidad)),
    /\/nombre está vacío/,
  )
  const provisional = nacer(registrarProvisional('natural', identidad))
  const con = (cambio: Parameters<typeof actualizar>[1]) => rechazo(() => actualizar(provisional, cambio, en))
  assert.equal(con({ documento: { numero: '1' } }), `${forma} | /documento/tipo falta`)
  assert.equal(con({ documento: { tipo: 'CC' } }), `${forma} | /documento/numero falta`)
  assert.match(con({ nombre: 'a\nb' }), /\/nombre tiene saltos/)
})

test('cambiar una sola cosa es un hecho, y sólo cambia esa', () => {
  const documento = { tipo: 'OTRO', numero: 'A1' } as const
  const cliente = nacer(
    registrar({ tipo: 'empresa', nombre: 'Acme', documento, correo: 'a@b.co', idioma: 'en' }, identidad),
  )
  assert.equal(cliente.idioma, 'en')
  for (const cambio of [
    { tipo: 'natural' },
    { nombre: 'Otra' },
    { correo: 'c@d.co' },
    { correo: null },
    { idioma: 'es' },
    { documento: { numero: 'A2' } },
  ] as const) {
    const [hecho] = actualizar(cliente, cambio, en)
    assert.deepEqual(hecho?.tipo, 'ClienteActualizado')
    const esperado = { ...cliente, ...cambio }
    if ('documento' in cambio) Object.assign(esperado, { documento: { tipo: 'OTRO', numero: 'A2' } })
    assert.deepEqual(evolucionar(cliente, hecho!), esperado)
  }
})

test('volver a plegar el alta da el mismo cliente, sea cual sea el anterior', () => {
  const alta = registrarProvisional('natural', identidad)
  assert.deepEqual(alta.datos, {
    tipo: 'natural',
    nombre: 'Cliente 7',
    documento: null,
    correo: null,
    idioma: 'es',
  })
  assert.equal(alta.tipo, 'ClienteCreado')
  assert.deepEqual(evolucionar(nacer({ ...alta, codigo: 8 }), alta), nacer(alta))
})
