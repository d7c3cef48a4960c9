import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  contexto,
  datos,
  ids,
  inmueble,
  memoriaVacia,
  ocupacion,
  unidadEnMemoria,
} from '#pruebas/apoyo/contratos.ts'
import { comandosContratos } from './comandos.ts'

/** El módulo sobre memoria; cada caso de uso se corre dos veces y debe dar lo mismo. */
const abrir = () => {
  const memoria = memoriaVacia()
  const comandos = comandosContratos(unidadEnMemoria(memoria, assert.deepEqual))
  const crear = async (extra: object = {}) =>
    (
      await comandos.CrearContrato({
        comando: { tipo: 'CrearContrato', id: ids.contrato, ...datos, ...extra },
        contexto: contexto(),
      })
    ).resultado
  const firmar = async (idParte: string, hash: string, extra: object = {}) =>
    (
      await comandos.FirmarContrato({
        comando: { tipo: 'FirmarContrato', id: ids.contrato, idParte, hash },
        contexto: contexto(extra),
      })
    ).resultado
  const actualizar = async (cambios: object, extra: object = {}) =>
    (
      await comandos.ActualizarContrato({
        comando: { tipo: 'ActualizarContrato', id: ids.contrato, cambios },
        contexto: contexto(extra),
      })
    ).resultado
  const procesar = async (actaEntrega = true) =>
    (
      await comandos.ProcesarContrato({
        comando: { tipo: 'ProcesarContrato', id: ids.contrato, actaEntrega },
        contexto: contexto(),
      })
    ).resultado
  const eliminar = async (motivo?: string) =>
    (
      await comandos.EliminarContrato({
        comando: { tipo: 'EliminarContrato', id: ids.contrato, motivo },
        contexto: contexto(),
      })
    ).resultado
  const emitidos = () => memoria.emitidos.map(({ evento, version }) => `${evento.tipo}@${version}`)
  return { memoria, crear, firmar, actualizar, procesar, eliminar, emitidos }
}

test('un contrato va de punta a punta: crear, firmar, firmar, procesar', async () => {
  const m = abrir()
  const creado = await m.crear()
  assert.equal(creado.version, 1)
  assert.equal(creado.numero, 'CT-100001')
  assert.deepEqual(creado.firmas_pendientes, [ids.compania, ids.inquilino])
  const media = await m.firmar(ids.inquilino, creado.hash)
  assert.deepEqual(media.firmas, [
    { id_parte: ids.inquilino, firmada_en: '2026-12-01T17:00:00.000Z', por: 'gestor' },
  ])
  assert.equal(media.hash, creado.hash)
  const firmado = await m.firmar(ids.compania, creado.hash)
  assert.equal(firmado.estado, 'Firmado')
  assert.equal(firmado.vigencia, 'Futura')
  const procesado = await m.procesar()
  assert.equal(procesado.estado, 'Procesado')
  assert.equal(procesado.version, 4)
  assert.deepEqual(m.emitidos(), [
    'ContratoCreado@1',
    'FirmaRegistrada@2',
    'FirmaRegistrada@3',
    'ContratoFirmado@3',
    'ContratoProcesado@4',
  ])
})

test('la vista de un contrato recién creado, entera', async () => {
  const { hash, acciones, ...vista } = await abrir().crear({ numero: 'CT-0018', incremento: { tipo: 'ipc' } })
  assert.match(hash, /^[0-9a-f]{64}$/)
  assert.deepEqual(
    acciones.map((a) => [a.accion, a.permitida]),
    [
      ['actualizar', true],
      ['firmar', true],
      ['eliminar', true],
      ['procesar', false],
      ['registrar-otrosi', false],
      ['prorrogar', false],
      ['incrementar', false],
      ['renovar', false],
      ['terminar', false],
    ],
  )
  assert.deepEqual(vista, {
    id: ids.contrato,
    numero: 'CT-0018',
    version: 1,
    revision: 1,
    estado: 'Pendiente',
    vigencia: null,
    dias_restantes: null,
    id_propiedad: ids.propiedad,
    id_compania: ids.compania,
    id_inquilino: ids.inquilino,
    codeudores: [],
    fecha_inicio: '2027-01-01',
    fecha_fin: '2027-12-31',
    monto: '14594606',
    moneda: 'COP',
    periodicidad: 'mensual',
    incremento: { tipo: 'ipc', puntos_basicos: 0 },
    clausulas: [],
    canon_vigente: '14594606',
    tramos: [{ desde: '2027-01-01', hasta: '2027-12-31', monto: '14594606', causa: 'inicial' }],
    firmas: [],
    firmas_pendientes: [ids.compania, ids.inquilino],
    otrosies: [],
    incremento_pendiente: null,
    renueva_a: null,
    renovado_por: null,
    terminacion: null,
    fecha_creacion: '2026-12-01T17:00:00.000Z',
    fecha_actualizacion: '2026-12-01T17:00:00.000Z',
    advertencias: [],
  })
})

