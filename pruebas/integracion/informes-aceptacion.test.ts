import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type ApiPrueba, abrirApiPrueba } from '#pruebas/apoyo/api.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'

/** Las cifras de aceptación de `dominio.md` §6, sobre la demo cargada con los comandos corrientes. */

const DIA = 'a_fecha=2026-12-01'
const TOTALES = [
  { moneda: 'CLP', monto: '2450000', contratos: 1 },
  { moneda: 'COP', monto: '158882426', contratos: 7 },
  { moneda: 'MXN', monto: '72000.50', contratos: 1 },
  { moneda: 'USD', monto: '6100.18', contratos: 1 },
]
const OCUPACION = {
  inmuebles: 12,
  ocupados: 10,
  vacantes: 2,
  porcentaje: '83.3',
  area_m2: '4838',
  area_ocupada_m2: '4695',
  porcentaje_area: '97.0',
}
const POR_VENCER = { hasta_30: 1, de_31_a_60: 1, de_61_a_90: 2 }

let a: ApiPrueba
before(async () => {
  a = await abrirApiPrueba({ entorno: { DEMO: 'si' } })
  // El planificador vence al arrancar lo que terminó hasta hoy.
  await esperarQue('vencen los tres que terminaron', async () => {
    const { cuerpo } = await a.pedir('GET /contratos?estado=Vencido')
    return cuerpo.elementos.length === 3
  })
})
after(() => a[Symbol.asyncDispose]())

const ver = async (ruta: string) => {
  const { estado, cuerpo, texto } = await a.pedir(`GET ${ruta}`)
  assert.equal(estado, 200, texto)
  return cuerpo
}

const csv = async (ruta: string): Promise<string[][]> => {
  const r = await a.pedir(`GET ${ruta}`, { encabezados: { accept: 'text/csv' } })
  assert.equal(r.estado, 200, r.texto)
  return r.texto
    .replace('\ufeff', '')
    .trim()
    .split('\r\n')
    .map((f) => f.split(';'))
}

type Rent = Readonly<{ numero: string | null; codigo: number; canon: string; dias: number; estado: string }>

describe('rent roll a 2026-12-01', () => {
  test('los doce inmuebles, con su canon de ese día; P6 y P11 vacantes', async () => {
    const { elementos, ...cabecera } = await ver(`/informes/rent-roll?${DIA}`)
    assert.deepEqual(cabecera, {
      a_fecha: '2026-12-01',
      total: 12,
      totales_por_moneda: TOTALES,
      ocupacion: OCUPACION,
      por_vencer: POR_VENCER,
      siguiente: null,
    })
    assert.deepEqual(
      elementos.map((e: Rent) => [e.codigo, e.numero, e.canon, e.dias, e.estado].join(' ')),
      [
        '1 CT-0002 14594606 61 Procesado',
        '2 CT-0003 19080000 30 Procesado',
        '3 CT-0006 4729500 89 Procesado',
        '4 CT-0007 45378320 2038 Procesado',
        '5 CT-0009 45500000 1230 Procesado',
        '6    ',
        '7 CT-0012 2850000 60 Procesado',
        '8 CT-0013 6100.18 912 Procesado',
        '9 CT-0014 2450000 455 Procesado',
        '10 CT-0015 72000.50 531 Procesado',
        '11    ',
        '12 CT-0020 26750000 1079 Firmado',
      ],
    )
  })

  test('por páginas, las mismas filas, y los totales siguen siendo los de todo', async () => {
    const vistos: number[] = []
    let ruta: string | null = `/informes/rent-roll?${DIA}&limite=5&orden=fecha_fin:desc`
    while (ruta) {
      const r = await a.pedir(`GET ${ruta}`)
      assert.deepEqual(r.cuerpo.totales_por_moneda, TOTALES)
      vistos.push(...r.cuerpo.elementos.map((e: Rent) => e.codigo))
      ruta = /^<([^>]+)>/.exec(r.encabezados.get('link') ?? '')?.[1] ?? null
    }
    assert.deepEqual(
      vistos.toSorted((x, y) => x - y),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    )
    assert.deepEqual(vistos.slice(0, 2).toSorted(), [11, 6], 'los vacantes, como si no terminaran nunca')
  })

  test('en CSV: las doce filas y, si se piden, los totales por moneda', async () => {
    const [encabezado, ...filas] = await csv(`/informes/rent-roll?${DIA}&totales=si`)
    const columna = (nombre: string) => encabezado!.indexOf(nombre)
    const inmuebles = filas.filter((f) => f[0] !== 'Total')
    assert.equal(inmuebles.length, 12)
    assert.equal(inmuebles.filter((f) => f[columna('ocupado')] === 'no').length, 2)
    assert.deepEqual(
      filas.slice(12).map((f) => [f[0], f[columna('canon')], f[columna('moneda')]]),
      TOTALES.map(({ moneda, monto }) => ['Total', monto, moneda]),
    )
    for (const { moneda, contratos } of TOTALES)
      assert.equal(inmuebles.filter((f) => f[columna('moneda')] === moneda).length, contratos)
    assert.equal((await csv(`/informes/rent-roll?${DIA}`)).length, 13)
  })

  test('los filtros suman sólo lo suyo', async () => {
    const de = async (filtro: string) => {
      const { total, totales_por_moneda } = await ver(`/informes/rent-roll?${DIA}&${filtro}`)
      return [total, ...totales_por_moneda.map((t: { monto: string }) => t.monto)].join(' ')
    }
    assert.equal(await de('moneda=USD'), '1 6100.18')
    assert.equal(await de('ciudad=bogota'), '5 63274606')
    assert.equal(await de('q=quipu'), '2 45830000')
    assert.equal(await de('q=xochitl'), '1 72000.50')
    assert.equal(await de('q=ct-0007'), '1 45378320')
    assert.equal(await de('vence_en=60'), '2 21930000')
    assert.equal(await de('q=nadie'), '0')
  })

  test('sirve para fechas pasadas y para lo que ya terminó', async () => {
    const el = async (fecha: string, codigo: number) => {
      const { elementos } = await ver(`/informes/rent-roll?a_fecha=${fecha}`)
      const e = elementos.find((x: Rent) => x.codigo === codigo)
      return [e.numero, e.canon, e.dias].join(' ')
    }
    assert.equal(await el('2024-01-31', 1), 'CT-0001 11350348 0')
    assert.equal(await el('2024-02-01', 1), 'CT-0002 13200000 1095')
    assert.equal(await el('2022-06-30', 1), 'CT-0001 10033900 580')
    assert.equal(await el('2026-03-31', 5), 'CT-0008 47134650 0')
    assert.equal(await el('2026-04-01', 5), '  ', 'el hueco de catorce días')
    assert.equal(await el('2026-04-15', 5), 'CT-0009 45500000 1460')
    assert.equal(await el('2026-11-30', 6), 'CT-0010 3200.00 0')
    assert.equal(await el('2027-01-01', 2), 'CT-0004 20500000 730')
  })
})

