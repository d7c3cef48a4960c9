import type { Config } from '#config/config.ts'
import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import { abrirFuenteHttp } from '#seedwork/infraestructura/fuentes/fuente-http.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import { abrirBrokerDistribuido } from './broker.ts'

/** Lo que el relevo publica; lo demás sólo está en la bitácora. */
const porBroker = (topico: string): boolean => topico.startsWith('eventos-')

/** Cada tópico por su fuente: los eventos por el broker, el resto por la otra. */
const repartir = (broker: Fuente, resto: Fuente): Fuente => ({
  leer: (topico, ...pedido) => (porBroker(topico) ? broker : resto).leer(topico, ...pedido),
  alLlegar(aviso) {
    const callar = [broker.alLlegar(aviso), resto.alLlegar(aviso)]
    return () => {
      for (const c of callar) c()
    }
  },
})

/**
 * De dónde lee la bitácora un servicio que corre solo: por HTTP de `API_URL` o, con un broker distribuido
 * en `BROKER`, los eventos del broker y por HTTP lo que a él le falte.
 */
export const abrirFuenteAjena = (
  config: Config,
  { servicio, token, registro }: { servicio: string; token: string; registro: Registro },
  pila: AsyncDisposableStack,
): Fuente => {
  const porHttp = () => pila.use(abrirFuenteHttp({ url: config.apiUrl, credencial: token }))
  if (config.brokerUrl === undefined) return porHttp()
  const url = config.brokerUrl.revelar()
  const distribuido = abrirBrokerDistribuido({ url, nombre: `alpes ${servicio}`, registro }, pila)
  // Dos, porque una fuente HTTP a la que se escucha deja una petición en espera por tópico: la de respaldo no.
  const broker = pila.use(distribuido.fuente(porHttp()))
  return repartir(broker, porHttp())
}
