import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { plegar } from '#seedwork/dominio/decisor.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { fechaCivil, sumarDias } from '#seedwork/dominio/fecha.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import type { EventoInmueble } from './eventos.ts'
import {
  actualizar,
  desocupar,
  evolucionar,
  type Inmueble,
  type InmueblePedido,
  nacer,
  ocupar,
  registrar,
  registrarProvisional,
  retirar,
} from './inmueble.ts'
import { type Ocupacion, solapan } from './ocupacion.ts'

const ahora = Temporal.Instant.from('2026-12-01T17:00:00Z')
const en = instante(ahora)
const identidad = { id: '01980000-0000-7000-8000-000000000001', codigo: 1, en }
const local: InmueblePedido = {
  nombre: 'Local 101 CC Alto Andino',
  tipo: 'local',
  ciudad: 'Bogotá',
  zona: 'America/Bogota',
  area_m2: '85',
}
const aplicar = (inmueble: Inmueble, eventos: readonly EventoInmueble[]) =>
  plegar(evolucionar)(inmueble, eventos)
const dado = (...eventos: EventoInmueble[]) => aplicar(nacer(registrar(local, identidad)), eventos)
const ocupacion = (n: number, desde: string, hasta: string): Ocupacion => ({
  idContrato: `c${n}`,
  numero: `CT-000${n}`,
  desde: fechaCivil(desde),
  hasta: fechaCivil(hasta),
})
const ocupado = (o: Ocupacion): EventoInmueble => ({
  tipo: 'InmuebleOcupado',
  id: identidad.id,
  ocupacion: o,
  en,
})
const con =
  (codigo: string, datos: Record<string, unknown> = {}) =>
  (e: unknown) => {
    assert.ok(e instanceof ErrorDominio, String(e))
    assert.equal(e.codigo, codigo)
    for (const [campo, valor] of Object.entries(datos)) assert.equal(e.datos[campo], valor)
    return true
  }
const politica = { comprobarSolape: true, en }

test('registrar un inmueble normaliza lo que se pide', () => {
  assert.deepEqual(
    registrar({ ...local, zona: 'america/bogota', area_m2: '85.00', nombre: ' Local  ' }, identidad).datos,
    {
      nombre: 'Local',
      tipo: 'local',
      ciudad: 'Bogotá',
      pais: 'CO',
      zona: 'America/Bogota',
      area: '85',
    },
  )
})

test('registrar rechaza zonas, áreas, países y textos que no sirven', () => {
  assert.throws(() => registrar({ ...local, zona: '-05:00' }, identidad), con('ZonaInvalida'))
  assert.throws(() => registrar({ ...local, zona: 'America/Macondo' }, identidad), con('ZonaInvalida'))
  assert.throws(() => registrar({ ...local, area_m2: '0' }, identidad), con('AreaInvalida'))
  assert.throws(() => registrar({ ...local, pais: 'XX' }, identidad), con('PeticionInvalida'))
  assert.throws(() => registrar({ ...local, ciudad: 'a\u0000' }, identidad), con('PeticionInvalida'))
  assert.throws(() => registrar(local, { ...identidad, codigo: 0 }), con('PeticionInvalida'))
})

test('actualizar deja constancia de lo que había y lo que queda; sin cambio, nada', () => {
  const inmueble = dado()
  assert.deepEqual(actualizar(inmueble, { area_m2: '85.0', nombre: local.nombre }, en), [])
  const [hecho] = actualizar(inmueble, { ciudad: 'Chía' }, en)
  assert.equal(hecho?.antes.ciudad, 'Bogotá')
  assert.equal(hecho?.despues.ciudad, 'Chía')
  assert.equal(aplicar(inmueble, [hecho!]).ciudad, 'Chía')
})

test('un inmueble provisional se completa al darle área', () => {
  const provisional = nacer(registrarProvisional({ ...identidad, codigo: 40 }))
  assert.equal(provisional.nombre, 'Inmueble 40')
  assert.equal(provisional.area, null)
  assert.equal(aplicar(provisional, actualizar(provisional, { area_m2: '10' }, en)).area, '10')
})

test('ocupar el mismo día en que otro termina es solape; el día siguiente, no', () => {
  const inmueble = dado(ocupado(ocupacion(6, '2025-03-01', '2027-02-28')))
  assert.throws(
    () => ocupar(inmueble, ocupacion(17, '2027-02-28', '2028-02-27'), politica),
    con('SolapeDeVigencia', { contrato: 'c6', numero: 'CT-0006', desde: '2025-03-01', hasta: '2027-02-28' }),
  )
  assert.equal(ocupar(inmueble, ocupacion(18, '2027-03-01', '2028-02-29'), politica).length, 1)
})

test('sin la comprobación del dominio, el solape lo tiene que impedir otro', () => {
  const inmueble = dado(ocupado(ocupacion(6, '2025-03-01', '2027-02-28')))
  const hechos = ocupar(inmueble, ocupacion(17, '2027-02-28', '2028-02-27'), {
    ...politica,
    comprobarSolape: false,
  })
  assert.equal(hechos.length, 1)
})