describe('vencimientos a 2026-12-01', () => {
  test('por tramos, con lo que está en riesgo', async () => {
    const { elementos, tramos, total, totales_por_moneda } = await ver(`/informes/vencimientos?${DIA}`)
    assert.equal(total, 4)
    assert.deepEqual(totales_por_moneda, [{ moneda: 'COP', monto: '41254106', contratos: 4 }])
    assert.deepEqual(
      elementos.map((e: { numero: string; tramo: string; sucesor: { numero: string } | null }) =>
        [e.numero, e.tramo, e.sucesor?.numero ?? '-'].join(' '),
      ),
      ['CT-0003 hasta_30 CT-0004', 'CT-0012 de_31_a_60 -', 'CT-0002 de_61_a_90 -', 'CT-0006 de_61_a_90 -'],
    )
    const cop = (monto: string, contratos: number) => [{ moneda: 'COP', monto, contratos }]
    assert.deepEqual(tramos, [
      { tramo: 'vencidos', contratos: 0, con_sucesor: 0, canon: [], en_riesgo: [] },
      { tramo: 'hasta_30', contratos: 1, con_sucesor: 1, canon: cop('19080000', 1), en_riesgo: [] },
      {
        tramo: 'de_31_a_60',
        ...{ contratos: 1, con_sucesor: 0, canon: cop('2850000', 1), en_riesgo: cop('2850000', 1) },
      },
      {
        tramo: 'de_61_a_90',
        ...{ contratos: 2, con_sucesor: 0, canon: cop('19324106', 2), en_riesgo: cop('19324106', 2) },
      },
      { tramo: 'de_91_a_180', contratos: 0, con_sucesor: 0, canon: [], en_riesgo: [] },
    ])
  })

  test('lo que terminó y nadie renovó sale como vencido, hasta que alguien haga algo', async () => {
    const { elementos } = await ver('/informes/vencimientos?a_fecha=2027-03-01&tramo=vencidos')
    assert.deepEqual(
      elementos.map((e: { numero: string; dias: number }) => `${e.numero} ${e.dias}`),
      ['CT-0012 -30', 'CT-0002 -29', 'CT-0006 -1'],
      'CT-0003 tiene un contrato después y CT-0010 una renovación en curso',
    )
  })

  test('en CSV', async () => {
    const filas = await csv(`/informes/vencimientos?${DIA}&totales=si`)
    assert.equal(filas.length, 6)
    assert.deepEqual(filas.at(-1)!.slice(-3, -1), ['41254106', 'COP'])
  })
})

