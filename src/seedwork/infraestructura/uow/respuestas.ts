import type pg from 'pg'
import type { Hecho, Posicion } from '../../aplicacion/contexto.ts'
import { ErrorDominio } from '../../dominio/errores.ts'
import type { OrdenEnCola } from './orden.ts'
import { errorGuardado, type Rastro, type RegistroComando } from './registro.ts'
import { aPosiciones, leerPosiciones } from './registro-comandos.ts'

type PorContestar = Readonly<{
  resultado: unknown
  posiciones: readonly Posicion[]
  rastros: readonly Rastro[]
  texto: string | undefined
}>

/** Posiciones en la bitácora de unos rastros, por una conexión de lectura. */
export const buscarPosiciones = async (pool: pg.Pool, rastros: readonly Rastro[]): Promise<Posicion[]> =>
  rastros.length === 0 ? [] : aPosiciones((await pool.query(leerPosiciones(rastros) as pg.QueryConfig)).rows)

/** Lo que se contesta a una orden hecha; si no escribió nada, con la última posición de lo que leyó. */
export const conPosiciones = async (
  pool: pg.Pool,
  { resultado, posiciones, rastros, texto }: PorContestar,
): Promise<Hecho<unknown>> => ({
  resultado,
  ...(texto === undefined ? {} : { texto }),
  posiciones: posiciones.length > 0 ? posiciones : await buscarPosiciones(pool, rastros),
  repetido: false,
})

/** Lo que se contesta a quien repite una clave: lo mismo que la primera vez, si pide lo mismo. */
export const repetir = async (
  pool: pg.Pool,
  orden: OrdenEnCola,
  registro: RegistroComando,
): Promise<Hecho<unknown>> => {
  const { clave } = orden.contexto
  if (clave && clave.huella !== registro.huella)
    throw new ErrorDominio('ClaveReutilizada', 'esa clave de idempotencia ya se usó con otra petición', {
      clave: clave.clave,
    })
  if (registro.problema) throw errorGuardado(registro.problema)
  const posiciones = await buscarPosiciones(pool, registro.agregados)
  const resultado = registro.respuesta === null ? null : (JSON.parse(registro.respuesta) as unknown)
  return {
    resultado,
    posiciones,
    repetido: true,
    ...(registro.respuesta === null ? {} : { texto: registro.respuesta }),
  }
}
