import assert from 'node:assert/strict'
import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import { sinTropiezo, type Tropiezo } from '#seedwork/aplicacion/tropiezo.ts'
import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { abrirRelevo } from '#seedwork/infraestructura/relevo.ts'
import { abrirSuscripcion, type Suscripcion } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { abrirBrokerDistribuido } from '../../src/arranque/broker.ts'
import { dejarEfecto, serie, type Taller, TOPICO } from './bitacora.ts'
import { esperarQue } from './esperar.ts'

/** Un relevo del taller hacia ese broker (`nats://` o `kafka://`), que lo mira a menudo. */
export const relevar = (
  { pool }: Pick<Taller, 'pool'>,
  url: string,
  pila: AsyncDisposableStack,
  tropiezo: Tropiezo = sinTropiezo,
): Suscripcion => {
  const broker = abrirBrokerDistribuido({ url, nombre: 'prueba', registro: sinRegistro }, pila)
  const publicador = broker.publicador({ eventos: [TOPICO], comandos: [] }, () => 'co.alpes.pruebas')
  const fuente = pila.use(abrirFuenteBitacora({ pool, escucha: null }))
  return pila.use(
    abrirRelevo({
      ...{ publicador, fuente, pool, topicos: [TOPICO], registro: sinRegistro, lote: 50, cadaCabeza: 200 },
      ...{ arriendo: 1_000, pausa: { base: 50, tope: 500 }, tropiezo },
    }),
  )
}

/** Un consumidor en otro «servicio»: oye el broker por la fuente que se le arma y, de lo que falte, lee la bitácora. */
export const consumir = (
  { pool }: Pick<Taller, 'pool'>,
  abrirFuente: (respaldo: Fuente) => Fuente & AsyncDisposable,
  pila: AsyncDisposableStack,
): Suscripcion => {
  const fuente = pila.use(abrirFuente(pila.use(abrirFuenteBitacora({ pool, escucha: null }))))
  return pila.use(
    abrirSuscripcion({
      ...{ nombre: 'remota', topicos: [TOPICO], fuente, pool, registro: sinRegistro },
      ...{ atender: dejarEfecto('remota'), lote: 50 },
    }),
  )
}

/** Ms que se espera a un broker que vuelve: un Kafka tarda. */
const PLAZO = 60_000

export const alDia = (suscripcion: Suscripcion, posicion: number): Promise<unknown> =>
  esperarQue(`llega a ${posicion}`, () => suscripcion.estado().topicos[0]?.posicion === posicion, PLAZO)

/** Espera a que el broker tenga los `n`, repetidos o no; `leer`: las posiciones que guarda, en su orden. */
export const cuandoTodo = (leer: () => Promise<readonly number[]>, n: number): Promise<readonly number[]> =>
  esperarQue(
    `el broker tiene ${n}`,
    async () => {
      const todas = await leer().catch(() => [])
      return new Set(todas).size === n ? todas : null
    },
    PLAZO,
  )

/** Lo mismo, y en orden la primera vez que cada uno sale. */
export const brokerCompleto = async (leer: () => Promise<readonly number[]>, n: number): Promise<void> =>
  assert.deepEqual([...new Set(await cuandoTodo(leer, n))], serie(n))
