import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  ADMIN,
  type ApiPrueba,
  abrirApiPrueba,
  clienteNuevo,
  contratoNuevo,
  firmarTodas,
  inmuebleNuevo,
} from '#pruebas/apoyo/api.ts'

/** Los casos límite de `dominio.md` §8 que se ven al leer, cada uno con su número. */

const MEDIODIA = '2026-12-01T17:00:00Z'

let a: ApiPrueba
before(async () => {
  // Sin planificador: el reloj de esta prueba va y viene, y lo que venciera en un caso estorbaría en otro.
  a = await abrirApiPrueba({ entorno: { ROLES: 'http' } })
})
after(() => a[Symbol.asyncDispose]())

const crear = async (ruta: string, cuerpo: object) => {
  const r = await a.pedir(`POST ${ruta}`, { cuerpo })
  assert.ok(r.estado < 300, `${ruta}: ${r.texto}`)
  return r.cuerpo
}

const ver = async (ruta: string) => {
  const r = await a.pedir(`GET ${ruta}`)
  assert.equal(r.estado, 200, r.texto)
  return r.cuerpo
}

const csv = async (ruta: string): Promise<string> => {
  const r = await a.pedir(`GET ${ruta}`, { encabezados: { accept: 'text/csv' } })
  assert.equal(r.estado, 200, r.texto)
  return r.texto
}

type Casa = Readonly<{ ciudad: string; zona?: string; nombre?: string; inquilino?: string }>

/** Un inmueble en una ciudad sólo suya y, si se dan términos, un contrato firmado por las dos partes. */
const arrendar = async ({ inquilino, ...casa }: Casa, terminos?: object) => {
  const { id: id_propiedad } = await crear('/inmuebles', inmuebleNuevo(casa))
  const { id: id_compania } = await crear('/clientes', clienteNuevo())
  const { id: id_inquilino } = await crear('/clientes', clienteNuevo(inquilino ? { nombre: inquilino } : {}))
  const trio = { id_propiedad, id_compania, id_inquilino }
  if (!terminos) return { ...trio, id: '' }
  const contrato = await crear('/contratos', contratoNuevo(trio, terminos))
  const firmado = await firmarTodas(a, contrato)
  assert.equal(firmado.cuerpo.estado, 'Firmado', firmado.texto)
  return contrato
}

const procesar = (id: string) => crear(`/contratos/${id}/procesamiento`, { acta_entrega: true })

const rentRoll = (ciudad: string, resto = '') =>
  ver(`/informes/rent-roll?ciudad=${encodeURIComponent(ciudad)}${resto}`)

describe('caso límite 1', () => {
  test('caso límite 1: lo que empieza un 29 de febrero cumple años el 28, y otra vez el 29', async () => {
    const { id } = await arrendar(
      { ciudad: 'Caso Uno' },
      {
        ...{ fecha_inicio: '2024-02-29', fecha_fin: '2028-02-29', monto: '1000000' },
        incremento: { tipo: 'fijo', puntos_basicos: 1000 },
      },
    )
    await procesar(id)
    a.aLas('2028-02-29T17:00:00Z')
    for (const aniversario of ['2025-02-28', '2026-02-28', '2027-02-28']) {
      const { elementos } = await ver('/informes/pendientes?ciudad=Caso%20Uno')
      assert.equal(elementos[0].desde, aniversario)
      await crear(`/contratos/${id}/incrementos`, { aniversario })
    }
    const canones = async (fecha: string) =>
      (await rentRoll('Caso Uno', `&a_fecha=${fecha}`)).elementos[0].canon
    assert.equal(await canones('2025-02-27'), '1000000')
    assert.equal(await canones('2025-02-28'), '1100000')
    assert.equal(await canones('2028-02-28'), '1331000')
    const { elementos } = await ver('/informes/pendientes?ciudad=Caso%20Uno')
    assert.deepEqual([elementos[0].desde, elementos[0].dias], ['2028-02-29', 0])
    assert.equal((await rentRoll('Caso Uno')).elementos[0].dias, 0, 'el 29 aún obliga')
    assert.equal((await rentRoll('Caso Uno', '&a_fecha=2028-03-01')).elementos[0].ocupado, false)
    a.aLas(MEDIODIA)
  })
})

