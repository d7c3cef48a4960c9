import { sinTropiezo, type Tropiezo } from '#seedwork/aplicacion/tropiezo.ts'
import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { abrirRelevo } from '#seedwork/infraestructura/relevo.ts'
import type { Suscripcion } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { abrirBrokerDistribuido } from '../../src/arranque/broker.ts'
import { type Taller, TOPICO } from './bitacora.ts'

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
