import { abrirComun } from '#arranque/comun.ts'
import { abrirTrazas } from '#arranque/trazas.ts'
import type { Config } from '#config/config.ts'
import type { Proceso } from '#seedwork/infraestructura/proceso.ts'
import { abrirSidecar } from './servicio.ts'

/** Abre el sidecar en un proceso propio, ante la API de `API_URL`. No tiene base ni credencial. */
export const abrirSolo = async (config: Config, proceso: Proceso): Promise<AsyncDisposable> => {
  await using pila = new AsyncDisposableStack()
  const comun = abrirComun('sidecar', config, proceso)
  const { registro } = comun
  const trazas = (await abrirTrazas(config, comun, pila))('sidecar')
  const { url } = pila.use(await abrirSidecar(config, { registro, trazas }))
  registro.info({ url, api: config.apiUrl }, 'sidecar en marcha')
  return pila.move()
}