test('ocupación: historia de cada inmueble, huecos y próxima disponibilidad', async () => {
  const { elementos, ...cabecera } = await ver(`/informes/ocupacion?${DIA}`)
  assert.deepEqual(cabecera, { a_fecha: '2026-12-01', total: 12, ocupacion: OCUPACION, siguiente: null })
  const de = (codigo: number) => elementos.find((e: Rent) => e.codigo === codigo)
  const linea = (codigo: number) =>
    de(codigo).tramos.map((t: Record<string, unknown>) =>
      [t.numero ?? 'hueco', t.desde, t.hasta, t.dias].join(' '),
    )
  assert.deepEqual(linea(5), [
    'CT-0008 2023-09-01 2026-03-31 943',
    'hueco 2026-04-01 2026-04-14 14',
    'CT-0009 2026-04-15 2030-04-14 1461',
    'hueco 2030-04-15  ',
  ])
  assert.equal(de(2).proxima_disponibilidad, '2029-01-01', 'CT-0004 sigue al día siguiente de CT-0003')
  assert.equal(de(6).proxima_disponibilidad, '2026-12-01')
  assert.deepEqual([de(6).dias_vacante, de(11).dias_vacante, de(1).dias_vacante], [1, null, null])
  const filas = await csv(`/informes/ocupacion?${DIA}`)
  assert.equal(filas.length, 13)
})

test('pendientes: firmas que faltan, firmado sin procesar y ningún incremento', async () => {
  const { elementos, por_tipo, total } = await ver(`/informes/pendientes?${DIA}`)
  assert.deepEqual(por_tipo, { firma: 4, procesamiento: 1, incremento: 0 })
  assert.equal(total, 5)
  assert.deepEqual(
    elementos.map((e: Record<string, unknown> & { faltan: { nombre: string }[] }) =>
      [e.numero, e.tipo, e.dias, e.faltan.map((f) => f.nombre).join('+')].join(' ').trim(),
    ),
    [
      'CT-0020 procesamiento 16',
      'CT-0011 firma 0 Importadora Istmo Inc.',
      'CT-0016 firma -14 Inmobiliaria Los Alpes S.A.S.+Droguería La Loma',
      'CT-0018 firma -62 Inmobiliaria Los Alpes S.A.S.+Mariana Ríos Cano',
      'CT-0017 firma -89 Inmobiliaria Los Alpes S.A.S.+Droguería La Loma',
    ],
  )
  const filas = await csv(`/informes/pendientes?${DIA}&tipo=procesamiento`)
  assert.deepEqual(filas[1]!.slice(0, 5), ['procesamiento', '2026-11-15', '16', 'CT-0020', 'Firmado'])
})

test('un incremento que nadie aplicó espera desde su aniversario, y dice qué índice le falta', async () => {
  const { elementos } = await ver('/informes/pendientes?a_fecha=2027-02-01&tipo=incremento')
  assert.deepEqual(
    elementos.map((e: Record<string, unknown>) => [e.numero, e.desde, e.falta_indice].join(' ')),
    [],
    'CT-0003 terminó antes de su segundo aniversario',
  )
  const despues = await ver('/informes/pendientes?a_fecha=2027-07-01&tipo=incremento')
  assert.deepEqual(
    despues.elementos.map((e: Record<string, unknown>) => [e.numero, e.desde, e.falta_indice].join(' ')),
    ['CT-0015 2027-05-16 ', 'CT-0013 2027-06-01 ', 'CT-0007 2027-07-01 2026'],
  )
})

test('resumen: las mismas cifras, en JSON y en CSV', async () => {
  const resumen = await ver(`/informes/resumen?${DIA}`)
  assert.ok(resumen.posicion > 0)
  assert.deepEqual(resumen.totales_por_moneda, TOTALES)
  assert.deepEqual(resumen.ocupacion, OCUPACION)
  assert.deepEqual(resumen.por_vencer, POR_VENCER)
  assert.deepEqual(resumen.pendientes, { firma: 4, procesamiento: 1, incremento: 0 })
  assert.deepEqual(resumen.contratos, {
    total: 20,
    por_estado: { Pendiente: 4, Firmado: 2, Procesado: 9, Terminado: 1, Vencido: 3, Anulado: 1 },
    por_vigencia: { Futura: 1, Vigente: 6, PorVencer: 4, Finalizada: 4 },
  })
  const filas = (await csv(`/informes/resumen?${DIA}`)).map((f) => f.join(' '))
  assert.ok(filas.includes('canon monto 158882426 COP'))
  assert.ok(filas.includes('ocupacion porcentaje_area 97.0 '))
})

test('sin fecha, es el día del reloj de negocio', async () => {
  const { a_fecha, totales_por_moneda } = await ver('/informes/rent-roll')
  assert.deepEqual([a_fecha, totales_por_moneda], [null, TOTALES])
})

test('la lista de contratos en CSV suma su propio canon, con el separador que se pida', async () => {
  const r = await a.pedir('GET /contratos?estado=Procesado&moneda=COP&totales=si&separador=,', {
    encabezados: { accept: 'text/csv' },
  })
  const { totales_por_moneda } = await ver('/contratos?estado=Procesado&moneda=COP&totales=si')
  const ultima = r.texto.trim().split('\r\n').at(-1)!.split(',')
  assert.equal(ultima[0], 'Total')
  assert.ok(ultima.includes(totales_por_moneda[0].monto))
})