test('ocupar dos veces lo mismo no es un hecho; con otro fin (prórroga), sí', () => {
  const inmueble = dado(ocupado(ocupacion(9, '2026-04-15', '2029-04-14')))
  assert.deepEqual(ocupar(inmueble, ocupacion(9, '2026-04-15', '2029-04-14'), politica), [])
  const prorroga = ocupar(inmueble, ocupacion(9, '2026-04-15', '2030-04-14'), politica)
  const despues = aplicar(inmueble, prorroga)
  assert.deepEqual(despues.ocupaciones, [ocupacion(9, '2026-04-15', '2030-04-14')])
})

test('una prórroga no puede pisar a un sucesor ya firmado', () => {
  const inmueble = dado(
    ocupado(ocupacion(3, '2025-01-01', '2026-12-31')),
    ocupado(ocupacion(4, '2027-01-01', '2028-12-31')),
  )
  assert.throws(
    () => ocupar(inmueble, ocupacion(3, '2025-01-01', '2027-01-01'), politica),
    con('SolapeDeVigencia', { contrato: 'c4' }),
  )
})

test('desocupar acorta la ocupación y libera el día dado', () => {
  const inmueble = dado(ocupado(ocupacion(8, '2023-09-01', '2026-08-31')))
  const hechos = desocupar(inmueble, { idContrato: 'c8', desde: fechaCivil('2026-04-01'), en })
  const despues = aplicar(inmueble, hechos)
  assert.deepEqual(despues.ocupaciones, [ocupacion(8, '2023-09-01', '2026-03-31')])
  assert.equal(ocupar(despues, ocupacion(9, '2026-04-01', '2029-03-31'), politica).length, 1)
  assert.deepEqual(desocupar(despues, { idContrato: 'c8', desde: fechaCivil('2026-04-01'), en }), [])
  assert.deepEqual(desocupar(despues, { idContrato: 'c99', desde: fechaCivil('2026-04-01'), en }), [])
})

test('un contrato desistido antes de empezar no deja ocupación', () => {
  const inmueble = dado(ocupado(ocupacion(4, '2027-01-01', '2028-12-31')))
  const despues = aplicar(
    inmueble,
    desocupar(inmueble, { idContrato: 'c4', desde: fechaCivil('2027-01-01'), en }),
  )
  assert.deepEqual(despues.ocupaciones, [])
})

test('no se retira un inmueble con un contrato vivo, ni con uno que aún no empieza', () => {
  const vigente = dado(ocupado(ocupacion(2, '2024-02-01', '2026-12-01')))
  assert.throws(
    () => retirar(vigente, { motivo: null, ahora }),
    con('InmuebleConContratoVivo', { contrato: 'c2', hasta: '2026-12-01' }),
  )
  const futuro = dado(ocupado(ocupacion(4, '2027-01-01', '2028-12-31')))
  assert.throws(
    () => retirar(futuro, { motivo: null, ahora }),
    con('InmuebleConContratoVivo', { numero: 'CT-0004' }),
  )
})

test('hoy se mira en la zona del inmueble, no en la del servidor', () => {
  const inmueble = dado(ocupado(ocupacion(2, '2024-02-01', '2026-12-01')))
  const enUtc = Temporal.Instant.from('2026-12-02T04:30:00Z')
  assert.throws(() => retirar(inmueble, { motivo: null, ahora: enUtc }), con('InmuebleConContratoVivo'))
  assert.equal(retirar(inmueble, { motivo: null, ahora: enUtc.add({ hours: 1 }) }).length, 1)
})

test('retirado, no admite contratos ni cambios; retirarlo otra vez no es un hecho', () => {
  const retirado = aplicar(dado(), retirar(dado(), { motivo: ' venta ', ahora }))
  assert.equal(retirado.estado, 'Retirado')
  assert.deepEqual(retirar(retirado, { motivo: 'venta', ahora }), [])
  assert.throws(
    () => ocupar(retirado, ocupacion(1, '2027-01-01', '2027-12-31'), politica),
    con('InmuebleRetirado'),
  )
  assert.throws(() => actualizar(retirado, { nombre: 'Otro' }, en), con('InmuebleRetirado'))
})

test('pase lo que pase, nunca quedan dos contratos con un día en común', () => {
  const dia = fc.integer({ min: 0, max: 60 }).map((n) => sumarDias(fechaCivil('2027-01-01'), n))
  const intento = fc.record({
    n: fc.integer({ min: 1, max: 5 }),
    desde: dia,
    hasta: dia,
    soltar: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(intento, { maxLength: 20 }), (intentos) => {
      const final = intentos.reduce((inmueble, { n, desde, hasta, soltar }) => {
        try {
          const o = { idContrato: `c${n}`, numero: `CT-000${n}`, desde, hasta }
          return aplicar(inmueble, soltar ? desocupar(inmueble, { ...o, en }) : ocupar(inmueble, o, politica))
        } catch (e) {
          assert.ok(e instanceof ErrorDominio)
          return inmueble
        }
      }, dado())
      const { ocupaciones } = final
      return ocupaciones.every((a, i) => ocupaciones.slice(i + 1).every((b) => !solapan(a, b)))
    }),
  )
})
