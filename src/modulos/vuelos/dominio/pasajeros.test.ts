import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leidos, odo } from '#pruebas/apoyo/vuelos.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { fechaCivil } from '#seedwork/dominio/fecha.ts'
import { legsDe } from './itinerario.ts'
import { type DatosPasajero, ocupacionDe, pasajeros, type TipoPasajero, tipoEn } from './pasajeros.ts'

const idaYVuelta = leidos(
  odo('BOG 2026-12-18T08:00 MIA 2026-12-18T11:50'),
  odo('MIA 2027-01-05T13:10 BOG 2027-01-05T17:00'),
)
const varios = (cuantos: number, tipo: TipoPasajero): DatosPasajero[] =>
  Array.from({ length: cuantos }, () => ({ tipo }))
const rechaza = (datos: readonly DatosPasajero[], detalle: RegExp): void => {
  assert.throws(
    () => pasajeros(datos, idaYVuelta),
    (error) =>
      error instanceof ErrorDominio && error.codigo === 'PasajerosInvalidos' && detalle.test(error.message),
  )
}

test('sin lista, un adulto', () => {
  assert.deepEqual(pasajeros(undefined, idaYVuelta), [{ tipo: 'Adulto', nombre: null, nacimiento: null }])
})
test('0 adultos', () => rechaza(varios(2, 'Menor'), /hace falta un adulto/))
test('lista vacía', () => rechaza([], /al menos un adulto/))
test('2 INF con 1 ADT', () => rechaza([...varios(1, 'Adulto'), ...varios(2, 'Infante')], /2 infantes/))
test('10 pasajeros', () => {
  pasajeros(varios(9, 'Adulto'), idaYVuelta)
  rechaza(varios(10, 'Adulto'), /el máximo es 9/)
})
test('el tipo tiene que ser el de su edad el día del primer vuelo', () => {
  rechaza([{ tipo: 'Menor' }, { tipo: 'Adulto', nacimiento: '2020-01-01' }], /es Menor, no Adulto/)
  rechaza([{ tipo: 'Adulto' }, { tipo: 'Infante', nacimiento: '2024-12-18' }], /es Menor, no Infante/)
  rechaza([{ tipo: 'Adulto' }, { tipo: 'Infante', nacimiento: '2026-12-19' }], /aún no ha nacido/)
})
test('un infante que cumple 2 años en el viaje es menor a la vuelta', () => {
  const suyos = pasajeros([{ tipo: 'Adulto' }, { tipo: 'Infante', nacimiento: '2024-12-30' }], idaYVuelta)
  assert.deepEqual(
    legsDe(idaYVuelta).map((l) => ocupacionDe(suyos, l)),
    [
      { adultos: 1, menores: 0, infantes: 1 },
      { adultos: 1, menores: 1, infantes: 0 },
    ],
  )
})
test('la edad cuenta el día local de la salida, no el de UTC', () => {
  const noche = leidos(odo('BOG 2026-12-29T22:30 MAD 2026-12-30T14:20'))
  const suyos = pasajeros([{ tipo: 'Adulto' }, { tipo: 'Infante', nacimiento: '2024-12-30' }], noche)
  const [leg] = legsDe(noche)
  assert.ok(leg)
  assert.equal(ocupacionDe(suyos, leg).infantes, 1, 'en UTC ya es su cumpleaños; en Bogotá, la víspera')
})
test('los bordes: 2 y 12 años cumplidos, y el 29 de febrero', () => {
  const nino = { tipo: 'Infante', nombre: null, nacimiento: fechaCivil('2024-02-29') } as const
  const en = (dia: string) => tipoEn(nino, fechaCivil(dia))
  assert.deepEqual(['2026-02-27', '2026-02-28', '2036-02-28', '2036-02-29'].map(en), [
    'Infante',
    'Menor',
    'Menor',
    'Adulto',
  ])
})
