import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { ContratoVista } from '#modulos/contratos/modulo.ts'
import { abrirBasePrueba, type BasePrueba } from '#pruebas/apoyo/base.ts'
import { abrirOficina, type DatosContrato, type Oficina, prepararOficina } from '#pruebas/apoyo/oficina.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'

let base: BasePrueba
let oficina: Oficina
before(async () => {
  base = await abrirBasePrueba()
  await prepararOficina(base.url)
  oficina = await abrirOficina(base.url)
})
after(async () => {
  await oficina[Symbol.asyncDispose]()
  await base[Symbol.asyncDispose]()
})

const codigo = (c: string) => (e: unknown) => e instanceof ErrorDominio && e.codigo === c
const partes = async () => {
  const [propiedad, compania, inquilino] = await Promise.all([
    oficina.inmueble(),
    oficina.cliente('Inmobiliaria Los Alpes'),
    oficina.cliente(),
  ])
  return { propiedad, compania, inquilino }
}
const leer = (id: string) => oficina.contratos.queries.ObtenerContrato({ tipo: 'ObtenerContrato', id })
const sinNombres = ({ nombres, ...vista }: Awaited<ReturnType<typeof leer>>) => vista
const tipos = async (id: string) => (await oficina.hechos(id)).map(([tipo]) => tipo)
const ocupacionDe = (id: string) =>
  oficina.inmuebles.queries.OcupacionDeInmueble({ tipo: 'OcupacionDeInmueble', id })

test('lo que contesta cada comando es lo que se lee después', async () => {
  const p = await partes()
  const { advertencias, ...creado } = (await oficina.redactar({
    ...p,
    numero: 'CT-0001',
  })) as ContratoVista & {
    advertencias: unknown
  }
  assert.deepEqual(advertencias, [])
  assert.deepEqual(sinNombres(await leer(creado.id)), creado)
  const firmado = await oficina.perfeccionar(creado)
  assert.equal(firmado.estado, 'Firmado')
  assert.deepEqual(sinNombres(await leer(creado.id)), firmado)
  const comando = { tipo: 'ProcesarContrato' as const, id: creado.id, actaEntrega: true }
  const { resultado, posiciones } = await oficina.contratos.comandos.ProcesarContrato({
    comando,
    contexto: oficina.contexto(),
  })
  assert.deepEqual(sinNombres(await leer(creado.id)), resultado)
  assert.deepEqual(
    posiciones.map((x) => x.topico),
    ['eventos-contrato'],
  )
  assert.deepEqual(await tipos(creado.id), [
    'ContratoCreado',
    'FirmaRegistrada',
    'FirmaRegistrada',
    'ContratoFirmado',
    'ContratoProcesado',
  ])
})

test('la última firma ocupa el inmueble en el mismo commit', async () => {
  const p = await partes()
  const contrato = await oficina.redactar(p)
  assert.deepEqual((await tipos(p.propiedad)).includes('InmuebleOcupado'), false, 'Pendiente no bloquea')
  await oficina.perfeccionar(contrato)
  const [tipo, datos] = (await oficina.hechos(p.propiedad)).at(-1)!
  assert.equal(tipo, 'InmuebleOcupado')
  assert.equal(datos.id_contrato, contrato.id)
  assert.match(JSON.stringify(await ocupacionDe(p.propiedad)), new RegExp(contrato.id))
})

test('caso límite 3: el mismo día de fin e inicio ⇒ SolapeDeVigencia; el siguiente ⇒ se acepta', async () => {
  const p = await partes()
  await oficina.perfeccionar(await oficina.redactar({ ...p, inicio: '2026-01-01', fin: '2027-02-28' }))
  const otro = { ...p, inquilino: await oficina.cliente('Droguería La Loma') }
  const solapado = await oficina.redactar({ ...otro, inicio: '2027-02-28', fin: '2028-02-27' })
  assert.deepEqual((solapado as unknown as { advertencias: string[] }).advertencias, ['SolapeConFirmado'])
  await oficina.firmar(solapado, p.compania)
  await assert.rejects(oficina.firmar(solapado, otro.inquilino), codigo('SolapeDeVigencia'))
  const quedo = await leer(solapado.id)
  assert.equal(quedo.estado, 'Pendiente')
  assert.deepEqual(quedo.firmas_pendientes, [otro.inquilino], 'caso 9: la última firma no queda')
  const contiguo = await oficina.redactar({ ...otro, inicio: '2027-03-01', fin: '2028-02-27' })
  assert.equal((await oficina.perfeccionar(contiguo)).estado, 'Firmado')
})

const rivales = async (
  n: number,
): Promise<{ propiedad: string; listos: ContratoVista[]; ultima: string }> => {
  const p = await partes()
  const redactados = await Promise.all(Array.from({ length: n }, () => oficina.redactar(p)))
  const listos = await Promise.all(redactados.map((c) => oficina.firmar(c, p.compania)))
  return { propiedad: p.propiedad, listos, ultima: p.inquilino }
}