test('caso límite 4: un contrato de un día ocupa ese día y ninguno más', async () => {
  await arrendar({ ciudad: 'Caso Cuatro' }, { fecha_inicio: '2027-03-01', fecha_fin: '2027-03-01' })
  const el = async (dia: string) => (await rentRoll('Caso Cuatro', `&a_fecha=${dia}`)).elementos[0]
  assert.equal((await el('2027-02-28')).ocupado, false)
  assert.deepEqual([(await el('2027-03-01')).ocupado, (await el('2027-03-01')).dias], [true, 0])
  assert.equal((await el('2027-03-02')).ocupado, false)
  const { elementos } = await ver('/informes/ocupacion?ciudad=Caso%20Cuatro&a_fecha=2027-03-01')
  assert.equal(elementos[0].tramos[0].dias, 1)
  assert.equal(elementos[0].proxima_disponibilidad, '2027-03-02')
  const lista = await ver('/contratos?ciudad=Caso%20Cuatro&vence_en=0&a_fecha=2027-03-01')
  assert.equal(lista.elementos[0].vigencia, 'PorVencer')
})

describe('caso límite 7', () => {
  const terminos = { fecha_inicio: '2026-01-01', fecha_fin: '2026-12-01' }
  before(async () => {
    await arrendar({ ciudad: 'Caso Siete', nombre: 'Bogotá' }, terminos)
    await arrendar({ ciudad: 'Caso Siete', nombre: 'Kiritimati', zona: 'Pacific/Kiritimati' }, terminos)
    await arrendar({ ciudad: 'Caso Siete', nombre: 'Niue', zona: 'Pacific/Niue' }, terminos)
    await arrendar({ ciudad: 'Caso Siete', nombre: 'Santiago', zona: 'America/Santiago' }, terminos)
  })
  after(() => a.aLas(MEDIODIA))

  const vigentes = async (): Promise<string[]> => {
    const { elementos } = await rentRoll('Caso Siete')
    return elementos
      .filter((e: { ocupado: boolean }) => e.ocupado)
      .map((e: { propiedad: string; dias: number }) => `${e.propiedad} ${e.dias}`)
      .toSorted()
  }

  test('caso límite 7: a las 23:30 de Bogotá ya es otro día en UTC, y el contrato sigue vigente', async () => {
    a.aLas('2026-12-01T23:30:00-05:00')
    assert.deepEqual(await vigentes(), ['Bogotá 0', 'Niue 0'])
    a.aLas('2026-12-02T00:00:00-05:00')
    assert.deepEqual(await vigentes(), ['Niue 0'])
  })

  test('caso límite 7: en un mismo informe, cada inmueble tiene su «hoy»', async () => {
    a.aLas('2026-11-30T10:30:00Z')
    assert.deepEqual(await vigentes(), ['Bogotá 1', 'Kiritimati 0', 'Niue 2', 'Santiago 1'])
  })

  test('caso límite 7: la zona del servidor no cambia nada, de UTC−12 a UTC+14', async () => {
    a.aLas('2026-12-01T23:30:00-05:00')
    const { TZ } = process.env
    try {
      const vistos: unknown[] = []
      for (const zona of ['UTC', 'Etc/GMT+12', 'Pacific/Kiritimati', 'America/Santiago']) {
        process.env.TZ = zona
        vistos.push(
          await rentRoll('Caso Siete'),
          await ver('/contratos?ciudad=Caso%20Siete&orden=numero:asc'),
        )
      }
      for (let i = 2; i < vistos.length; i += 1) assert.deepEqual(vistos[i], vistos[i % 2])
    } finally {
      if (TZ === undefined) delete process.env.TZ
      else process.env.TZ = TZ
    }
  })

  test('caso límite 7: en Santiago el día en que cambia la hora se cuenta igual que los demás', async () => {
    // El 2026-09-06 tiene 23 horas y el 2026-04-04, 25.
    const dias = async (instante: string) => {
      a.aLas(instante)
      const { elementos } = await rentRoll('Caso Siete')
      return elementos.find((e: { propiedad: string }) => e.propiedad === 'Santiago').dias
    }
    assert.equal(await dias('2026-09-06T03:59:59Z'), 87)
    assert.equal(await dias('2026-09-06T04:00:00Z'), 86)
    assert.equal(await dias('2026-09-07T02:59:59Z'), 86)
    assert.equal(await dias('2026-09-07T03:00:00Z'), 85)
    assert.equal(await dias('2026-04-04T03:00:00Z'), 241)
    assert.equal(await dias('2026-04-05T03:30:00Z'), 241, 'la hora que se repite sigue siendo el mismo día')
    assert.equal(await dias('2026-04-05T04:00:00Z'), 240)
  })
})

