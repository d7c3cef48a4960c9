import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ahora, dado, hechos, IPC, ids } from '#pruebas/apoyo/contratos.ts'
import { aTexto } from '#seedwork/dominio/dinero.ts'
import type { ErrorDominio } from '#seedwork/dominio/errores.ts'
import type { FechaCivil } from '#seedwork/dominio/fecha.ts'
import { accionesDe } from './acciones.ts'
import { aplicar, type Contrato } from './contrato.ts'
import { procesar } from './decisiones.ts'
import { anioDeIndice, aplicarIncremento } from './incremento.ts'
import { registrarOtrosi } from './otrosi.ts'
import type { DatosTerminos } from './terminos.ts'

const firmas = [ids.compania, ids.inquilino]
const tarde = Temporal.Instant.from('2026-12-01T12:00:00-05:00')

/** Un contrato en ejecución, procesado al empezar. */
const pactado = (cambios: Partial<DatosTerminos>): Contrato => {
  const c = dado(hechos.firmado(cambios))
  const alEmpezar = Temporal.Instant.from(`${c.terminos.fechaInicio}T17:00:00Z`)
  return aplicar(c, procesar(c, { actaEntrega: true, ahora: alEmpezar }))
}
const subir = (
  c: Contrato,
  aniversario: string,
  cuando = tarde,
  ipc = IPC[anioDeIndice(aniversario)] ?? null,
) => aplicar(c, aplicarIncremento(c, { aniversario, ipc, ahora: cuando }))
const canones = (c: Contrato) => c.tramos.map((t) => aTexto(t.canon))
const fuera = (c: Contrato, aniversario: string, detalle: RegExp) =>
  assert.throws(
    () => aplicarIncremento(c, { aniversario, ipc: 520, ahora: tarde }),
    (e: ErrorDominio) => e.codigo === 'PeriodoInvalido' && detalle.test(e.message),
  )
const fijo = (puntosBasicos: number) => ({ tipo: 'fijo', puntosBasicos })

describe('T11: los cánones de la cartera de demostración', () => {
  const casos: readonly (readonly [string, Partial<DatosTerminos>, readonly string[], readonly string[]])[] =
    [
      [
        'CT-0001 (IPC)',
        { fechaInicio: '2021-02-01', fechaFin: '2024-01-31', monto: '9500000', incremento: { tipo: 'ipc' } },
        ['2022-02-01', '2023-02-01'],
        ['9500000', '10033900', '11350348'],
      ],
      [
        'CT-0002 (IPC)',
        { fechaInicio: '2024-02-01', fechaFin: '2027-01-31', monto: '13200000', incremento: { tipo: 'ipc' } },
        ['2025-02-01', '2026-02-01'],
        ['13200000', '13886400', '14594606'],
      ],
      [
        'CT-0003 (6 %)',
        { fechaInicio: '2025-01-01', fechaFin: '2026-12-31', monto: '18000000', incremento: fijo(600) },
        ['2026-01-01'],
        ['18000000', '19080000'],
      ],
      [
        'CT-0007 (IPC + 1)',
        {
          fechaInicio: '2022-07-01',
          fechaFin: '2032-06-30',
          monto: '32000000',
          incremento: { tipo: 'ipc_mas', puntosBasicos: 100 },
        },
        ['2023-07-01', '2024-07-01', '2025-07-01', '2026-07-01'],
        ['32000000', '36518400', '40272492', '42769387', '45378320'],
      ],
      [
        'CT-0013 (3 %, centavos)',
        {
          fechaInicio: '2024-06-01',
          fechaFin: '2029-05-31',
          monto: '5750.00',
          moneda: 'USD',
          incremento: fijo(300),
        },
        ['2025-06-01', '2026-06-01'],
        ['5750.00', '5922.50', '6100.18'],
      ],
      [
        'CT-0015 (4,5 %)',
        {
          fechaInicio: '2025-05-16',
          fechaFin: '2028-05-15',
          monto: '68900.00',
          moneda: 'MXN',
          incremento: fijo(450),
        },
        ['2026-05-16'],
        ['68900.00', '72000.50'],
      ],
      [
        'la mitad, hacia arriba (9,00 al 4,5 %)',
        {
          fechaInicio: '2025-01-01',
          fechaFin: '2026-12-31',
          monto: '9.00',
          moneda: 'USD',
          incremento: fijo(450),
        },
        ['2026-01-01'],
        ['9.00', '9.41'],
      ],
    ]
  for (const [nombre, terminos, aniversarios, esperado] of casos)
    test(nombre, () => {
      const c = aniversarios.reduce((antes, dia) => subir(antes, dia), pactado(terminos))
      assert.deepEqual(canones(c), esperado)
      assert.deepEqual(
        c.tramos.slice(1).map((t) => t.desde),
        aniversarios,
      )
    })
})

