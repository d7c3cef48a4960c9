import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { ContratoVista } from '#modulos/contratos/modulo.ts'
import { abrirBasePrueba, type BasePrueba } from '#pruebas/apoyo/base.ts'
import { abrirOficina, type Oficina, prepararOficina } from '#pruebas/apoyo/oficina.ts'
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
const comandos = () => oficina.contratos.comandos
const enEjecucion = async () => {
  const partes = {
    propiedad: await oficina.inmueble(),
    compania: await oficina.cliente('Inmobiliaria Los Alpes'),
    inquilino: await oficina.cliente(),
  }
  const { id } = await oficina.perfeccionar(
    await oficina.redactar({ ...partes, inicio: '2026-01-01', fin: '2026-12-31' }),
  )
  const comando = { tipo: 'ProcesarContrato' as const, id, actaEntrega: true }
  return (await comandos().ProcesarContrato({ comando, contexto: oficina.contexto() })).resultado
}
const renovar = async ({ id }: ContratoVista, fechaFin = '2027-12-31') => {
  const comando = { tipo: 'RenovarContrato' as const, id, idNuevo: randomUUID(), fechaFin }
  return (await comandos().RenovarContrato({ comando, contexto: oficina.contexto() })).resultado
}
const leer = (id: string) => oficina.contratos.queries.ObtenerContrato({ tipo: 'ObtenerContrato', id })

test('renovar crea el sucesor y enlaza los dos, en un commit', async () => {
  const c = await enEjecucion()
  const { advertencias, ...nuevo } = await renovar(c)
  assert.deepEqual(advertencias, [])
  assert.deepEqual(
    [nuevo.estado, nuevo.fecha_inicio, nuevo.renueva_a, nuevo.id_propiedad, nuevo.id_inquilino, nuevo.monto],
    ['Pendiente', '2027-01-01', c.id, c.id_propiedad, c.id_inquilino, c.monto],
  )
  const { nombres, ...leido } = await leer(nuevo.id)
  assert.deepEqual(leido, nuevo)
  assert.equal((await leer(c.id)).renovado_por, nuevo.id)
  const [tipo, datos] = (await oficina.hechos(c.id)).at(-1)!
  assert.deepEqual(
    [tipo, datos.id_sucesor, datos.numero_sucesor],
    ['RenovacionIniciada', nuevo.id, nuevo.numero],
  )
  assert.equal((await oficina.perfeccionar(nuevo)).estado, 'Firmado')
})

test('I10: un solo sucesor vivo, también con dos renovaciones a la vez; anulado, se renueva otra vez', async () => {
  const c = await enEjecucion()
  const fines = await Promise.allSettled([renovar(c), renovar(c)])
  const ganaron = fines.flatMap((f) => (f.status === 'fulfilled' ? [f.value] : []))
  assert.equal(ganaron.length, 1)
  assert.ok(fines.some((f) => f.status === 'rejected' && codigo('RenovacionYaExiste')(f.reason)))
  await assert.rejects(renovar(c), codigo('RenovacionYaExiste'))
  const comando = { tipo: 'EliminarContrato' as const, id: ganaron[0]!.id }
  await comandos().EliminarContrato({ comando, contexto: oficina.contexto() })
  assert.equal((await renovar(c)).estado, 'Pendiente')
})

const soltado = async (c: ContratoVista, sucesor: ContratoVista, motivo: string) => {
  assert.equal((await leer(c.id)).renovado_por, null)
  assert.equal((await leer(sucesor.id)).renueva_a, c.id, 'la historia del sucesor queda')
  const [tipo, datos] = (await oficina.hechos(c.id)).at(-1)!
  assert.deepEqual([tipo, datos.id_sucesor, datos.motivo], ['RenovacionDeshecha', sucesor.id, motivo])
}

test('anular el sucesor suelta al antecesor en el mismo commit', async () => {
  const c = await enEjecucion()
  const sucesor = await renovar(c)
  const comando = { tipo: 'EliminarContrato' as const, id: sucesor.id }
  await comandos().EliminarContrato({ comando, contexto: oficina.contexto() })
  await soltado(c, sucesor, 'anulado')
})

test('desistir del sucesor antes de que empiece también lo suelta; terminarlo después, no', async () => {
  const [c, otro] = [await enEjecucion(), await enEjecucion()]
  const [sucesor, firme] = [
    await oficina.perfeccionar(await renovar(c)),
    await oficina.perfeccionar(await renovar(otro)),
  ]
  const terminar = (id: string, fecha: string) => {
    const comando = { tipo: 'TerminarAnticipadamente' as const, id, fecha, motivo: 'acuerdo' }
    return comandos().TerminarAnticipadamente({ comando, contexto: oficina.contexto() })
  }
  await terminar(sucesor.id, '2026-12-31')
  await soltado(c, sucesor, 'desistido')
  await terminar(firme.id, '2027-06-30')
  assert.equal((await leer(otro.id)).renovado_por, firme.id)
})

test('un antecesor ya terminado también suelta a su sucesor anulado', async () => {
  const c = await enEjecucion()
  const sucesor = await renovar(c)
  const fin = { tipo: 'TerminarAnticipadamente' as const, id: c.id, fecha: '2026-12-15', motivo: 'acuerdo' }
  await comandos().TerminarAnticipadamente({ comando: fin, contexto: oficina.contexto() })
  const comando = { tipo: 'EliminarContrato' as const, id: sucesor.id }
  await comandos().EliminarContrato({ comando, contexto: oficina.contexto() })
  await soltado(c, sucesor, 'anulado')
})

test('caso límite 11: prorrogar con el sucesor firmado ⇒ SolapeDeVigencia', async () => {
  const c = await enEjecucion()
  await oficina.perfeccionar(await renovar(c))
  const comando = { tipo: 'ProrrogarContrato' as const, id: c.id, nuevaFin: '2027-01-31' }
  const prorroga = comandos().ProrrogarContrato({ comando, contexto: oficina.contexto() })
  await assert.rejects(prorroga, codigo('SolapeDeVigencia'))
})
