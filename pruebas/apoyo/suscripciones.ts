import { randomUUID } from 'node:crypto'
import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import type { Atender } from '#seedwork/infraestructura/suscripciones/efecto.ts'
import { listarApartados } from '#seedwork/infraestructura/suscripciones/operador.ts'
import {
  abrirSuscripcion,
  type OpcionesSuscripcion,
  type Suscripcion,
} from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { abrirTaller, dejarEfecto } from './bitacora.ts'
import { esperarQue } from './esperar.ts'

export const A = randomUUID()
export const B = randomUUID()
export const nuevo = () => ({
  nombre: `s-${randomUUID().slice(0, 8)}`,
  topico: `eventos-${randomUUID().slice(0, 8)}`,
})

export const serie = (desde: number, n: number): number[] => Array.from({ length: n }, (_, i) => desde + i)

/** Falla con los mensajes de una posición mientras esté rota. */
export const romper = (
  nombre: string,
  posicion: number,
  error: () => Error = () => new Error('no puedo'),
) => {
  const dejar = dejarEfecto(nombre)
  const estado = { rota: true, intentos: 0, mayor: 0 }
  const atender: Atender = async (mensajes, tx) => {
    estado.mayor = Math.max(estado.mayor, mensajes.length)
    await dejar(mensajes, tx)
    if (!estado.rota || !mensajes.some((m) => m.posicion === posicion)) return
    estado.intentos++
    throw error()
  }
  return { atender, estado }
}

type Extra = Partial<Omit<OpcionesSuscripcion, 'atender' | 'efecto'>>
/** Una bitácora y una fuente de verdad, con lo que las pruebas de suscripciones repiten. */
export const abrirBanco = async () => {
  const taller = await abrirTaller()
  const { pool } = taller
  const fuente = abrirFuenteBitacora({ pool, escucha: taller.url })
  const suscribir = (nombre: string, topico: string, atender: Atender, extra: Extra = {}): Suscripcion =>
    abrirSuscripcion({
      ...{
        nombre,
        topicos: [topico],
        fuente,
        pool,
        registro: sinRegistro,
        atender,
        arriendo: 900,
        plazo: 2_000,
      },
      ...{ reintento: { base: 20, tope: 50 } },
      ...extra,
    })

  const hasta = (nombre: string, topico: string, n: number) =>
    esperarQue(`${nombre} aplica ${n}`, async () => (await taller.aplicadas(nombre, topico)).length >= n)

  const alFallar = async (nombre: string) => {
    const [fila] = await esperarQue('espera a un operador', async () => {
      const suyos = await listarApartados(pool, { suscripcion: nombre, estado: 'espera-operador' })
      return suyos.length > 0 ? suyos : null
    })
    return fila!
  }

  return {
    taller,
    pool,
    fuente,
    suscribir,
    hasta,
    alFallar,
    async [Symbol.asyncDispose]() {
      await fuente[Symbol.asyncDispose]()
      await taller[Symbol.asyncDispose]()
    },
  }
}