test('caso límite 13: dos años sin aplicar se ven de a uno, el más antiguo primero', async () => {
  const { id } = await arrendar(
    { ciudad: 'Caso Trece' },
    {
      ...{ fecha_inicio: '2024-06-01', fecha_fin: '2029-05-31' },
      incremento: { tipo: 'ipc' },
    },
  )
  await procesar(id)
  const pendiente = async (fecha: string) =>
    (await ver(`/informes/pendientes?ciudad=Caso%20Trece&a_fecha=${fecha}`)).elementos[0]
  assert.equal((await pendiente('2026-12-01')).desde, '2025-06-01')
  await crear(`/contratos/${id}/incrementos`, { aniversario: '2025-06-01' })
  assert.equal((await pendiente('2026-12-01')).desde, '2026-06-01')
  await crear(`/contratos/${id}/incrementos`, { aniversario: '2026-06-01' })
  assert.equal(await pendiente('2027-05-31'), undefined)
  assert.equal((await pendiente('2027-06-01')).falta_indice, 2026, 'el IPC de 2026 no se ha publicado')
})

describe('caso límite 15', () => {
  before(async () => {
    const en = { ciudad: 'Caso Quince' }
    await arrendar(
      { ...en, nombre: 'Ñandú; «uno»', inquilino: 'Despacho Xóchitl' },
      { fecha_fin: '2028-01-31' },
    )
    await arrendar(
      { ...en, nombre: '=HYPERLINK("http://x")', inquilino: '@Señal' },
      { fecha_fin: '2028-01-31' },
    )
    await arrendar({ ...en, nombre: 'Álamo' })
    await arrendar({ ...en, nombre: 'Zarzal' })
  })
  const DIA = '&a_fecha=2027-06-01'

  test('caso límite 15: los informes se buscan sin tildes ni ñ', async () => {
    for (const q of ['xochitl', 'XÓCHITL', 'nandu', 'Ñandu', 'senal', 'alamo'])
      assert.equal((await rentRoll('Caso Quince', `${DIA}&q=${encodeURIComponent(q)}`)).total, 1, q)
    for (const q of ['%', '_', "' or 1=1 --"])
      assert.equal((await rentRoll('Caso Quince', `${DIA}&q=${encodeURIComponent(q)}`)).total, 0, q)
  })

  test('caso límite 15: con empates y nulos, cada orden recorre todo una sola vez', async () => {
    for (const campo of ['codigo', 'propiedad', 'ciudad', 'fecha_fin', 'area_m2'])
      for (const sentido of ['asc', 'desc']) {
        const vistos: string[] = []
        let ruta: string | null =
          `/informes/rent-roll?ciudad=Caso%20Quince${DIA}&limite=1&orden=${campo}:${sentido}`
        while (ruta) {
          const r = await a.pedir(`GET ${ruta}`)
          vistos.push(...r.cuerpo.elementos.map((e: { propiedad: string }) => e.propiedad))
          ruta = /^<([^>]+)>/.exec(r.encabezados.get('link') ?? '')?.[1] ?? null
        }
        assert.equal(new Set(vistos).size, 4, `${campo}:${sentido}`)
        assert.equal(vistos.length, 4, `${campo}:${sentido}`)
      }
  })

  test('caso límite 15: el cursor no se mueve aunque entren filas antes y después', async () => {
    const primera = await rentRoll('Caso Quince', `${DIA}&limite=2&orden=propiedad:asc`)
    await arrendar({ ciudad: 'Caso Quince', nombre: 'Aaa' })
    await arrendar({ ciudad: 'Caso Quince', nombre: 'Zzz' })
    const resto = await rentRoll(
      'Caso Quince',
      `${DIA}&limite=100&orden=propiedad:asc&cursor=${primera.siguiente}`,
    )
    const nombres = [...primera.elementos, ...resto.elementos].map((e: { propiedad: string }) => e.propiedad)
    assert.equal(new Set(nombres).size, nombres.length)
    assert.ok(!nombres.includes('Aaa') && nombres.includes('Zzz') && nombres.includes('Zarzal'))
  })

  test('caso límite 15: sin filas, la página y el CSV están vacíos y siguen bien formados', async () => {
    const vacio = await rentRoll('Ninguna parte')
    assert.deepEqual(
      [vacio.elementos, vacio.siguiente, vacio.total, vacio.totales_por_moneda],
      [[], null, 0, []],
    )
    assert.equal(vacio.ocupacion.porcentaje, null)
    for (const informe of ['rent-roll', 'vencimientos', 'ocupacion', 'pendientes']) {
      const texto = await csv(`/informes/${informe}?ciudad=Ninguna&totales=si`)
      assert.match(texto, /^[a-z_0-9;]+\r\n$/, informe)
    }
    assert.match(await csv('/contratos?ciudad=Ninguna&totales=si'), /^[a-z_;]+\r\n$/)
  })

  test('caso límite 15: el CSV empieza por la marca que una hoja de cálculo necesita para ver las tildes', async () => {
    const r = await fetch(`${a.servicio.url}/informes/rent-roll?ciudad=Ninguna`, {
      headers: { authorization: `Bearer ${ADMIN}`, accept: 'text/csv' },
    })
    const bytes = Buffer.from(await r.arrayBuffer())
    assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf])
  })

  test('caso límite 15: en el CSV, `;` va entre comillas y una fórmula no lo es', async () => {
    const texto = await csv(`/informes/rent-roll?ciudad=Caso%20Quince${DIA}`)
    assert.match(texto, /;"Ñandú; «uno»";/)
    assert.match(texto, /;"'=HYPERLINK\(""http:\/\/x""\)";/)
    assert.match(texto, /;'@Señal;/)
    const conComas = await csv(`/informes/rent-roll?ciudad=Caso%20Quince${DIA}&separador=,`)
    assert.match(conComas, /,Ñandú; «uno»,/)
  })
})

