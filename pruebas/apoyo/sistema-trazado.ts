import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { abrirServidorSmtp, type ServidorSmtp } from '../conformidad/correo-servidor.ts'
import { carpetaPropia, puertoLibre, TOKEN } from '../fallas/sistema.ts'
import { abrirBasePrueba } from './base.ts'
import { abrirColectorPrueba, type ColectorPrueba } from './colector.ts'
import { esperarQue } from './esperar.ts'
import { lanzar, type ProcesoHijo } from './proceso-hijo.ts'

const SERVICIOS = ['api', 'notificaciones', 'ui', 'sidecar'] as const
type Servicio = (typeof SERVICIOS)[number]

/** Los cuatro servicios, cada uno en su proceso, con un colector y un servidor de correo de verdad. */
export type SistemaTrazado = AsyncDisposable &
  Readonly<{
    api: string
    ui: string
    notificaciones: string
    /** `anfitrion:puerto`. */
    grpc: string
    /** Puerto de `/metrics` de cada servicio. */
    metricas: Readonly<Record<Servicio, number>>
    colector: ColectorPrueba
    smtp: ServidorSmtp
    procesos: Readonly<Record<Servicio, ProcesoHijo>>
  }>

/** Lo que no debe salir nunca en una traza: la clave de la base y la del servidor de correo. */
export const SECRETOS = { correo: randomBytes(12).toString('hex'), token: TOKEN } as const
export const BUZON = 'gestion@oficina.test'

const entornoDe = async (pila: AsyncDisposableStack, extra: Readonly<Record<string, string>>) => {
  const datos = await carpetaPropia('alpes-trazas-')
  pila.defer(() => rm(datos, { recursive: true, force: true, maxRetries: 5 }))
  const base = pila.use(await abrirBasePrueba())
  const colector = pila.use(await abrirColectorPrueba())
  const aceptar = {
    onAuth: (_: unknown, __: unknown, fin: (e: null, r: { user: string }) => void) =>
      fin(null, { user: 'u' }),
  }
  const smtp = pila.use(await abrirServidorSmtp(() => {}, aceptar as object))
  const puertos = {
    ...{ PUERTO_API: String(await puertoLibre()), PUERTO_NOTIFICACIONES: String(await puertoLibre()) },
    ...{ PUERTO_UI: String(await puertoLibre()), PUERTO_GRPC: String(await puertoLibre()) },
    PUERTO_METRICAS: String(await puertoLibre()),
  }
  const entorno = {
    ...{ ...puertos, ALPES_DATOS: datos, ALPES_TOKEN: TOKEN, DEMO: 'no', NIVEL_REGISTRO: 'warn' },
    ...{ BASE_DATOS_URL: base.url, CORREO_GESTOR: BUZON },
    SMTP_URL: smtp.url.replace('://', `://cartero:${SECRETOS.correo}@`),
    ...{ COLECTOR_OTLP: colector.url, TRAZAS_MUESTRA: '1', ...extra },
  }
  return { entorno, puertos, colector, smtp }
}

const metricasDe = (base: string): SistemaTrazado['metricas'] => {
  const primero = Number(base)
  return { api: primero, notificaciones: primero + 1, sidecar: primero + 2, ui: primero + 3 }
}

const esperarListos = async (
  urls: readonly string[],
  procesos: Record<string, ProcesoHijo>,
): Promise<void> => {
  for (const url of urls)
    await esperarQue(
      `${url} está listo; dijeron: ${Object.values(procesos).map((p) => p.dicho().slice(-500))}`,
      () =>
        fetch(`${url}/readyz`).then(
          (r) => r.ok,
          () => false,
        ),
      60_000,
    )
}

/** Abre los cuatro procesos; al cerrarse mata lo que quede. `extra`: ajustes que cambian. */
export const abrirSistemaTrazado = async (
  extra: Readonly<Record<string, string>> = {},
): Promise<SistemaTrazado> => {
  await using pila = new AsyncDisposableStack()
  const { entorno, puertos, colector, smtp } = await entornoDe(pila, extra)
  const procesos = {} as Record<Servicio, ProcesoHijo>
  for (const servicio of SERVICIOS) {
    const programa = path.join(import.meta.dirname, '../../src', servicio, 'principal.ts')
    procesos[servicio] = pila.use(lanzar(programa, { entorno }))
  }
  const en = (puerto: string): string => `http://127.0.0.1:${puerto}`
  const [api, ui, notificaciones] = [
    puertos.PUERTO_API,
    puertos.PUERTO_UI,
    puertos.PUERTO_NOTIFICACIONES,
  ].map(en)
  await esperarListos([api!, notificaciones!, ui!], procesos)
  const cierre = pila.move()
  return {
    ...{ api: api!, ui: ui!, notificaciones: notificaciones!, grpc: `127.0.0.1:${puertos.PUERTO_GRPC}` },
    ...{ metricas: metricasDe(puertos.PUERTO_METRICAS), colector, smtp, procesos },
    [Symbol.asyncDispose]: () => cierre.disposeAsync(),
  }
}
