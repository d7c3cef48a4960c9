import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  type ApiPrueba,
  abrirApiPrueba,
  crearContrato,
  crearTrio,
  esProblema,
  firmarTodas,
} from '#pruebas/apoyo/api.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'

let a: ApiPrueba
before(async () => {
  a = await abrirApiPrueba()
})
after(() => a[Symbol.asyncDispose]())

const DESPUES = { prefer: 'respond-async' }

const enEjecucion = async (extra: object = {}) => {
  const contrato = await crearContrato(a, await crearTrio(a), extra)
  await firmarTodas(a, contrato)
  const pedido = { cuerpo: { acta_entrega: true } }
  return (await a.pedir(`POST /contratos/${contrato.id}/procesamiento`, pedido)).cuerpo
}

/** Encarga una orden, comprueba su 202 y espera a que se cierre. */
const encargar = async (ruta: string, cuerpo: object, encabezados: Record<string, string> = {}) => {
  const r = await a.pedir(`POST ${ruta}`, { cuerpo, encabezados: { ...DESPUES, ...encabezados } })
  assert.equal(r.estado, 202, r.texto)
  assert.equal(r.encabezados.get('location'), `/comandos/${r.cuerpo.id}`)
  assert.match(r.encabezados.get('alpes-posicion') ?? '', /^comandos-contrato=\d+$/)
  return esperarQue('el comando se cierra', async () => {
    const { cuerpo: comando } = await a.pedir(`GET /comandos/${r.cuerpo.id}`)
    return comando.estado === 'pendiente' ? undefined : comando
  })
}

const ejecutado = async (tipo: string, ruta: string, cuerpo: object) => {
  const comando = await encargar(ruta, cuerpo)
  assert.deepEqual([comando.tipo, comando.estado], [tipo, 'ejecutado'], JSON.stringify(comando))
  const espera = { 'alpes-esperar': comando.posicion }
  return (await a.pedir(`GET /contratos/${comando.recurso}`, { encabezados: espera })).cuerpo
}

test('un otrosí para después', async () => {
  const { id, id_compania, id_inquilino } = await enEjecucion()
  const clausulas = [{ titulo: 'Día de pago', texto: 'El canon se paga el día 10.' }]
  const leido = await ejecutado('RegistrarOtrosi', `/contratos/${id}/otrosies`, {
    efectiva: '2027-06-01',
    cambios: { monto: '2000000', incremento: { tipo: 'ipc_mas', puntos_basicos: 100 }, clausulas },
    firmas: [id_compania, id_inquilino],
  })
  assert.equal(leido.id, id)
  assert.equal(leido.tramos.at(-1).monto, '2000000')
  assert.deepEqual(leido.incremento, { tipo: 'ipc_mas', puntos_basicos: 100 })
  assert.deepEqual(leido.clausulas, clausulas)
})

test('una prórroga para después', async () => {
  const { id } = await enEjecucion()
  const leido = await ejecutado('ProrrogarContrato', `/contratos/${id}/prorrogas`, {
    nueva_fin: '2028-12-31',
  })
  assert.equal(leido.fecha_fin, '2028-12-31')
})

test('una renovación para después: el recurso es el contrato nuevo', async () => {
  const { id } = await enEjecucion()
  const nuevo = await ejecutado('RenovarContrato', `/contratos/${id}/renovaciones`, {
    fecha_fin: '2028-12-31',
  })
  assert.notEqual(nuevo.id, id)
  assert.deepEqual([nuevo.renueva_a, nuevo.estado], [id, 'Pendiente'])
  const { resultados } = await leerResultados()
  assert.equal(resultados.at(-1).datos.recurso, nuevo.id, 'y así sale por resultados-comando')
})

const leerResultados = async () => {
  const { cuerpo } = await a.pedir('GET /bitacora/resultados-comando?limite=200')
  return { resultados: cuerpo.mensajes }
}

test('una terminación para después', async () => {
  const { id } = await enEjecucion()
  const penalidad = { monto: '1000', moneda: 'COP' }
  const cuerpo = { fecha: '2027-06-30', motivo: 'acuerdo', penalidad }
  const leido = await ejecutado('TerminarAnticipadamente', `/contratos/${id}/terminacion`, cuerpo)
  assert.deepEqual([leido.estado, leido.terminacion], ['Terminado', cuerpo])
})

test('un incremento para después: lo que no se puede queda rechazado con su problema', async () => {
  const { id } = await enEjecucion({ incremento: { tipo: 'fijo', puntos_basicos: 500 } })
  const comando = await encargar(`/contratos/${id}/incrementos`, { aniversario: '2028-01-01' })
  assert.deepEqual([comando.tipo, comando.estado], ['AplicarIncremento', 'rechazado'])
  assert.deepEqual([comando.problema.codigo, comando.problema.status], ['TransicionInvalida', 409])
})

test('la versión esperada viaja con ellos, y un cuerpo malo se rechaza antes de aceptarlo', async () => {
  const { id } = await enEjecucion()
  const ruta = `/contratos/${id}/prorrogas`
  const comando = await encargar(ruta, { nueva_fin: '2028-12-31' }, { 'if-match': '"1"' })
  assert.equal(comando.problema.codigo, 'VersionObsoleta')
  const malo = await a.pedir(`POST ${ruta}`, { cuerpo: { nueva_fin: 7 }, encabezados: DESPUES })
  esProblema(malo, 422, 'PeticionInvalida')
})