const unaGana = async (quien: Oficina) => {
  const { listos, ultima, propiedad } = await rivales(8)
  const fines = await Promise.allSettled(listos.map((c) => quien.firmar(c, ultima)))
  assert.equal(fines.filter((f) => f.status === 'fulfilled').length, 1)
  for (const f of fines)
    if (f.status === 'rejected') assert.ok(codigo('SolapeDeVigencia')(f.reason), String(f.reason))
  const estados = await Promise.all(listos.map(async (c) => (await leer(c.id)).estado))
  assert.equal(estados.filter((e) => e === 'Firmado').length, 1)
  assert.equal((await tipos(propiedad)).filter((t) => t === 'InmuebleOcupado').length, 1)
}

test('caso límite 9: de varias últimas firmas rivales a la vez gana exactamente una', () => unaGana(oficina))

test('…también si el dominio no mirara: decide la restricción de la tabla', async () => {
  await using ciega = await abrirOficina(base.url, { comprobarSolape: false })
  await unaGana(ciega)
})

test('caso límite 9 y 10: con la misma clave de idempotencia, la misma respuesta y ningún evento nuevo', async () => {
  const p = await partes()
  const contrato = await oficina.redactar(p)
  const clave = { operacion: 'FirmarContrato', clave: 'k-1', huella: 'h' }
  const extra = { clave, idComando: randomUUID() }
  const primera = await oficina.firmar(contrato, p.inquilino, extra)
  assert.deepEqual(await oficina.firmar(contrato, p.inquilino, extra), primera)
  await assert.rejects(oficina.firmar(contrato, p.inquilino), codigo('FirmaDuplicada'))
  assert.deepEqual(await tipos(contrato.id), ['ContratoCreado', 'FirmaRegistrada'])
})

test('caso límite 10: un id o un número repetidos', async () => {
  const p = await partes()
  const uno = await oficina.redactar({ ...p, numero: 'CT-0500' })
  await assert.rejects(oficina.redactar({ ...p, id: uno.id }), codigo('IdRepetido'))
  await assert.rejects(oficina.redactar({ ...p, numero: 'CT-0500' }), codigo('NumeroRepetido'))
})

test('sin número se toma el siguiente de la secuencia', async () => {
  const p = await partes()
  const [a, b] = await Promise.all([oficina.redactar(p), oficina.redactar(p)])
  assert.match(a.numero, /^CT-\d{6}$/)
  assert.notEqual(a.numero, b.numero)
})

const actualizar = (id: string, cambios: object, version: number) =>
  oficina.contratos.comandos.ActualizarContrato({
    comando: { tipo: 'ActualizarContrato', id, cambios },
    contexto: oficina.contexto({ versionEsperada: { id, version } }),
  })

test('I13: la versión esperada se comprueba, y un cambio a un número ajeno no entra', async () => {
  const p = await partes()
  const uno = await oficina.redactar({ ...p, numero: 'CT-0601' })
  const { resultado } = await actualizar(uno.id, { monto: '1' }, 1)
  assert.equal(resultado.version, 2)
  await assert.rejects(actualizar(uno.id, { monto: '2' }, 1), codigo('VersionObsoleta'))
  const otro = await oficina.redactar({ ...p, numero: 'CT-0602' })
  await assert.rejects(actualizar(otro.id, { numero: 'CT-0601' }, 1), codigo('NumeroRepetido'))
  assert.equal((await actualizar(uno.id, { numero: 'CT-0603' }, 2)).resultado.numero, 'CT-0603')
})

test('una parte o una propiedad que no existen', async () => {
  const p = await partes()
  const con = (extra: Partial<DatosContrato>) => oficina.redactar({ ...p, ...extra })
  await assert.rejects(con({ inquilino: randomUUID() }), codigo('ParteDesconocida'))
  await assert.rejects(con({ propiedad: randomUUID() }), codigo('PropiedadDesconocida'))
  await assert.rejects(con({ inquilino: p.compania }), codigo('PartesIguales'))
})

test('el consumidor corre un comando llegado por mensaje sobre una transacción abierta', async () => {
  const p = await partes()
  const contrato = await oficina.redactar(p)
  const { mensajeDeComando, consumidores } = oficina.contratos
  const comando = { tipo: 'EliminarContrato' as const, id: contrato.id, motivo: 'desistió' }
  await oficina.motor.encolar(oficina.contexto(), {
    evento: mensajeDeComando(comando, 1),
    clave: contrato.id,
  })
  const { rows } = await oficina.pool.query(
    "select * from bitacora where topico = 'comandos-contrato' and clave = $1",
    [contrato.id],
  )
  const { id, actor, origen, correlacion, causacion, traceparent, contenido, ocurrido_en: ocurrido } = rows[0]
  const mensaje = { ...rows[0], id, actor, origen, correlacion, causacion, traceparent, contenido }
  const orden = consumidores.comandos.orden({ ...mensaje, ocurridoEn: ocurrido.epochMilliseconds })
  await oficina.motor.unidadTrabajo((tx) => tx)(oficina.contexto(), (tx) =>
    consumidores.comandos.correr(orden, tx),
  )
  assert.equal((await leer(contrato.id)).estado, 'Anulado')
})
