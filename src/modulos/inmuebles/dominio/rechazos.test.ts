import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rechazo } from '#pruebas/apoyo/rechazo.ts'
import { fechaCivil } from '#seedwork/dominio/fecha.ts'
import { instanteDeMs } from '#seedwork/dominio/instante.ts'
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
  solape,
} from './inmueble.ts'
import { area, pais } from './objetos-valor.ts'
import { lineaDeOcupacion, type Ocupacion, ocupacionEl } from './ocupacion.ts'

const en = instanteDeMs(0)
const ahora = Temporal.Instant.from('2026-12-01T17:00:00Z')
const identidad = { id: 'i1', codigo: 1, en }
const pedido: InmueblePedido = {
  ...{ nombre: 'Local', tipo: 'local', ciudad: 'Cali', zona: 'America/Bogota', area_m2: '85' },
}
const PETICION = 'PeticionInvalida: lo que se pide no tiene la forma acordada'
const dias = (n: number, desde: string, hasta: string): Ocupacion => ({
  ...{ idContrato: `c${n}`, numero: `CT-${n}`, desde: fechaCivil(desde), hasta: fechaCivil(hasta) },
})
const con = (...ocupaciones: readonly Ocupacion[]): Inmueble => ({
  ...nacer(registrar(pedido, identidad)),
  ocupaciones,
})
const MAYO = dias(1, '2027-05-01', '2027-05-31')
const JULIO = dias(2, '2027-07-01', '2027-07-31')

test('lo que se dice de un inmueble que no sirve', () => {
  const alta = (extra: Partial<InmueblePedido>, codigo = 1) =>
    rechazo(() => registrar({ ...pedido, ...extra }, { ...identidad, codigo }))
  assert.equal(alta({}, 1_000_000_000), `${PETICION} | /codigo debe ser un entero de 1 a 999999999`)
  assert.equal(registrar(pedido, { ...identidad, codigo: 999_999_999 }).codigo, 999_999_999)
  assert.equal(alta({ nombre: 'x'.repeat(201) }), `${PETICION} | /nombre tiene más de 200 caracteres`)
  assert.equal(alta({ ciudad: 'x'.repeat(101) }), `${PETICION} | /ciudad tiene más de 100 caracteres`)
  const detalle = 'se espera un decimal mayor que cero, con punto y a lo sumo dos decimales: 62.5'
  for (const area_m2 of ['0', '0.00', '', 'x', '85.123', '123456789', '085', '-1'])
    assert.equal(
      alta({ area_m2 }),
      `AreaInvalida: el área no es válida: ${detalle} | /area_m2 ${detalle}`,
      area_m2,
    )
  for (const malo of ['co', 'XX', '', 'COL'])
    assert.equal(
      rechazo(() => pais(malo)),
      `${PETICION} | /pais se espera un país de ISO 3166-1, dos letras mayúsculas`,
    )
  assert.equal(area('0.50'), '0.5')
  assert.equal(area('12345678.90'), '12345678.9')
})

test('los países de los bordes de la lista se admiten', () => {
  for (const codigo of 'AD BY BZ FK FM IS IT MK ML PM PN TF TG ZW CO US'.split(' '))
    assert.equal(pais(codigo), codigo)
})

test('lo que se dice de un cambio o un acto que no se puede', () => {
  const inmueble = con(MAYO)
  const cambia = (cambios: object) => rechazo(() => actualizar(inmueble, cambios, en))
  assert.match(cambia({ nombre: 'x'.repeat(201) }), /\/nombre tiene más de 200/)
  assert.match(cambia({ ciudad: 'x'.repeat(101) }), /\/ciudad tiene más de 100/)
  assert.match(cambia({ pais: 'XX' }), /\/pais /)
  assert.match(cambia({ zona: '+05:00' }), /^ZonaInvalida/)
  assert.equal(
    rechazo(() => retirar(inmueble, { motivo: null, ahora })),
    'InmuebleConContratoVivo: lo tiene el contrato CT-1 hasta 2027-05-31 | contrato=c1 | numero=CT-1 | hasta=2027-05-31',
  )
  assert.match(
    rechazo(() => retirar(con(), { motivo: 'x'.repeat(501), ahora })),
    /\/motivo tiene más de 500/,
  )
  const retirado = evolucionar(con(), retirar(con(), { motivo: 'venta', ahora })[0]!)
  assert.equal(
    rechazo(() => actualizar(retirado, { nombre: 'Otro' }, en)),
    'InmuebleRetirado: el inmueble está retirado | id=i1',
  )
  assert.deepEqual(retirar(retirado, { motivo: null, ahora }), [])
})

