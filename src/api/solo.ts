import { abrirBase } from '#arranque/base.ts'
import { abrirComun, tokenNuevo } from '#arranque/comun.ts'
import { abrirTrazas } from '#arranque/trazas.ts'
import type { Config } from '#config/config.ts'
import { urlDe } from '#config/direccion.ts'
import { publicarAcceso } from '#seedwork/infraestructura/acceso.ts'
import type { Proceso } from '#seedwork/infraestructura/proceso.ts'
import { abrirApi } from './servicio.ts'

/** Abre la API en un proceso propio, con su base y su acceso para la línea de órdenes. */
export const abrirSolo = async (config: Config, proceso: Proceso): Promise<AsyncDisposable> => {
  await using pila = new AsyncDisposableStack()
  const comun = abrirComun('api', config, proceso)
  const { registro } = comun
  const trazasDe = await abrirTrazas(config, comun, pila)
  const { durabilidad, ...base } = await abrirBase(config, { datos: config.datos, registro }, pila)
  const token = tokenNuevo(config)
  const recursos = { ...comun, ...base, token, trazas: trazasDe('api') }
  const { url, puertoMetricas } = pila.use(await abrirApi(config, recursos))
  if (!config.baseDatosUrl) {
    const { ui } = config.puertos
    // la página es otro proceso: con el puerto 0 tomará uno que desde aquí no se sabe
    const pagina = ui === 0 ? {} : { pagina: urlDe(config, ui) }
    const acceso = { token, api: url, notificaciones: config.notificacionesUrl, ...pagina }
    pila.use(await publicarAcceso(config.datos, acceso))
  }
  registro.info({ url, roles: config.roles, puertoMetricas, durabilidad }, 'api en marcha')
  return pila.move()
}
