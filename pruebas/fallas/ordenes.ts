import { randomUUID } from 'node:crypto'
import { type Contestacion, pedir } from './insistente.ts'
import { TOKEN } from './sistema.ts'

/** `asincrona`: que se acepte ahora y se ejecute después. */
type Datos = Readonly<{ cuerpo?: unknown; clave?: string; version?: number; asincrona?: boolean }>

/** Una orden suelta, sin insistir: `MÉTODO /ruta`. */
export const ordenar = (
  url: string,
  operacion: string,
  { cuerpo, clave, version, asincrona = false }: Datos = {},
): Promise<Contestacion> => {
  const [metodo = 'GET', ruta = '/'] = operacion.split(' ')
  const encabezados = {
    authorization: `Bearer ${TOKEN}`,
    ...(clave === undefined ? {} : { 'idempotency-key': clave }),
    ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
    ...(asincrona ? { prefer: 'respond-async' } : {}),
  }
  return pedir(url, { metodo, ruta, encabezados, ...(cuerpo === undefined ? {} : { cuerpo }) })
}

export const clienteNuevo = (nombre: string) => ({
  ...{ tipo: 'empresa', nombre },
  documento: { tipo: 'OTRO', numero: randomUUID().slice(0, 18).replaceAll('-', '') },
})

export type Contrato = Readonly<{
  id: string
  hash: string
  version: number
  firmas_pendientes: readonly string[]
}>

const creado = async (url: string, ruta: string, cuerpo: unknown): Promise<Contrato> => {
  const c = await ordenar(url, `POST ${ruta}`, { cuerpo })
  if (c.estado !== 201) throw new Error(`POST ${ruta} dio ${c.estado}: ${c.texto}`)
  return JSON.parse(c.texto) as Contrato
}

export type Partes = Readonly<{ propiedad: string; compania: string; inquilino: string }>

/** Una propiedad y dos partes nuevas. */
export const partesNuevas = async (url: string): Promise<Partes> => {
  const inmueble = { nombre: 'Local', tipo: 'local', ciudad: 'Bogotá', zona: 'America/Bogota', area_m2: '50' }
  const [propiedad, compania, inquilino] = await Promise.all([
    creado(url, '/inmuebles', inmueble),
    creado(url, '/clientes', clienteNuevo('Compañía')),
    creado(url, '/clientes', clienteNuevo('Inquilino')),
  ])
  return { propiedad: propiedad.id, compania: compania.id, inquilino: inquilino.id }
}

/** Redacta un contrato de esas partes sobre todo 2027, si `extra` no dice otra cosa. */
export const redactar = (
  url: string,
  { propiedad, compania, inquilino }: Partes,
  extra: object = {},
): Promise<Contrato> =>
  creado(url, '/contratos', {
    ...{ id_propiedad: propiedad, id_compania: compania, id_inquilino: inquilino },
    ...{ fecha_inicio: '2027-01-01', fecha_fin: '2027-12-31', monto: '1000000', moneda: 'COP' },
    ...extra,
  })

export const firmar = (url: string, { id, hash }: Contrato, parte: string): Promise<Contestacion> =>
  ordenar(url, `POST /contratos/${id}/firmas`, { cuerpo: { id_parte: parte, hash } })
