import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  cliente,
  dado,
  datos,
  fichas,
  firmaDe,
  hechos,
  huella,
  ids,
  inmueble,
  ocupacion,
} from '#pruebas/apoyo/contratos.ts'
import {
  corregir,
  en,
  enEstado,
  firmado,
  pendiente,
  procesado,
  redactar,
  rubrica,
  tipos,
} from '#pruebas/apoyo/contratos-ordenes.ts'
import { aplicar, firmasPendientes } from './contrato.ts'
import { advertencias } from './decisiones.ts'
import { formaCanonica, terminos } from './terminos.ts'

describe('T1 crear', () => {
  test('nace Pendiente, con su huella, su primera revisión y un tramo que cubre el plazo', () => {
    const eventos = redactar()
    assert.deepEqual(eventos, [
      {
        tipo: 'ContratoCreado',
        id: ids.contrato,
        redaccion: {
          numero: 'CT-0001',
          terminos: terminos(datos),
          hash: huella(formaCanonica(terminos(datos))),
          revision: 1,
          zona: 'America/Bogota',
        },
        renuevaA: null,
        en,
      },
    ])
    const c = dado(eventos)
    assert.equal(c.estado, 'Pendiente')
    assert.deepEqual(c.tramos, [
      { desde: '2027-01-01', hasta: '2027-12-31', canon: c.terminos.canon, causa: 'inicial' },
    ])
    assert.deepEqual(firmasPendientes(c), [ids.compania, ids.inquilino])
  })

  test('la propiedad tiene que existir y estar activa', () => {
    const sin = { ...fichas, inmuebles: new Map() }
    assert.throws(() => redactar({}, sin), { codigo: 'PropiedadDesconocida' })
    const [id, ficha] = inmueble(ids.propiedad)
    const retirada = { ...fichas, inmuebles: new Map([[id, { ...ficha, activo: false }]]) }
    assert.throws(() => redactar({}, retirada), { codigo: 'PropiedadRetirada' })
  })

  test('las partes tienen que existir, codeudores también', () => {
    const clientes = new Map(fichas.clientes)
    clientes.delete(ids.codeudor)
    assert.throws(() => redactar({ codeudores: [ids.codeudor] }, { ...fichas, clientes }), {
      codigo: 'ParteDesconocida',
      faltas: [{ puntero: '/codeudores/0', detalle: 'no existe' }],
    })
  })

  test('I6: dos fichas con el mismo documento son la misma persona', () => {
    const clientes = new Map([cliente(ids.compania, 'NIT 1'), cliente(ids.inquilino, 'NIT 1')])
    assert.throws(() => redactar({}, { ...fichas, clientes }), { codigo: 'PartesIguales' })
  })

  test('dos clientes provisionales sin documento no se confunden', () => {
    const clientes = new Map([cliente(ids.compania, null), cliente(ids.inquilino, null)])
    assert.deepEqual(tipos(redactar({}, { ...fichas, clientes })), ['ContratoCreado'])
  })

  test('un solape con algo firmado sólo se advierte; el día siguiente, ni eso (caso límite 3)', () => {
    const c = pendiente()
    const con = (...ocupaciones: ReturnType<typeof ocupacion>[]) => ({
      ...fichas,
      inmuebles: new Map([inmueble(ids.propiedad, ocupaciones)]),
    })
    assert.deepEqual(advertencias(c, con(ocupacion(ids.otro, '2024-02-01', '2027-01-01'))), [
      'SolapeConFirmado',
    ])
    assert.deepEqual(advertencias(c, con(ocupacion(ids.otro, '2024-02-01', '2026-12-31'))), [])
    assert.deepEqual(advertencias(c, con(ocupacion(ids.otro, '2028-01-01', '2028-12-31'))), [])
    assert.deepEqual(advertencias(c, con(ocupacion(ids.contrato, '2027-01-01', '2027-12-31'))), [])
    assert.deepEqual(
      advertencias(c, con(ocupacion(ids.otro, '2027-03-02', '2027-03-01'))),
      [],
      'ocupación vacía',
    )
  })

  test('un plazo de más de diez años se advierte', () => {
    assert.deepEqual(advertencias(dado(redactar({ fechaFin: '2062-12-31' })), fichas), ['PlazoMayorA10Anios'])
  })
})

