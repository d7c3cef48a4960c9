import path from 'node:path'
import { abrirBase } from '#arranque/base.ts'
import { abrirComun, autenticadorDe, tokenAjeno } from '#arranque/comun.ts'
import { abrirFuenteAjena } from '#arranque/fuente.ts'
import { abrirTrazas } from '#arranque/trazas.ts'
import type { Config } from '#config/config.ts'
import type { Proceso } from '#seedwork/infraestructura/proceso.ts'
import { abrirNotificaciones } from './servicio.ts'

/**
 * Abre el servicio en un proceso propio: lee la bitácora de `BROKER` o de `API_URL` y, sin `BASE_DATOS_URL`,
 * tiene su propio PostgreSQL en su propia carpeta (la de la API la tiene la API). La hora de negocio es la
 * que diga la API, salvo que la fije `ALPES_RELOJ`.
 */
export const abrirSolo = async (config: Config, proceso: Proceso): Promise<AsyncDisposable> => {
  await using pila = new AsyncDisposableStack()
  const comun = abrirComun('notificaciones', config, proceso)
  const { registro } = comun
  const trazasDe = await abrirTrazas(config, comun, pila)
  const token = await tokenAjeno(config)
  const { base } = await abrirBase(
    config,
    { datos: path.join(config.datos, 'notificaciones'), registro },
    pila,
  )
  const fuente = abrirFuenteAjena(config, { servicio: 'notificaciones', token, registro }, pila)
  const servicio = pila.use(
    await abrirNotificaciones(config, {
      ...comun,
      token,
      base,
      fuente,
      trazas: trazasDe('notificaciones'),
      autenticar: autenticadorDe(config, token),
      ...(!comun.reloj.fijado && { relojAjeno: { reloj: comun.reloj, url: config.apiUrl } }),
    }),
  )
  registro.info({ url: servicio.url, api: config.apiUrl }, 'notificaciones en marcha')
  return pila.move()
}