describe('crear', () => {
  test('advierte el solape con algo firmado y el plazo largo, sin rechazar', async () => {
    const m = abrir()
    m.memoria.fichas.inmuebles.set(
      ...inmueble(ids.propiedad, [ocupacion(ids.otro, '2026-01-01', '2027-01-01')]),
    )
    const { advertencias } = await m.crear({ fechaFin: '2062-12-31' })
    assert.deepEqual(advertencias, ['SolapeConFirmado', 'PlazoMayorA10Anios'])
  })

  test('lo que no se puede no deja nada', async () => {
    const m = abrir()
    await assert.rejects(m.crear({ fechaFin: '2026-01-01' }), { codigo: 'PeriodoInvalido' })
    await assert.rejects(m.crear({ idPropiedad: ids.otro }), { codigo: 'PropiedadDesconocida' })
    assert.equal(m.memoria.contratos.size, 0)
    assert.deepEqual(m.emitidos(), [])
  })
})

describe('actualizar', () => {
  test('caso límite 9: editar tras una firma la invalida; las firmas se atan al hash nuevo', async () => {
    const m = abrir()
    const { hash } = await m.crear()
    await m.firmar(ids.inquilino, hash)
    const editado = await m.actualizar({ monto: '15000000' })
    assert.equal(editado.revision, 2)
    assert.deepEqual(editado.firmas, [])
    await assert.rejects(m.firmar(ids.compania, hash), { codigo: 'VersionObsoleta' })
    await m.firmar(ids.compania, editado.hash)
    assert.deepEqual(m.emitidos().slice(2), [
      'ContratoActualizado@3',
      'FirmasInvalidadas@3',
      'FirmaRegistrada@4',
    ])
  })

  test('I13: sin cambio real, ni evento ni versión nueva', async () => {
    const m = abrir()
    await m.crear()
    const igual = await m.actualizar(
      { monto: '14594606' },
      { versionEsperada: { id: ids.contrato, version: 1 } },
    )
    assert.equal(igual.version, 1)
    assert.deepEqual(m.emitidos(), ['ContratoCreado@1'])
  })

  test('I13: la versión esperada que no es ⇒ VersionObsoleta', async () => {
    const m = abrir()
    await m.crear()
    const vieja = { versionEsperada: { id: ids.contrato, version: 7 } }
    await assert.rejects(m.actualizar({ monto: '1' }, vieja), { codigo: 'VersionObsoleta' })
  })
})

describe('firmar', () => {
  test('una credencial de firmante firma sólo por sus partes', async () => {
    const m = abrir()
    const { hash } = await m.crear()
    const firmante = { actor: 'mariana', partes: [ids.inquilino] }
    await assert.rejects(m.firmar(ids.compania, hash, firmante), { codigo: 'FirmanteNoAutorizado' })
    const { firmas } = await m.firmar(ids.inquilino, hash, firmante)
    assert.equal(firmas[0]?.por, 'mariana')
  })

  test('caso límite 9: dos veces ⇒ FirmaDuplicada y ningún evento más', async () => {
    const m = abrir()
    const { hash } = await m.crear()
    await m.firmar(ids.inquilino, hash)
    await assert.rejects(m.firmar(ids.inquilino, hash), { codigo: 'FirmaDuplicada' })
    assert.deepEqual(m.emitidos(), ['ContratoCreado@1', 'FirmaRegistrada@2'])
  })

  test('un id que no es un UUID no llega a la base: por un mensaje de fuera puede venir cualquier cosa', async () => {
    const { memoria } = abrir()
    const comandos = comandosContratos(unidadEnMemoria(memoria, assert.deepEqual))
    const id = "x'); drop table contratos --"
    const rechazo = { codigo: 'PeticionInvalida' }
    const orden = <C>(comando: C) => ({ comando, contexto: contexto() })
    const firma = { tipo: 'FirmarContrato' as const, id, idParte: ids.inquilino, hash: '' }
    await assert.rejects(comandos.FirmarContrato(orden(firma)), rechazo)
    await assert.rejects(comandos.EliminarContrato(orden({ tipo: 'EliminarContrato', id })), rechazo)
    const acta = { tipo: 'ProcesarContrato' as const, id, actaEntrega: true }
    await assert.rejects(comandos.ProcesarContrato(orden(acta)), rechazo)
    const edicion = { tipo: 'ActualizarContrato' as const, id, cambios: {} }
    await assert.rejects(comandos.ActualizarContrato(orden(edicion)), rechazo)
    await assert.rejects(comandos.CrearContrato(orden({ tipo: 'CrearContrato', ...datos, id })), rechazo)
  })

  test('un contrato que no existe', async () => {
    await assert.rejects(abrir().firmar(ids.inquilino, 'x'), { codigo: 'ContratoNoEncontrado' })
  })
})

describe('eliminar', () => {
  test('queda Anulado y a la vista; una segunda vez ⇒ TransicionInvalida', async () => {
    const m = abrir()
    await m.crear()
    const anulado = await m.eliminar('cliente desistió')
    assert.equal(anulado.estado, 'Anulado')
    assert.ok(anulado.acciones.every((a) => !a.permitida))
    await assert.rejects(m.eliminar(), { codigo: 'TransicionInvalida' })
  })

  test('I12: lo firmado no se elimina', async () => {
    const m = abrir()
    const { hash } = await m.crear()
    for (const parte of [ids.inquilino, ids.compania]) await m.firmar(parte, hash)
    await assert.rejects(m.eliminar(), { codigo: 'ContratoInmutable' })
    await assert.rejects(m.actualizar({ monto: '1' }), { codigo: 'ContratoInmutable' })
  })
})
