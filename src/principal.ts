import { anunciar } from '#arranque/anuncio.ts'
import { abrirBase } from '#arranque/base.ts'
import { abrirComun, tokenNuevo } from '#arranque/comun.ts'
import { abrirTrazas } from '#arranque/trazas.ts'
import { type Config, leerConfig } from '#config/config.ts'
import { urlDe } from '#config/direccion.ts'
import { publicarAcceso } from '#seedwork/infraestructura/acceso.ts'
import { correrServicio, type Proceso } from '#seedwork/infraestructura/proceso.ts'
import { abrirApi } from './api/servicio.ts'
import { abrirNotificaciones } from './notificaciones/servicio.ts'
import { abrirSidecar } from './sidecar/servicio.ts'
import { crearDecodificador } from './ui/esquemas.ts'
import { abrirUi } from './ui/servicio.ts'

/** Todo en un proceso: base, API, sidecar, notificaciones y página, en ese orden; se cierra al revés. */
const abrirTodo = async (config: Config, proceso: Proceso): Promise<AsyncDisposable> => {
  await using pila = new AsyncDisposableStack()
  const comun = abrirComun('alpes', config, proceso)
  const { registro, version } = comun
  const trazasDe = await abrirTrazas(config, comun, pila)
  const { durabilidad, ...base } = await abrirBase(config, { datos: config.datos, registro }, pila)
  const token = tokenNuevo(config)
  const recursos = { ...comun, ...base, token }
  const api = pila.use(await abrirApi(config, { ...recursos, trazas: trazasDe('api') }))
  const sidecar = pila.use(
    await abrirSidecar(config, { registro, apiUrl: api.url, trazas: trazasDe('sidecar') }),
  )
  const { fuente, autenticar } = api
  const deNotificaciones = { ...recursos, fuente, autenticar, trazas: trazasDe('notificaciones') }
  const notificaciones = pila.use(await abrirNotificaciones(config, deNotificaciones))
  const decodificar = crearDecodificador()
  const sidecarUrl = urlDe(config, sidecar.puerto)
  const ui = pila.use(
    await abrirUi(config, {
      ...{ registro, token, version, fuente, autenticar, decodificar, trazas: trazasDe('ui') },
      ...{ apiUrl: api.url, notificacionesUrl: notificaciones.url, sidecarUrl },
    }),
  )
  const urls = { api: api.url, notificaciones: notificaciones.url, grpc: sidecar.url }
  pila.use(await publicarAcceso(config.datos, { token, ...urls, pagina: ui.url }))
  // Fuera del modo local se entra con una clave: la del arranque no sale por la terminal.
  const pagina = config.modoLocal ? `${ui.url}/?token=${token}` : ui.url
  const demo = comun.reloj.desfase !== 0 && !comun.reloj.fijado
  process.stdout.write(anunciar({ version, pagina, durabilidad, demo, ...urls }))
  return pila.move()
}

await correrServicio((proceso) => abrirTodo(leerConfig(process.env), proceso))