describe('T11 aplicar un incremento', () => {
  const ipc = { fechaInicio: '2024-02-29', fechaFin: '2027-02-28', monto: '100', incremento: { tipo: 'ipc' } }

  test('caso límite 1: los aniversarios salen del ancla, sin deriva; los demás días no valen', () => {
    const c = subir(subir(pactado(ipc), '2025-02-28'), '2026-02-28')
    assert.deepEqual(
      c.tramos.map((t) => t.desde),
      ['2024-02-29', '2025-02-28', '2026-02-28'],
    )
    fuera(pactado(ipc), '2025-03-01', /no es un aniversario/)
    fuera(pactado(ipc), '2024-02-29', /no es un aniversario/)
  })

  test('el hecho guarda regla, índice y cuenta', () => {
    const [hecho] = aplicarIncremento(pactado(ipc), { aniversario: '2025-02-28', ipc: 520, ahora: tarde })
    assert.ok(hecho?.tipo === 'IncrementoAplicado')
    assert.deepEqual(hecho.regla, { tipo: 'ipc', puntosBasicos: 0 })
    assert.deepEqual(hecho.indice, { anio: 2024, puntosBasicos: 520 })
    assert.equal(hecho.puntosBasicos, 520)
    assert.deepEqual([hecho.canon.antes.minimo, hecho.canon.despues.minimo], [100n, 105n])
  })

  test('I9: uno por aniversario', () => {
    const c = subir(pactado(ipc), '2025-02-28')
    assert.throws(() => subir(c, '2025-02-28'), { codigo: 'IncrementoYaAplicado' })
  })

  test('caso límite 13: dos años sin aplicar son dos tramos, en orden', () => {
    fuera(pactado(ipc), '2026-02-28', /falta aplicar antes el del 2025-02-28/)
    assert.equal(canones(subir(subir(pactado(ipc), '2025-02-28'), '2026-02-28')).length, 3)
  })

  test('caso límite 13: el aniversario de fin + 1 no aplica, ni uno que no llega', () => {
    const c = pactado({ ...ipc, fechaInicio: '2025-01-01', fechaFin: '2025-12-31' })
    assert.throws(() => subir(c, '2026-01-01'), { codigo: 'TransicionInvalida' })
    const largo = pactado({ ...ipc, fechaInicio: '2025-01-01', fechaFin: '2028-12-31' })
    fuera(largo, '2027-01-01', /todavía no llega/)
  })

  test('caso límite 13: el IPC no publicado lo deja pendiente; después, con su fecha original', () => {
    const c = pactado({ ...ipc, fechaInicio: '2025-01-01', fechaFin: '2027-12-31' })
    const alDia = Temporal.Instant.from('2026-01-02T12:00:00-05:00')
    const pedido = { aniversario: '2026-01-01', ahora: alDia }
    assert.throws(() => aplicarIncremento(c, { ...pedido, ipc: null }), {
      codigo: 'IncrementoPendienteDeIndice',
    })
    assert.equal(subir(c, '2026-01-01').tramos.at(-1)?.desde, '2026-01-01')
  })

  test('caso límite 13: un IPC negativo no baja el canon; los puntos pactados se suman antes del piso', () => {
    const con = (incremento: DatosTerminos['incremento']) =>
      canones(subir(pactado({ ...ipc, monto: '10000', incremento }), '2025-02-28', tarde, -50)).at(-1)
    assert.equal(con({ tipo: 'ipc' }), '10000')
    assert.equal(con({ tipo: 'ipc_mas', puntosBasicos: 30 }), '10000')
    assert.equal(con({ tipo: 'ipc_mas', puntosBasicos: 150 }), '10100')
  })

  test('caso límite 13: un otrosí de canon del mismo día manda, se registre antes o después', () => {
    const otrosi = (c: Contrato, monto: string) =>
      aplicar(c, registrarOtrosi(c, { efectiva: '2025-02-28', cambios: { monto }, firmas, ahora }))
    const primero = otrosi(pactado(ipc), '150')
    assert.throws(() => subir(primero, '2025-02-28'), { codigo: 'IncrementoYaAplicado' })
    assert.deepEqual(canones(otrosi(subir(pactado(ipc), '2025-02-28'), '150')), ['100', '150'])
  })

  test('lo posterior no se recalcula: el otrosí de después sigue en pie', () => {
    const c = pactado(ipc)
    const otrosi = { efectiva: '2025-06-01', cambios: { monto: '150' }, firmas, ahora }
    const d = subir(aplicar(c, registrarOtrosi(c, otrosi)), '2025-02-28')
    assert.deepEqual(canones(d), ['100', '105', '150'])
    assert.deepEqual(canones(subir(d, '2026-02-28')), ['100', '105', '150', '158'])
  })

  test('la regla es la de ese día: un otrosí la cambia desde su fecha', () => {
    const c = pactado(ipc)
    const otrosi = { efectiva: '2025-06-01', cambios: { incremento: fijo(1000) }, firmas, ahora }
    const d = aplicar(c, registrarOtrosi(c, otrosi))
    assert.deepEqual(canones(subir(subir(d, '2025-02-28'), '2026-02-28')), ['100', '105', '116'])
  })

  test('sin incremento pactado no hay nada que aplicar; un canon que no cabe se rechaza', () => {
    const sin = pactado({ ...ipc, incremento: { tipo: 'ninguno' } })
    assert.throws(() => subir(sin, '2025-02-28'), { codigo: 'TransicionInvalida' })
    const enorme = pactado({ ...ipc, monto: '999999999999999999' })
    assert.throws(() => subir(enorme, '2025-02-28'), { codigo: 'MontoInvalido' })
  })

  test('la acción se ofrece sólo si hay un aniversario por aplicar', () => {
    const puede = (c: Contrato) =>
      accionesDe(c, '2026-12-01' as FechaCivil).find((a) => a.accion === 'incrementar')
    assert.equal(puede(pactado(ipc))?.permitida, true)
    assert.deepEqual(puede(subir(subir(pactado(ipc), '2025-02-28'), '2026-02-28')), {
      accion: 'incrementar',
      permitida: false,
      motivo: 'No hay un incremento por aplicar',
    })
    assert.equal(puede(dado(hechos.firmado(ipc)))?.permitida, false)
  })
})
