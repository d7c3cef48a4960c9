import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import pg from 'pg'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { leerConfig } from '#config/config.ts'
import type { Trazas } from '#seedwork/aplicacion/trazas.ts'
import { sinTropiezo } from '#seedwork/aplicacion/tropiezo.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { abrirNotificaciones } from '../../src/notificaciones/servicio.ts'
import { abrirUi, type ServicioUi } from '../../src/ui/servicio.ts'
import { ADMIN, type ApiPrueba, abrirApiPrueba, clienteNuevo, inmuebleNuevo } from './api.ts'
import { requerir } from './requerir.ts'

/** Chromium de verdad, o el motivo para saltarse la prueba. */
export const navegador = requerir('chromium')

/** Los tres servicios en pie sobre una base propia, y un Chromium para mirarlos. */
export type SistemaPagina = AsyncDisposable &
  Readonly<{
    api: ApiPrueba
    url: () => string
    /** Tumba la página (no la api) y dice cómo levantarla en el mismo puerto. */
    tumbar(): Promise<() => Promise<void>>
    /** Una persona con su propio navegador, ya dentro. */
    entrar(opciones?: Opciones): Promise<Persona>
    sembrar(): Promise<Sembrado>
    /** Lo mismo, firmado por las dos partes y en ejecución; con otros términos si se dan. */
    ejecutar(terminos?: Readonly<Record<string, unknown>>): Promise<Sembrado>
  }>

export type Opciones = Readonly<{
  ancho?: number
  alto?: number
  idioma?: 'es-CO' | 'en-GB'
  tema?: 'light' | 'dark'
  ruta?: string
}>

export type Persona = AsyncDisposable &
  Readonly<{ pagina: Page; contexto: BrowserContext; errores: string[] }>

export type Sembrado = Readonly<{
  propiedad: string
  compania: string
  inquilino: string
  contrato: string
  numero: string
}>

const crear = async (api: ApiPrueba, ruta: string, cuerpo: unknown): Promise<Record<string, string>> => {
  const r = await api.pedir(`POST ${ruta}`, { cuerpo })
  assert.equal(r.estado, 201, r.texto)
  return r.cuerpo as Record<string, string>
}

/** Un inmueble, dos clientes y un contrato pendiente, por la api. */
const sembrarEn = async (
  api: ApiPrueba,
  terminos: Readonly<Record<string, unknown>> = {},
): Promise<Sembrado> => {
  const [propiedad, compania, inquilino] = await Promise.all([
    crear(api, '/inmuebles', inmuebleNuevo()),
    crear(api, '/clientes', clienteNuevo()),
    crear(api, '/clientes', clienteNuevo()),
  ])
  const ids = { propiedad: propiedad.id ?? '', compania: compania.id ?? '', inquilino: inquilino.id ?? '' }
  const contrato = await crear(api, '/contratos', {
    ...{ id_propiedad: ids.propiedad, id_compania: ids.compania, id_inquilino: ids.inquilino },
    ...{ fecha_inicio: '2026-12-15', fecha_fin: '2027-12-14', monto: '4500000', moneda: 'COP' },
    ...terminos,
  })
  return { ...ids, contrato: contrato.id ?? '', numero: contrato.numero ?? '' }
}

const ejecutarEn = async (api: ApiPrueba, terminos: Readonly<Record<string, unknown>>): Promise<Sembrado> => {
  const hecho = await sembrarEn(api, terminos)
  const { cuerpo } = await api.pedir(`GET /contratos/${hecho.contrato}`)
  for (const id_parte of [hecho.compania, hecho.inquilino]) {
    const r = await api.pedir(`POST /contratos/${hecho.contrato}/firmas`, {
      cuerpo: { id_parte, hash: cuerpo.hash },
    })
    assert.equal(r.estado, 201, r.texto)
  }
  const r = await api.pedir(`POST /contratos/${hecho.contrato}/procesamiento`, {
    cuerpo: { acta_entrega: true },
  })
  assert.equal(r.estado, 200, r.texto)
  return hecho
}

