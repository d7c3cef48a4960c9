import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import type { FilaRentRoll } from '#modulos/contratos/aplicacion/queries/informes/puertos.ts'
import { aniversarioPendiente } from '#modulos/contratos/dominio/aniversarios.ts'
import { type Contrato, canonEn, type Otrosi } from '#modulos/contratos/dominio/contrato.ts'
import type { Incremento } from '#modulos/contratos/dominio/terminos.ts'
import { conCanon, type Tramo } from '#modulos/contratos/dominio/tramos.ts'
import { diasRestantes, VIGENCIAS, vigencia } from '#modulos/contratos/dominio/vigencia.ts'
import { abrirBasePrueba, type BasePrueba } from '#pruebas/apoyo/base.ts'
import { ayudasDe, type Gente, type Hecho } from '#pruebas/apoyo/contratos-sembrados.ts'
import { abrirOficina, type Oficina, prepararOficina } from '#pruebas/apoyo/oficina.ts'
import { aplicarPorcentaje, aTexto } from '#seedwork/dominio/dinero.ts'
import { aniversario, type FechaCivil, hoyEn, sumarDias } from '#seedwork/dominio/fecha.ts'

let base: BasePrueba
let oficina: Oficina
const p = {} as Gente
before(async () => {
  base = await abrirBasePrueba()
  await prepararOficina(base.url)
  oficina = await abrirOficina(base.url)
  p.bogota = await oficina.inmueble()
  p.alpes = await oficina.cliente('Inmobiliaria Los Alpes')
  p.paramo = await oficina.cliente('Café Páramo S.A.S.')
})
after(async () => {
  await oficina[Symbol.asyncDispose]()
  await base[Symbol.asyncDispose]()
})

const { sembrar, vaciar, contrato, recorrer } = ayudasDe(() => oficina, p)

const ZONAS = Intl.supportedValuesOf('timeZone')

/** Los bordes que más se prestan a equivocarse: cambios de día en cada extremo del mundo y de hora en Santiago. */
const BORDES = [
  '2026-12-01T09:59:59Z', // Kiritimati (UTC+14) cambia de día
  '2026-12-01T10:00:00Z',
  '2026-12-01T11:59:59Z', // UTC−12 cambia de día
  '2026-12-01T12:00:00Z',
  '2026-12-01T00:00:00Z',
  '2026-12-02T04:30:00Z', // 23:30 en Bogotá
  '2026-09-06T03:59:59Z', // en Santiago de las 24:00 se pasa a la 01:00
  '2026-09-06T04:00:00Z',
  '2026-04-05T03:30:00Z', // y en abril las 23:00 se repiten
  '2026-04-05T04:00:00Z',
].map((i) => Temporal.Instant.from(i))

/** Contratos cuyos extremos caen alrededor de un borde: la víspera, el día, el siguiente y el plazo de aviso. */
const alrededor = (borde: Temporal.Instant, zona: string, i: number): Hecho[] => {
  const dia = borde.toZonedDateTimeISO('UTC').toPlainDate().toString() as FechaCivil
  const corrido = (n: number) => sumarDias(dia, n)
  const estados = ['Firmado', 'Procesado', 'Vencido', 'Terminado'] as const
  const estado = estados[i % estados.length]!
  const fin = corrido(((i % 4) - 1) as number)
  return [
    { zona, estado, inicio: corrido(-400), fin, terminacion: corrido(-1) },
    { zona, estado: 'Firmado', inicio: corrido((i % 3) - 1), fin: corrido(200) },
    { zona, estado: 'Procesado', inicio: corrido(-10), fin: corrido(89 + (i % 4)) },
    {
      zona,
      estado: 'Terminado',
      inicio: corrido(i % 2),
      fin: corrido(90),
      terminacion: corrido((i % 2) - 1),
    },
  ]
}

test('propiedad: en toda zona IANA y en cada borde, la vigencia de SQL es la del dominio', async () => {
  await vaciar()
  const estados = BORDES.flatMap((borde, b) =>
    fc
      .sample(fc.shuffledSubarray(ZONAS, { minLength: ZONAS.length }), { numRuns: 1, seed: 100 + b })
      .flat()
      .slice(0, b === 0 ? ZONAS.length : 60)
      .flatMap((zona, i) => alrededor(borde, zona, i)),
  ).map(contrato)
  await sembrar(estados)
  for (const ahora of BORDES) {
    oficina.aLas(ahora.toString())
    const esperada = Map.groupBy(estados, (c) => vigencia(c, hoyEn(c.zona, ahora)))
    const { contratos } = await oficina.contratos.queries.Resumen({ tipo: 'Resumen' })
    for (const v of VIGENCIAS) {
      const ids = (esperada.get(v) ?? []).map((c) => c.id).toSorted()
      assert.equal(contratos.por_vigencia[v], ids.length, `${v} contadas a las ${ahora}`)
      assert.deepEqual(
        (await recorrer({ vigencia: [v] }, { limite: 200 })).toSorted(),
        ids,
        `${v} a ${ahora}`,
      )
    }
  }
})

const filas = async (): Promise<FilaRentRoll[]> => {
  const trozos = await oficina.contratos.queries.RecorrerRentRoll({ tipo: 'RecorrerRentRoll', filtro: {} })
  return (await Array.fromAsync(trozos)).flat()
}

