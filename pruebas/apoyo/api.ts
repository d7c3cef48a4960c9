import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
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
  'credencial-sin-papel': { nombre: 'nadie', roles: [] },
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
  /** Con el acceso de verdad: el token `ADMIN`, las claves guardadas y los JWT. */
  accesoPropio?: boolean
}> &
  Partial<Pick<RecursosApi, 'limites' | 'respaldar' | 'registro' | 'sinVueltaMaximo' | 'trazas'>>

/** Abre la API sobre una base nueva (o la dada) en puertos libres. */
export const abrirApiPrueba = async (opciones: OpcionesApi = {}): Promise<ApiPrueba> => {
  const { entorno = {}, tropiezo = sinTropiezo, base: dada, accesoPropio = false, ...resto } = opciones
  await using pila = new AsyncDisposableStack()
  const base = dada ?? pila.use(await abrirBasePrueba())
  const datos = mkdtempSync(path.join(tmpdir(), 'alpes-api-'))
  pila.defer(() => rmSync(datos, { recursive: true, force: true }))
  const fijos = { PUERTO_API: '0', PUERTO_METRICAS: '0', DEMO: 'no', ALPES_DATOS: datos }
  const config = leerConfig({ ...fijos, ...entorno })
  let ahora = AHORA
  const servicio = pila.use(
    await abrirApi(config, {
      registro: sinRegistro,
      reloj: { ahora: () => ahora, fijado: true, desfase: 0, desfasar() {} },
      token: ADMIN,
      version: '0.0.0',
      base: { url: base.url, disponible: () => true },
      tropiezo,
      ...(!accesoPropio && { autenticar: (credencial: string) => CREDENCIALES[credencial] ?? null }),
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

let serie = 0

/** Lo mínimo para dar de alta un inmueble. */
export const inmuebleNuevo = (extra: object = {}) => ({
  nombre: `Local ${++serie}`,
  tipo: 'local',
  ciudad: 'Bogotá',
  zona: 'America/Bogota',
  area_m2: '85.5',
  ...extra,
})

/** Lo mínimo para dar de alta un cliente, con un documento que nadie más usa. */
export const clienteNuevo = (extra: object = {}) => ({
  nombre: `Cliente ${++serie}`,
  tipo: 'empresa',
  documento: { tipo: 'OTRO', numero: `EXT-${process.pid}-${serie}` },
  ...extra,
})

/** Los ids de una propiedad y de sus dos partes, recién creadas. */
export type Trio = Readonly<{ id_propiedad: string; id_compania: string; id_inquilino: string }>

const creado = async (a: ApiPrueba, ruta: string, cuerpo: object): Promise<string> => {
  const r = await a.pedir(`POST ${ruta}`, { cuerpo })
  if (r.estado !== 201) throw new Error(`${ruta}: ${r.estado} ${r.texto}`)
  return r.cuerpo.id
}

export const crearTrio = async (a: ApiPrueba): Promise<Trio> => ({
  id_propiedad: await creado(a, '/inmuebles', inmuebleNuevo()),
  id_compania: await creado(a, '/clientes', clienteNuevo()),
  id_inquilino: await creado(a, '/clientes', clienteNuevo()),
})

/** El cuerpo de un contrato de un año sobre un trío. */
export const contratoNuevo = (trio: Trio, extra: object = {}) => ({
  ...trio,
  fecha_inicio: '2027-01-01',
  fecha_fin: '2027-12-31',
  monto: '1250000',
  moneda: 'COP',
  ...extra,
})

/** Un contrato pendiente, con lo que contestó la API. */
export const crearContrato = async (a: ApiPrueba, trio: Trio, extra: object = {}) => {
  const r = await a.pedir('POST /contratos', { cuerpo: contratoNuevo(trio, extra) })
  if (r.estado !== 201) throw new Error(`contrato: ${r.estado} ${r.texto}`)
  return r.cuerpo
}

/** Firma la parte dada sobre el hash del contrato. */
export const firmar = (
  a: ApiPrueba,
  contrato: { id: string; hash: string },
  parte: string,
  p: Peticion = {},
) =>
  a.pedir(`POST /contratos/${contrato.id}/firmas`, { ...p, cuerpo: { id_parte: parte, hash: contrato.hash } })

/** Firman las dos partes; devuelve lo que contestó la última. */
export const firmarTodas = async (a: ApiPrueba, contrato: { id: string; hash: string } & Trio) => {
  await firmar(a, contrato, contrato.id_compania)
  return firmar(a, contrato, contrato.id_inquilino)
}

/** Comprueba que es un problema con ese estado y código, y lo devuelve. */
export const esProblema = (r: Contestacion, estado: number, codigo: string) => {
  assert.equal(`${r.estado} ${r.cuerpo?.codigo}`, `${estado} ${codigo}`, r.texto)
  assert.equal(r.encabezados.get('content-type'), 'application/problem+json')
  assert.equal(r.cuerpo.type, `/problemas/${codigo}`)
  assert.equal(r.cuerpo.status, estado)
  assert.equal(r.cuerpo.instance, r.encabezados.get('x-request-id'))
  assert.doesNotMatch(r.texto, /node_modules|\.ts:|select .* from|insert into/i)
  return r.cuerpo
}