test('caso límite 17: lo que sale de la cartera deja de contar como vacante', async () => {
  const { id_propiedad } = await arrendar({ ciudad: 'Caso Diecisiete' })
  assert.equal((await rentRoll('Caso Diecisiete')).ocupacion.vacantes, 1)
  await crear(`/inmuebles/${id_propiedad}/retiro`, { motivo: 'se vendió' })
  assert.deepEqual((await rentRoll('Caso Diecisiete')).elementos, [])
})

test('un filtro que no se entiende se rechaza y dice cuál', async () => {
  for (const [ruta, codigo] of [
    ['rent-roll?a_fecha=2026-02-30', 'FechaInvalida'],
    ['resumen?a_fecha=2026-02-30', 'FechaInvalida'],
    ['rent-roll?moneda=XXX', 'MonedaNoSoportada'],
    ['rent-roll?cursor=inventado', 'CursorInvalido'],
    ['rent-roll?tramo=vencidos', 'PeticionInvalida'],
    ['pendientes?tipo=otro', 'PeticionInvalida'],
    ['vencimientos?orden=monto:asc', 'PeticionInvalida'],
    ['rent-roll?separador=x', 'PeticionInvalida'],
  ] as const)
    assert.equal((await a.pedir(`GET /informes/${ruta}`)).cuerpo.codigo, codigo, ruta)
})
