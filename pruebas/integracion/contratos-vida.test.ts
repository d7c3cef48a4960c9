import assert from 'node:assert/strict'
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
const partes = async () => ({
  propiedad: await oficina.inmueble(),
  compania: await oficina.cliente('Inmobiliaria Los Alpes'),
  inquilino: await oficina.cliente(),
})
const firmado = async (datos: DatosContrato) => oficina.perfeccionar(await oficina.redactar(datos))
const procesado = async (datos: DatosContrato) => {
  const { id } = await firmado(datos)
  const comando = { tipo: 'ProcesarContrato' as const, id, actaEntrega: true }
  return (await oficina.contratos.comandos.ProcesarContrato({ comando, contexto: oficina.contexto() }))
    .resultado
}
const terminar = async ({ id }: ContratoVista, fecha: string) => {
  const comando = { tipo: 'TerminarAnticipadamente' as const, id, fecha, motivo: 'acuerdo' }
  return (await oficina.contratos.comandos.TerminarAnticipadamente({ comando, contexto: oficina.contexto() }))
    .resultado
}
const prorrogar = async ({ id }: ContratoVista, nuevaFin: string) => {
  const comando = { tipo: 'ProrrogarContrato' as const, id, nuevaFin }
  return (await oficina.contratos.comandos.ProrrogarContrato({ comando, contexto: oficina.contexto() }))
    .resultado
}
const leer = async (id: string) => {
  const { nombres, ...vista } = await oficina.contratos.queries.ObtenerContrato({
    tipo: 'ObtenerContrato',
    id,
  })
  return vista
}
const rangos = async (propiedad: string) => {
  const { rows } = await oficina.pool.query<{ rango: string }>(
    'select rango::text from ocupaciones where id_inmueble = $1 order by rango',
    [propiedad],
  )
  return rows.map((r) => r.rango)
}
const ultimo = async (clave: string) => (await oficina.hechos(clave)).at(-1)!

test('terminar acorta la ocupación en el mismo commit y se vuelve a arrendar desde el día siguiente', async () => {
  const p = await partes()
  const c = await procesado({ ...p, inicio: '2026-01-01', fin: '2027-12-31' })
  const terminado = await terminar(c, '2027-03-31')
  assert.equal(terminado.estado, 'Terminado')
  assert.deepEqual(await leer(c.id), terminado)
  assert.deepEqual(await rangos(p.propiedad), ['[2026-01-01,2027-04-01)'])
  const [tipo, datos] = await ultimo(p.propiedad)
  assert.equal(tipo, 'InmuebleDesocupado')
  assert.equal(datos.desde, '2027-04-01')
  const otro = { ...p, inquilino: await oficina.cliente('Droguería La Loma'), fin: '2028-03-31' }
  await assert.rejects(firmado({ ...otro, inicio: '2027-03-31' }), codigo('SolapeDeVigencia'))
  assert.equal((await firmado({ ...otro, inicio: '2027-04-01' })).estado, 'Firmado')
})

test('desistir deja la ocupación sin días: no estorba a nadie', async () => {
  const p = await partes()
  const c = await firmado({ ...p, inicio: '2027-01-01', fin: '2027-12-31' })
  const desistido = await terminar(c, '2026-12-31')
  assert.equal(desistido.vigencia, 'Finalizada')
  assert.deepEqual(await leer(c.id), desistido)
  assert.deepEqual(await rangos(p.propiedad), [])
  assert.equal((await firmado({ ...p, inicio: '2027-01-01', fin: '2027-12-31' })).estado, 'Firmado')
})

test('caso límite 11: terminar con un sucesor ya firmado deja un hueco, no un solape', async () => {
  const p = await partes()
  const c = await procesado({ ...p, inicio: '2026-01-01', fin: '2026-12-31' })
  await firmado({ ...p, inicio: '2027-01-01', fin: '2027-12-31' })
  await terminar(c, '2026-11-30')
  assert.deepEqual(await rangos(p.propiedad), ['[2026-01-01,2026-12-01)', '[2027-01-01,2028-01-01)'])
})

test('lo que no se puede no deja nada: ni evento ni días sueltos', async () => {
  const p = await partes()
  const c = await procesado({ ...p, inicio: '2026-01-01', fin: '2026-12-31' })
  const antes = await oficina.hechos(c.id)
  await assert.rejects(terminar(c, '2026-12-31'), codigo('PeriodoInvalido'))
  assert.deepEqual(await oficina.hechos(c.id), antes)
  assert.deepEqual(await rangos(p.propiedad), ['[2026-01-01,2027-01-01)'])
  await terminar(c, '2026-12-30')
  await assert.rejects(terminar(c, '2026-12-29'), codigo('TransicionInvalida'))
})

test('prorrogar alarga la ocupación en el mismo commit', async () => {
  const p = await partes()
  const c = await procesado({ ...p, inicio: '2026-04-15', fin: '2029-04-14' })
  const prorrogado = await prorrogar(c, '2030-04-14')
  assert.equal(prorrogado.fecha_fin, '2030-04-14')
  assert.deepEqual(await leer(c.id), prorrogado)
  assert.deepEqual(await rangos(p.propiedad), ['[2026-04-15,2030-04-15)'])
  const [tipo, datos] = await ultimo(c.id)
  assert.deepEqual(
    [tipo, datos.fin_antes, datos.fin_nueva],
    ['ContratoProrrogado', '2029-04-14', '2030-04-14'],
  )
})

test('caso límite 11: prorrogar sobre un sucesor ya firmado ⇒ SolapeDeVigencia, y no queda nada', async () => {
  const p = await partes()
  const c = await procesado({ ...p, inicio: '2026-01-01', fin: '2026-12-31' })
  await firmado({ ...p, inicio: '2027-02-01', fin: '2027-12-31' })
  const antes = await oficina.hechos(c.id)
  await assert.rejects(prorrogar(c, '2027-02-01'), codigo('SolapeDeVigencia'))
  assert.deepEqual(await oficina.hechos(c.id), antes)
  await prorrogar(c, '2027-01-31')
  assert.deepEqual(await rangos(p.propiedad), ['[2026-01-01,2027-02-01)', '[2027-02-01,2028-01-01)'])
})

test('una prórroga y una firma rivales a la vez: exactamente una gana', async () => {
  const p = await partes()
  const c = await procesado({ ...p, inicio: '2026-01-01', fin: '2026-12-31' })
  const rival = await oficina.redactar({ ...p, inicio: '2027-01-01', fin: '2027-12-31' })
  await oficina.firmar(rival, p.compania)
  const fines = await Promise.allSettled([prorrogar(c, '2027-06-30'), oficina.firmar(rival, p.inquilino)])
  assert.equal(fines.filter((f) => f.status === 'fulfilled').length, 1)
  assert.equal(fines.filter((f) => f.status === 'rejected' && codigo('SolapeDeVigencia')(f.reason)).length, 1)
})