const abrirPersona = async (chromiumAbierto: Browser, url: string, o: Opciones): Promise<Persona> => {
  const contexto = await chromiumAbierto.newContext({
    viewport: { width: o.ancho ?? 1440, height: o.alto ?? 900 },
    ...{ locale: o.idioma ?? 'es-CO', timezoneId: 'America/Bogota', colorScheme: o.tema ?? 'light' },
    reducedMotion: 'reduce',
  })
  const pagina = await contexto.newPage()
  pagina.setDefaultTimeout(10_000)
  const errores: string[] = []
  pagina.on('pageerror', (e) => errores.push(e.message))
  const destino = new URL(o.ruta ?? '/', url)
  destino.searchParams.set('token', ADMIN)
  await pagina.goto(destino.href)
  await pagina.locator('.conexion-conectado').waitFor()
  return { pagina, contexto, errores, [Symbol.asyncDispose]: () => contexto.close() }
}

/**
 * Abre todo. La página debe estar construida (`npm test` lo hace antes). `trazasDe`: las de cada servicio;
 * `entornoApi`: lo que la api lee además de lo de siempre.
 */
export const abrirSistemaPagina = async (
  trazasDe: (servicio: 'api' | 'notificaciones' | 'ui') => Trazas | undefined = () => undefined,
  entornoApi: Readonly<Record<string, string>> = {},
): Promise<SistemaPagina> => {
  await using pila = new AsyncDisposableStack()
  const datos = await mkdtemp(join(tmpdir(), 'alpes-pagina-'))
  pila.defer(() => rm(datos, { recursive: true, force: true }))
  const api = pila.use(await abrirApiPrueba({ trazas: trazasDe('api'), entorno: entornoApi }))
  const entorno = { ALPES_DATOS: datos, PUERTO_NOTIFICACIONES: '0', PUERTO_METRICAS: '0' }
  const comunes = { registro: sinRegistro, token: ADMIN, version: '0.0.0', fuente: api.servicio.fuente }
  const reloj = { ahora: () => Temporal.Now.instant() }
  const base = { url: api.base.url, disponible: () => true }
  const notificaciones = pila.use(
    await abrirNotificaciones(leerConfig(entorno), {
      ...{ ...comunes, reloj, base, tropiezo: sinTropiezo },
      trazas: trazasDe('notificaciones'),
    }),
  )
  const urls = { apiUrl: api.servicio.url, notificacionesUrl: notificaciones.url }
  const deUi = { ...comunes, ...urls, trazas: trazasDe('ui') }
  const levantar = (puerto: number) =>
    abrirUi(leerConfig({ PUERTO_UI: `${puerto}`, PUERTO_METRICAS: '0' }), deUi)
  let ui: ServicioUi = await levantar(0)
  pila.defer(() => ui[Symbol.asyncDispose]())
  const abierto = await chromium.launch({ executablePath: navegador.ruta, args: ['--no-sandbox'] })
  pila.defer(() => abierto.close())
  const cierre = pila.move()
  return {
    api,
    url: () => ui.url,
    async tumbar() {
      const { puerto } = ui
      await ui[Symbol.asyncDispose]()
      return async () => {
        ui = await levantar(puerto)
      }
    },
    entrar: (o = {}) => abrirPersona(abierto, ui.url, o),
    sembrar: () => sembrarEn(api),
    ejecutar: (terminos = {}) => ejecutarEn(api, terminos),
    [Symbol.asyncDispose]: () => cierre.disposeAsync(),
  }
}

/** El sistema de un archivo de pruebas, y una conexión con las tablas de la API. */
export type SistemaDelArchivo = Omit<SistemaPagina, typeof Symbol.asyncDispose> & Readonly<{ sql: pg.Client }>

/** Se abre, y se prepara, antes de la primera prueba del archivo, y se cierra tras la última. Sin Chromium, nada. */
export const sistemaDelArchivo = (
  preparar: (sistema: SistemaDelArchivo) => Promise<void> = async () => {},
): SistemaDelArchivo => {
  let abierto: SistemaPagina
  let sql: pg.Client
  const sistema: SistemaDelArchivo = {
    get api() {
      return abierto.api
    },
    get sql() {
      return sql
    },
    url: () => abierto.url(),
    tumbar: () => abierto.tumbar(),
    entrar: (o) => abierto.entrar(o),
    sembrar: () => abierto.sembrar(),
    ejecutar: (terminos) => abierto.ejecutar(terminos),
  }
  before(async () => {
    if (navegador.saltar) return
    abierto = await abrirSistemaPagina()
    sql = new pg.Client({ connectionString: abierto.api.base.url, options: '-c search_path=alpes' })
    await sql.connect()
    await preparar(sistema)
  })
  after(async () => {
    await sql?.end()
    await abierto?.[Symbol.asyncDispose]()
  })
  return sistema
}
