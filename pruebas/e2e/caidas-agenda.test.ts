import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { abrirBasePrueba, type BasePrueba } from '../apoyo/base.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { itinerario, odo, reservaNueva } from '../apoyo/reservas.ts'
import { morir } from '../fallas/fallo.ts'
import { firmar, ordenar, partesNuevas, redactar } from '../fallas/ordenes.ts'
import { abrirInstalacion, type Instalacion } from '../fallas/sistema.ts'

/** Los pasos de una cita que cambia algo: antes, durante y después del commit de su comando, y antes del suyo. */
const PASOS = [
  'uow:casos',
  'uow:de-una-vez-enviado',
  'uow:de-una-vez-confirmado',
  'uow:en-la-cola',
  'uow:tras-commit',
  'planificador:tras-efecto',
]

let base: BasePrueba
let api: Instalacion
let pool: pg.Pool
before(async () => {
  base = await abrirBasePrueba()
  api = await abrirInstalacion({ programa: 'api/principal.ts', baseUrl: base.url })
  pool = new pg.Pool({ connectionString: base.url, options: '-c search_path=alpes', max: 2 })
})
after(async () => {
  await pool.end()
  await api[Symbol.asyncDispose]()
  await base[Symbol.asyncDispose]()
})

/** El reloj de cada vuelta: lo que se cita en una vence en la siguiente. */
const dia = (vuelta: number): Temporal.Instant =>
  Temporal.Instant.from('2026-12-01T17:00:00Z').add({ hours: 96 * vuelta })

const arrancar = (vuelta: number, falla?: string) =>
  api.arrancar(falla, { ROLES: 'http,planificador', ALPES_RELOJ: dia(vuelta).toString() })

const cumplidas = (vuelta: number) =>
  esperarQue('no queda nada por cumplir', async () => {
    const pendientes = `select 1 from programados where estado = 'pendiente' and cuando <= $1`
    return (await pool.query(pendientes, [dia(vuelta).toString()])).rows.length === 0
  })

/** Cita algo, mata en un paso al planificador que lo cumple y deja que otro acabe; así con cada paso. */
const matarEnCadaPaso = async (citar: (vuelta: number) => Promise<string>): Promise<string[]> => {
  const ids: string[] = []
  for (const [vuelta, paso] of PASOS.entries()) {
    {
      await using _sano = await arrancar(vuelta)
      await cumplidas(vuelta)
      ids.push(await citar(vuelta))
    }
    await morir(await arrancar(vuelta + 1, `${paso}:1`), paso)
  }
  await using _sano = await arrancar(PASOS.length)
  await cumplidas(PASOS.length)
  return ids
}

const pedir = async (operacion: string, cuerpo: unknown) => {
  const r = await ordenar(api.url, operacion, { cuerpo })
  assert.ok(r.estado < 300, `${operacion}: ${r.estado} ${r.texto}`)
  return JSON.parse(r.texto)
}

/** Los hechos de un tipo en la bitácora: cuántos tiene cada agregado. */
const hechos = async (tipo: string): Promise<Map<string, number>> => {
  const { rows } = await pool.query<{ clave: string; n: number }>(
    'select clave, count(*)::int4 as n from bitacora where tipo = $1 group by clave',
    [tipo],
  )
  return new Map(rows.map(({ clave, n }) => [clave, n]))
}

const unaVez = (ids: readonly string[]) => new Map(ids.map((id) => [id, 1]))

/** Un contrato en ejecución cuyo primer aniversario es dos días después de esa vuelta. */
const conAniversario = async (vuelta: number): Promise<string> => {
  const partes = await partesNuevas(api.url)
  const aniversario = dia(vuelta).add({ hours: 48 }).toString().slice(0, 10)
  const contrato = await redactar(api.url, partes, {
    ...{ fecha_inicio: aniversario.replace('2026', '2025'), fecha_fin: '2029-12-31', monto: '1000' },
    incremento: { tipo: 'fijo', puntos_basicos: 1_000 },
  })
  for (const parte of [partes.compania, partes.inquilino]) await firmar(api.url, contrato, parte)
  await pedir(`POST /contratos/${contrato.id}/procesamiento`, { acta_entrega: true })
  return contrato.id
}

test('matar en cada paso del aniversario: cada canon sube una vez y queda citado el siguiente', async () => {
  const ids = await matarEnCadaPaso(conAniversario)
  assert.deepEqual(await hechos('IncrementoAplicado'), unaVez(ids))
  const { rows } = await pool.query(
    `select c.id::text, c.tramos -> -1 ->> 'minimo' as canon, jsonb_array_length(c.tramos) as tramos,
       (select count(*)::int4 from programados p where p.comando ->> 'id' = c.id::text
          and p.tipo = 'CumplirAniversarios' and p.estado = 'pendiente') as citas
     from contratos c order by c.id`,
  )
  assert.deepEqual(
    rows,
    ids.toSorted().map((id) => ({ id, canon: '1100', tramos: 2, citas: 1 })),
  )
})

const vuelo = itinerario(odo('BOG 2027-06-10T06:15 MDE 2027-06-10T07:15'))
const reservar = async (): Promise<string> => {
  const { id } = await pedir('POST /reservas', reservaNueva({ itinerarios: [vuelo] }))
  return id
}

test('matar en cada paso de la expiración: lo no pagado se cancela una vez, y lo pagado no se toca', async () => {
  let pagada = ''
  const ids = await matarEnCadaPaso(async () => {
    if (pagada === '') {
      pagada = await reservar()
      const { precio } = await pedir(`POST /reservas/${pagada}/aprobacion`, {})
      await pedir(`POST /reservas/${pagada}/pago`, { ...precio, referencia: 'a-tiempo' })
    }
    return reservar()
  })
  assert.deepEqual(await hechos('ReservaCancelada'), unaVez(ids))
  const { rows } = await pool.query(
    `select id::text, estado, cancelacion ->> 'motivo' as motivo from reservas order by id`,
  )
  const vistas = [
    ...ids.map((id) => ({ id, estado: 'Cancelada', motivo: 'expirada' })),
    { id: pagada, estado: 'Pagada', motivo: null },
  ]
  assert.deepEqual(
    rows,
    vistas.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  )
})
