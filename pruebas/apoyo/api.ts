import { leerConfig } from '#config/config.ts'
import { sinTropiezo, type Tropiezo } from '#seedwork/aplicacion/tropiezo.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import type { Principal } from '#seedwork/presentacion/autenticacion.ts'
import { abrirApi, type RecursosApi, type ServicioApi } from '../../src/api/servicio.ts'
import { abrirBasePrueba, type BasePrueba } from './base.ts'

/** Credenciales de las pruebas, una por papel. */
export const CREDENCIALES: Readonly<Record<string, Principal>> = {
  'credencial-admin': { nombre: 'local', roles: ['admin'] },
  'credencial-lectora': { nombre: 'lectora', roles: ['lector'] },
  'credencial-gestora': { nombre: 'gestora', roles: ['gestor'] },
  'credencial-operadora': { nombre: 'operadora', roles: ['operador'] },
  'credencial-firmante': {
    nombre: 'firmante',
    roles: ['firmante'],
    partes: ['00000000-0000-4000-8000-000000000001'],
  },
}

export const ADMIN = 'credencial-admin'

/** Mediodía en Bogotá del 2026-12-01. */
export const AHORA = Temporal.Instant.from('2026-12-01T17:00:00Z')

/** Lo que contesta una petición, ya leído. */
export type Contestacion = Readonly<{
  estado: number
  encabezados: Headers
  texto: string
  // biome-ignore lint/suspicious/noExplicitAny: una prueba mira el JSON que espera
  cuerpo: any
}>

export type Peticion = Readonly<{
  cuerpo?: unknown
  encabezados?: Readonly<Record<string, string>>
  credencial?: string
}>

/** La API entera sobre una base propia, con un reloj quieto. */
export type ApiPrueba = AsyncDisposable &
  Readonly<{
    servicio: ServicioApi
    base: BasePrueba
    pedir(operacion: string, peticion?: Peticion): Promise<Contestacion>
    /** Cambia el reloj de negocio. */
    aLas(instante: string): void
  }>

const leer = (texto: string): unknown => {
  try {
    return JSON.parse(texto)
  } catch {
    return undefined
  }
}

const pedirEn =
  (url: string) =>
  async (
    operacion: string,
    { cuerpo, encabezados, credencial = ADMIN }: Peticion = {},
  ): Promise<Contestacion> => {
    const [metodo = 'GET', ruta = '/'] = operacion.split(' ')
    const r = await fetch(`${url}${ruta}`, {
      method: metodo,
      headers: {
        authorization: `Bearer ${credencial}`,
        ...(cuerpo !== undefined && { 'content-type': 'application/json' }),
        ...encabezados,
      },
      ...(cuerpo !== undefined && { body: typeof cuerpo === 'string' ? cuerpo : JSON.stringify(cuerpo) }),
    })
    const texto = await r.text()
    return { estado: r.status, encabezados: r.headers, texto, cuerpo: leer(texto) }
  }

export type OpcionesApi = Readonly<{
  base?: BasePrueba
  entorno?: Readonly<Record<string, string>>
  tropiezo?: Tropiezo
}> &
  Pick<RecursosApi, 'limites' | 'respaldar'>

/** Abre la API sobre una base nueva (o la dada) en puertos libres. */
export const abrirApiPrueba = async (opciones: OpcionesApi = {}): Promise<ApiPrueba> => {
  const { entorno = {}, tropiezo = sinTropiezo, base: dada, ...resto } = opciones
  await using pila = new AsyncDisposableStack()
  const base = dada ?? pila.use(await abrirBasePrueba())
  const config = leerConfig({ PUERTO_API: '0', PUERTO_METRICAS: '0', DEMO: 'no', ...entorno })
  let ahora = AHORA
  const servicio = pila.use(
    await abrirApi(config, {
      registro: sinRegistro,
      reloj: { ahora: () => ahora, fijado: true, desfase: 0, desfasar() {} },
      token: ADMIN,
      version: '0.0.0',
      base: { url: base.url, disponible: () => true },
      tropiezo,
      autenticar: (credencial) => CREDENCIALES[credencial] ?? null,
      ...resto,
    }),
  )
  const cierre = pila.move()
  return {
    servicio,
    base,
    pedir: pedirEn(servicio.url),
    aLas(instante) {
      ahora = Temporal.Instant.from(instante)
    },
    [Symbol.asyncDispose]: () => cierre.disposeAsync(),
  }
}
