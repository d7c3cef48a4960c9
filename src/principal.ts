import { anunciar } from '#arranque/anuncio.ts'
import { abrirBase, type BaseAbierta } from '#arranque/base.ts'
import { abrirComun, type Comun, tokenNuevo } from '#arranque/comun.ts'
import { reservarPuerto } from '#arranque/puerto.ts'
import { abrirAunqueCaiga } from '#arranque/reabrir.ts'
import { abrirTrazas, type TrazasDe } from '#arranque/trazas.ts'
import { type Config, leerConfig } from '#config/config.ts'
import { urlDe } from '#config/direccion.ts'
import { publicarAcceso } from '#seedwork/infraestructura/acceso.ts'
import { correrServicio, type Proceso } from '#seedwork/infraestructura/proceso.ts'
import { abrirApi } from './api/servicio.ts'
import { abrirNotificaciones } from './notificaciones/servicio.ts'
import { abrirSidecar } from './sidecar/servicio.ts'
import { crearDecodificador } from './ui/esquemas.ts'
import { abrirUi } from './ui/servicio.ts'

type Partes = Readonly<{ comun: Comun; base: BaseAbierta; token: string; trazasDe: TrazasDe }>

/** La página escucha la última y los correos llevan su dirección: con el puerto 0, se toma ya uno. */
const conPagina = async (config: Config, pila: AsyncDisposableStack) => {
  if (config.puertos.ui !== 0) return { config, soltar: async () => {} }
  const reserva = pila.use(await reservarPuerto(config.anfitrion))
  return {
    config: { ...config, puertos: { ...config.puertos, ui: reserva.puerto } },
    soltar: () => reserva[Symbol.asyncDispose](),
  }
}

/** Los servicios sobre una base ya abierta: API, sidecar, notificaciones y página. */
const abrirServicios = async (dada: Config, partes: Partes): Promise<AsyncDisposable> => {
  await using pila = new AsyncDisposableStack()
  const { comun, token, trazasDe } = partes
  const { durabilidad, ...base } = partes.base
  const { registro, version } = comun
  const { config, soltar } = await conPagina(dada, pila)
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
  await soltar()
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

/** Todo en un proceso: la base y, sobre ella, los servicios, en ese orden; se cierra al revés. */
const abrirTodo = async (config: Config, proceso: Proceso): Promise<AsyncDisposable> => {
  await using pila = new AsyncDisposableStack()
  const comun = abrirComun('alpes', config, proceso)
  const { registro } = comun
  const trazasDe = await abrirTrazas(config, comun, pila)
  const base = await abrirBase(config, { datos: config.datos, registro }, pila)
  const partes = { comun, base, token: tokenNuevo(config), trazasDe }
  pila.use(await abrirAunqueCaiga({ registro, fin: proceso.fin }, () => abrirServicios(config, partes)))
  return pila.move()
}

await correrServicio((proceso) => abrirTodo(leerConfig(process.env), proceso))
