import { abrirComun, autenticadorDe, tokenAjeno } from '#arranque/comun.ts'
import { abrirFuenteAjena } from '#arranque/fuente.ts'
import { abrirTrazas } from '#arranque/trazas.ts'
import type { Config } from '#config/config.ts'
import type { Proceso } from '#seedwork/infraestructura/proceso.ts'
import { abrirUi } from './servicio.ts'

/** Abre la página en un proceso propio: lee la bitácora de `BROKER` o de `API_URL` y no tiene base de datos. */
export const abrirSola = async (config: Config, proceso: Proceso): Promise<AsyncDisposable> => {
  await using pila = new AsyncDisposableStack()
  const { registro, version } = abrirComun('ui', config, proceso)
  const trazas = (await abrirTrazas(config, { registro, version }, pila))('ui')
  const token = await tokenAjeno(config)
  const fuente = abrirFuenteAjena(config, { servicio: 'ui', token, registro }, pila)
  const ui = pila.use(
    await abrirUi(config, {
      ...{ registro, version, token, fuente, trazas },
      autenticar: autenticadorDe(config, token),
    }),
  )
  registro.info({ url: ui.url, api: config.apiUrl }, 'página en marcha')
  return pila.move()
}