test('cambiar una sola cosa es un hecho; lo mismo, no', () => {
  for (const cambio of [
    { nombre: 'Otro' },
    { tipo: 'lote' },
    { ciudad: 'Tunja' },
    { pais: 'CL' },
    { zona: 'America/Lima' },
    { area_m2: '86' },
  ] as const) {
    const [hecho] = actualizar(con(), cambio, en)
    assert.equal(hecho?.tipo, 'InmuebleActualizado', JSON.stringify(cambio))
  }
  const igual = {
    nombre: ' Local ',
    tipo: 'local',
    ciudad: 'Cali',
    pais: 'CO',
    zona: 'america/bogota',
  } as const
  assert.deepEqual(actualizar(con(), { ...igual, area_m2: '85.0' }, en), [])
  const provisional = registrarProvisional(identidad)
  assert.deepEqual(provisional.datos, {
    ...{ nombre: 'Inmueble 1', tipo: 'local', ciudad: 'Sin definir', pais: 'CO' },
    ...{ zona: 'America/Bogota', area: null },
  })
  assert.deepEqual(evolucionar(con(MAYO), registrar(pedido, identidad)), con())
})

test('un choque dice con quién y hasta cuándo; sin saberlo, los días que se pidieron', () => {
  const pide = dias(3, '2027-05-31', '2027-06-30')
  assert.equal(
    rechazo(() => ocupar(con(MAYO), pide, { comprobarSolape: true, en })),
    'SolapeDeVigencia: el inmueble ya está ocupado por CT-1 en esas fechas | contrato=c1 | numero=CT-1 | desde=2027-05-01 | hasta=2027-05-31',
  )
  const solo = solape(null, pide)
  assert.equal(solo.message, 'el inmueble ya está ocupado en esas fechas')
  assert.deepEqual(solo.datos, { contrato: null, numero: null, desde: '2027-05-31', hasta: '2027-06-30' })
})

test('un contrato cambia sus días o los suelta sin tocar los de los demás', () => {
  const inmueble = con(MAYO, JULIO)
  const tras = (hechos: readonly Parameters<typeof evolucionar>[1][]) =>
    hechos.reduce(evolucionar, inmueble).ocupaciones
  const libre = { comprobarSolape: true, en }
  assert.deepEqual(ocupar(inmueble, MAYO, libre), [])
  for (const [desde, hasta] of [
    ['2027-05-02', '2027-05-31'],
    ['2027-05-01', '2027-05-30'],
  ] as const) {
    const suya = dias(1, desde, hasta)
    assert.deepEqual(tras(ocupar(inmueble, suya, libre)), [JULIO, suya])
  }
  const suelta = (idContrato: string, desde: string) =>
    desocupar(inmueble, { idContrato, desde: fechaCivil(desde), en })
  assert.deepEqual(tras(suelta('c1', '2027-05-31')), [{ ...MAYO, hasta: '2027-05-30' }, JULIO])
  assert.deepEqual(tras(suelta('c1', '2027-05-01')), [JULIO])
  assert.deepEqual(suelta('c1', '2027-06-01'), [])
  assert.deepEqual(suelta('c9', '2027-05-01'), [])
  const suelto = {
    tipo: 'InmuebleDesocupado',
    id: 'i1',
    idContrato: 'c1',
    desde: fechaCivil('2027-08-01'),
    en,
  } as const
  assert.deepEqual(tras([suelto]), [MAYO, JULIO])
})

test('el último día de una ocupación es de ella, y el siguiente queda libre', () => {
  const el = (dia: string) => ocupacionEl([MAYO, JULIO], fechaCivil(dia))?.idContrato
  assert.deepEqual(['2027-04-30', '2027-05-01', '2027-05-31', '2027-06-01', '2027-07-31'].map(el), [
    undefined,
    'c1',
    'c1',
    undefined,
    'c2',
  ])
  const linea = (dia: string) => lineaDeOcupacion([JULIO, MAYO], fechaCivil(dia))
  assert.equal(linea('2027-05-31').proxima_disponibilidad, '2027-06-01')
  assert.equal(linea('2027-06-15').proxima_disponibilidad, '2027-06-15')
  assert.deepEqual(
    linea('2027-05-31').tramos.map((t) => [t.ocupado, t.desde, t.hasta, t.dias]),
    [
      [true, '2027-05-01', '2027-05-31', 31],
      [false, '2027-06-01', '2027-06-30', 30],
      [true, '2027-07-01', '2027-07-31', 31],
      [false, '2027-08-01', null, null],
    ],
  )
})
