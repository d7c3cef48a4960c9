import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { DependenciaCaida, ReferenciaPendiente } from '#seedwork/aplicacion/errores-consumo.ts'
import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import type { Atender } from '#seedwork/infraestructura/suscripciones/efecto.ts'
import { listarApartados, marcarApartado } from '#seedwork/infraestructura/suscripciones/operador.ts'
import { abrirSuscripcion, type Suscripcion } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { abrirTaller, dejarEfecto, type Taller, TOPICO } from '../apoyo/bitacora.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { juzgar } from '../apoyo/juicio.ts'

const SEMILLAS = (process.env.SEMILLAS ?? '1,2,3').split(',').map(Number)
const TOPICOS = [TOPICO, 'eventos-otra']
const CLAVES = Array.from({ length: 8 }, () => randomUUID())

/** Números en [0, 1) que se repiten con la misma semilla. */
const azarDe = (semilla: number): (() => number) => {
  let estado = semilla
  return () => {
    estado = (estado * 1_103_515_245 + 12_345) % 2_147_483_648
    return estado / 2_147_483_648
  }
}

const FALLOS = [
  () => new Error('no puedo'),
  () => new Error('no puedo'),
  () => new ReferenciaPendiente('aún no se conoce'),
  () => new ReferenciaPendiente('aún no se conoce'),
  () => new DependenciaCaida('no contesta'),
]

/** Un efecto que escribe y después, a veces, falla de cualquiera de las maneras o se lleva la conexión. */
const atenderConAzar = (azar: () => number, tormenta: Tormenta): Atender => {
  const dejar = dejarEfecto('azar')
  return async (mensajes, tx) => {
    await dejar(mensajes, tx)
    tormenta.intentos++
    if (!tormenta.activa) return
    const suerte = azar()
    if (suerte < 0.05) await tx.query('select pg_terminate_backend(pg_backend_pid())')
    if (suerte < 0.35) throw FALLOS[Math.floor(azar() * FALLOS.length)]!()
  }
}

const abrirLector = (
  taller: Taller,
  fuente: ReturnType<typeof abrirFuenteBitacora>,
  atender: Atender,
): Suscripcion =>
  abrirSuscripcion({
    ...{ nombre: 'azar', topicos: TOPICOS, fuente, pool: taller.pool, registro: sinRegistro, atender },
    ...{
      arriendo: 300,
      lote: 9,
      reintento: { intentos: 3, base: 5, tope: 20 },
      pausa: { base: 5, tope: 40 },
    },
  })

type Tormenta = { activa: boolean; intentos: number }
const INTENTOS_POR_RONDA = 10

/** Pasa la tormenta, con dos lectores que se relevan y un operador que pide reintentos de lo que puede. */
const atormentar = async (
  taller: Taller,
  { abrir, azar, tormenta }: { abrir: () => Suscripcion; azar: () => number; tormenta: Tormenta },
): Promise<void> => {
  await using primero = abrir()
  await using _segundo = abrir()
  for (let ronda = 0; ronda < 12; ronda++) {
    // Se sigue escribiendo hasta que se haya intentado bastante: así la tormenta nunca se queda sin nada que romper.
    await esperarQue('lo intenta', async () => {
      const claves = Array.from({ length: 5 }, () => CLAVES[Math.floor(azar() * CLAVES.length)]!)
      await taller.escribir(TOPICOS[ronda % 2]!, claves)
      await operar(taller)
      return tormenta.intentos >= (ronda + 1) * INTENTOS_POR_RONDA
    })
    if (ronda === 6) await primero.detener()
  }
}

const alDia = async (pool: Taller['pool']): Promise<boolean> => {
  const { rowCount } = await pool.query(
    `select from suscripciones s join cabezas c using (topico) where s.posicion < c.posicion`,
  )
  return rowCount === 0
}

const operar = async ({ pool }: Taller): Promise<void> => {
  for (const { id } of await listarApartados(pool, { estado: 'espera-operador', limite: 200 }))
    await marcarApartado(pool, { id, acto: 'reintento', motivo: 'otra vez', actor: 'ana' }).catch(() => {})
}

for (const semilla of SEMILLAS)
  test(`falle lo que falle (semilla ${semilla}), al escampar cada efecto está una vez y en el orden de su clave`, async () => {
    await using taller = await abrirTaller()
    await using fuente = abrirFuenteBitacora({ pool: taller.pool, escucha: taller.url })
    const azar = azarDe(semilla)
    const tormenta = { activa: true, intentos: 0 }
    const atender = atenderConAzar(azar, tormenta)
    await atormentar(taller, { azar, tormenta, abrir: () => abrirLector(taller, fuente, atender) })
    tormenta.activa = false
    await using lector = abrirLector(taller, fuente, atender)
    await esperarQue(
      'se pone al día',
      async () => {
        await operar(taller)
        const { situacion, retenidas } = lector.estado()
        return situacion === 'activa' && retenidas === 0 && (await alDia(taller.pool))
      },
      30_000,
    )
    assert.deepEqual(await juzgar(taller.pool, 'azar'), [])
  })
