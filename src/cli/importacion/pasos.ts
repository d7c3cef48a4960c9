import { uuidDe } from '#seedwork/infraestructura/uuid-de.ts'
import { type Cliente, ErrorApi } from '../cliente.ts'
import type { Columna } from './columnas.ts'

/** Un paso que la API no aceptó, con la columna del CSV que lo explica (vacía si ninguna). */
export class PasoRechazado extends Error {
  readonly columna: string
  readonly repetido: boolean

  constructor(columna: string, mensaje: string, causa?: ErrorApi) {
    super(mensaje)
    this.columna = columna
    this.repetido = causa?.estado === 409
    this.cause = causa
  }
}

/** De qué columna del CSV sale cada campo del cuerpo. */
export type Campos = Readonly<Record<string, Columna>>

/** Id estable de lo importado: el mismo archivo, la misma cosa, aunque la clave de idempotencia haya caducado. */
export const idEstable = (clase: string, llave: string): string => uuidDe(`importacion:${clase}:${llave}`)

/** Un paso de la importación. `clave`: lo que lo distingue de los demás; repetirlo no cambia nada. */
export type Paso = Readonly<{ ruta: string; clave: string; cuerpo: unknown; campos?: Campos }>

/** Respuestas que no son de la fila: sin sistema, sin permiso o con el sistema roto no sirve seguir. */
const DE_TODOS = (estado: number): boolean =>
  estado === 0 || estado === 401 || estado === 403 || estado >= 500

/** Da un paso. Falla con `PasoRechazado` si la fila no sirve, y con `ErrorApi` si no es culpa suya. */
export const dar = async <T>(cliente: Cliente, { ruta, clave, cuerpo, campos = {} }: Paso): Promise<T> => {
  const cabeceras = { 'alpes-origen': 'importacion' }
  try {
    const peticion = { metodo: 'POST', cuerpo, clave: `importacion:${clave}`, cabeceras } as const
    return (await cliente.pedir<T>(ruta, peticion)).datos
  } catch (error) {
    if (!(error instanceof ErrorApi) || DE_TODOS(error.estado)) throw error
    const [falta] = error.faltas
    const campo = falta?.pointer.split('/')[1] ?? ''
    throw new PasoRechazado(campos[campo] ?? '', falta ? falta.detail : error.message, error)
  }
}

/** Lo que ya hay con esa búsqueda y cumple `es`, o `undefined`. */
export const buscar = async <T>(
  cliente: Cliente,
  ruta: string,
  es: (t: T) => boolean,
): Promise<(T & { id: string }) | undefined> => {
  const { datos } = await cliente.pedir<{ elementos: (T & { id: string })[] }>(ruta)
  return datos.elementos.find(es)
}
