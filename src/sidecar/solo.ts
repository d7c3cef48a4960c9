import { abrirComun } from '#arranque/comun.ts'
import type { Config } from '#config/config.ts'
import type { Proceso } from '#seedwork/infraestructura/proceso.ts'
import { abrirSidecar } from './servicio.ts'

/** Abre el sidecar en un proceso propio, ante la API de `API_URL`. No tiene base ni credencial. */
export const abrirSolo = async (config: Config, proceso: Proceso): Promise<AsyncDisposable> => {
  await using pila = new AsyncDisposableStack()
  const { registro } = abrirComun('sidecar', config, proceso)
  const { url } = pila.use(await abrirSidecar(config, { registro }))
  registro.info({ url, api: config.apiUrl }, 'sidecar en marcha')
  return pila.move()
}