test('propiedad: el rent roll dice de cada inmueble, en su zona, lo que dice el dominio', async () => {
  await vaciar()
  const zonas = ['Pacific/Kiritimati', 'Etc/GMT+12', 'America/Santiago', 'America/Bogota', 'Asia/Kathmandu']
  const estados: Contrato[] = []
  for (const [i, zona] of fc.sample(fc.constantFrom(...zonas), { numRuns: 40, seed: 3 }).entries()) {
    const propiedad = await oficina.inmueble({ nombre: `Local ${i}`, zona })
    const hecho = alrededor(BORDES[i % BORDES.length]!, zona, i)[i % 3]!
    const sembrado = contrato({ ...hecho, propiedad, monto: String(1000 + i) })
    estados.push({ ...sembrado, tramos: escalonado(sembrado) })
  }
  await sembrar(estados)
  for (const ahora of BORDES) {
    oficina.aLas(ahora.toString())
    const porInmueble = new Map((await filas()).map((f) => [f.id_propiedad, f]))
    for (const c of estados) {
      const hoy = hoyEn(c.zona, ahora)
      const v = vigencia(c, hoy)
      const enVigor = v === 'Vigente' || v === 'PorVencer'
      const { ocupado, canon, dias } = porInmueble.get(c.terminos.idPropiedad)!
      const esperado = enVigor ? [true, aTexto(canonEn(c, hoy)), diasRestantes(c, hoy)] : [false, null, null]
      assert.deepEqual([ocupado, canon, dias], esperado, `${c.zona} a las ${ahora}`)
    }
  }
})

/** La historia de canon de un contrato que sube un diez por ciento cada mes hasta su fin. */
const escalonado = ({ terminos: { canon, fechaInicio, fechaFin } }: Contrato): readonly Tramo[] => {
  const inicial = [{ desde: fechaInicio, hasta: fechaFin, canon, causa: 'inicial' }]
  const desdes = [30, 31, 180, 399, 400].map((n) => sumarDias(fechaInicio, n)).filter((d) => d <= fechaFin)
  return desdes.reduce<readonly Tramo[]>((tramos, desde, i) => {
    const subido = aplicarPorcentaje(canon, 1000 * (i + 1))
    return conCanon(tramos, { desde, canon: subido, causa: 'incremento fijo' })
  }, inicial)
}

const reglas = fc
  .constantFrom('ninguno' as const, 'fijo' as const, 'ipc' as const, 'ipc_mas' as const)
  .map((tipo): Incremento => ({ tipo, puntosBasicos: tipo === 'fijo' ? 300 : 0 }))

const conReglas = fc.record({
  inicio: fc.constantFrom('2020-02-29', '2021-06-01', '2022-12-31', '2024-01-31', '2025-12-01', '2026-12-01'),
  anios: fc.integer({ min: 1, max: 9 }),
  incremento: reglas,
  aplicados: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 6 }),
  otrosies: fc.array(
    fc.record({ dias: fc.integer({ min: 0, max: 2_500 }), despues: reglas, cambia: fc.boolean() }),
    { maxLength: 3 },
  ),
})

type ConReglas = typeof conReglas extends fc.Arbitrary<infer T> ? T : never

const procesado = ({ inicio, anios, incremento, aplicados, otrosies }: ConReglas): Contrato => {
  const ancla = inicio as FechaCivil
  const c = contrato({ estado: 'Procesado', inicio, fin: sumarDias(aniversario(ancla, anios), -1) })
  const { canon, fechaFin } = c.terminos
  let regla = incremento
  const registrados = otrosies.map(({ dias, despues, cambia }, i): Otrosi => {
    const cambio = cambia ? { antes: regla, despues } : null
    if (cambio) regla = despues
    const efectiva = sumarDias(ancla, dias)
    return { numero: i + 1, efectiva, cambios: {}, regla: cambio, en: c.creadoEn }
  })
  const inicial: readonly Tramo[] = [{ desde: ancla, hasta: fechaFin, canon, causa: 'inicial' }]
  const tramos = aplicados
    .map((n) => aniversario(ancla, n))
    .filter((d) => d <= fechaFin)
    .reduce((ts, desde) => conCanon(ts, { desde, canon, causa: 'incremento fijo' }), inicial)
  return { ...c, tramos, otrosies: registrados, terminos: { ...c.terminos, incremento: regla } }
}

test('propiedad: el incremento que el informe da por pendiente es el que pide el dominio', async () => {
  await vaciar()
  const estados = fc.sample(conReglas, { numRuns: 300, seed: 42 }).map(procesado)
  await sembrar(estados)
  let vistos = 0
  for (const aFecha of ['2025-02-28', '2026-12-01', '2028-02-28', '2028-02-29', '2031-01-01']) {
    const filtro = { aFecha, tipo: ['incremento'] as const }
    const trozos = await oficina.contratos.queries.RecorrerPendientes({ tipo: 'RecorrerPendientes', filtro })
    const leidos = (await Array.fromAsync(trozos)).flat().map((f) => `${f.id} ${f.desde}`)
    const esperados = estados.flatMap((c) => {
      const dia = aniversarioPendiente(c, aFecha as FechaCivil)
      return dia ? [`${c.id} ${dia}`] : []
    })
    vistos += esperados.length
    assert.deepEqual(leidos.toSorted(), esperados.toSorted(), aFecha)
  }
  assert.ok(vistos > 100, 'la muestra tiene de qué hablar')
})