describe('T2 actualizar', () => {
  test('un cambio de términos sube la revisión y cambia la huella', () => {
    const c = pendiente()
    const eventos = corregir(c, { monto: '15000000' })
    assert.deepEqual(tipos(eventos), ['ContratoActualizado'])
    const despues = aplicar(c, eventos)
    assert.equal(despues.revision, 2)
    assert.notEqual(despues.hash, c.hash)
    assert.equal(despues.tramos[0]?.canon.minimo, 15_000_000n)
  })

  test('sin cambio real no pasa nada', () => {
    assert.deepEqual(corregir(pendiente(), {}), [])
    assert.deepEqual(corregir(pendiente(), { monto: '14594606', codeudores: null, numero: 'CT-0001' }), [])
  })

  test('caso límite 9: editar tras una de dos firmas la invalida y dice qué cambió', () => {
    const c = aplicar(pendiente(), firmaDe(pendiente(), ids.inquilino))
    const eventos = corregir(c, { monto: '15000000', fechaFin: '2028-12-31' })
    assert.deepEqual(eventos.at(-1), {
      tipo: 'FirmasInvalidadas',
      partes: [ids.inquilino],
      cambios: ['fecha_fin', 'monto'],
      en,
    })
    assert.deepEqual(aplicar(c, eventos).firmas, [])
  })

  test('corregir el número no toca lo firmado', () => {
    const c = aplicar(pendiente(), firmaDe(pendiente(), ids.inquilino))
    const eventos = corregir(c, { numero: 'CT-0099' })
    assert.deepEqual(tipos(eventos), ['ContratoActualizado'])
    const despues = aplicar(c, eventos)
    assert.equal(despues.numero, 'CT-0099')
    assert.equal(despues.hash, c.hash)
    assert.equal(despues.revision, 1)
    assert.equal(despues.firmas.length, 1)
  })

  test('volver a los términos de antes es otra revisión con la misma huella', () => {
    const c = pendiente()
    const cambiado = aplicar(c, corregir(c, { monto: '1' }))
    const vuelto = aplicar(cambiado, corregir(cambiado, { monto: '14594606' }))
    assert.equal(vuelto.hash, c.hash)
    assert.equal(vuelto.revision, 3)
  })

  test('una propiedad retirada se deja donde está, pero no se entra a otra', () => {
    const [id, ficha] = inmueble(ids.propiedad)
    const [otra, suya] = inmueble(ids.propiedad2)
    const retiradas = {
      ...fichas,
      inmuebles: new Map([
        [id, { ...ficha, activo: false }],
        [otra, { ...suya, activo: false }],
      ]),
    }
    assert.deepEqual(tipos(corregir(pendiente(), { monto: '1' }, retiradas)), ['ContratoActualizado'])
    assert.throws(() => corregir(pendiente(), { idPropiedad: ids.propiedad2 }, retiradas), {
      codigo: 'PropiedadRetirada',
    })
  })

  test('los invariantes se comprueban de nuevo', () => {
    assert.throws(() => corregir(pendiente(), { fechaFin: '2026-01-01' }), { codigo: 'PeriodoInvalido' })
    assert.throws(() => corregir(pendiente(), { idInquilino: ids.compania }), { codigo: 'PartesIguales' })
    assert.throws(() => corregir(pendiente(), { numero: ' ' }), { codigo: 'PeticionInvalida' })
  })
})

describe('T3 y T4 firmar', () => {
  test('la primera firma queda; la última perfecciona', () => {
    const c = pendiente()
    const primera = rubrica(c, ids.inquilino)
    assert.deepEqual(primera, [
      { tipo: 'FirmaRegistrada', idParte: ids.inquilino, por: 'ana', hash: c.hash, en },
    ])
    const media = aplicar(c, primera)
    assert.equal(media.estado, 'Pendiente')
    assert.deepEqual(firmasPendientes(media), [ids.compania])
    const ultima = rubrica(media, ids.compania)
    assert.deepEqual(tipos(ultima), ['FirmaRegistrada', 'ContratoFirmado'])
    const fin = aplicar(media, ultima)
    assert.equal(fin.estado, 'Firmado')
    assert.equal(fin.hash, c.hash, 'firmar no cambia la huella')
  })

  test('los codeudores también son firmas obligatorias', () => {
    let c = dado(hechos.pendiente({ codeudores: [ids.codeudor] }))
    for (const parte of [ids.inquilino, ids.compania]) c = aplicar(c, firmaDe(c, parte))
    assert.equal(c.estado, 'Pendiente')
    assert.deepEqual(firmasPendientes(c), [ids.codeudor])
    assert.equal(aplicar(c, firmaDe(c, ids.codeudor)).estado, 'Firmado')
  })

  test('caso límite 9: firmar dos veces la misma parte ⇒ FirmaDuplicada, sin evento', () => {
    const c = aplicar(pendiente(), firmaDe(pendiente(), ids.inquilino))
    assert.throws(() => rubrica(c, ids.inquilino), { codigo: 'FirmaDuplicada' })
    assert.throws(() => rubrica(firmado(), ids.inquilino), { codigo: 'FirmaDuplicada' })
    assert.throws(() => rubrica(procesado(), ids.inquilino), { codigo: 'FirmaDuplicada' })
  })

  test('caso límite 9: un hash viejo ⇒ VersionObsoleta, con el vigente a la vista', () => {
    const c = pendiente()
    const editado = aplicar(c, corregir(c, { monto: '1' }))
    assert.throws(() => rubrica(editado, ids.inquilino, { hash: c.hash }), {
      codigo: 'VersionObsoleta',
      datos: { hash: editado.hash, revision: 2 },
    })
  })

  test('caso límite 9: firma quien es parte y con permiso para ella', () => {
    const c = pendiente()
    assert.throws(() => rubrica(c, ids.inquilino2), { codigo: 'FirmanteNoAutorizado' })
    assert.throws(() => rubrica(c, ids.inquilino, { autorizadas: [ids.compania] }), {
      codigo: 'FirmanteNoAutorizado',
    })
    assert.throws(() => rubrica(c, ids.inquilino, { autorizadas: [] }), { codigo: 'FirmanteNoAutorizado' })
    assert.deepEqual(tipos(rubrica(c, ids.inquilino, { autorizadas: [ids.inquilino] })), ['FirmaRegistrada'])
  })

  test('lo anulado, vencido o terminado no se firma', () => {
    for (const estado of ['Anulado', 'Vencido', 'Terminado'] as const)
      assert.throws(() => rubrica(enEstado(estado), ids.inquilino), { codigo: 'TransicionInvalida' }, estado)
  })
})
