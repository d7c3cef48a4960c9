import type pg from 'pg'
import { ErrorDominio } from '../../dominio/errores.ts'
import { peticionInvalida } from '../../dominio/errores-comunes.ts'
import { ErrorEsquema } from '../esquemas/errores.ts'
import { deJson } from '../esquemas/json.ts'
import type { Registro as Esquemas } from '../esquemas/registro.ts'
import { type ActoApartado, type DatosActo, marcarApartado, verApartado } from './operador.ts'
import { enTransaccion } from './transaccion.ts'

/**
 * El contenido nuevo de una edición, con el esquema del mensaje original. Falla con `EsquemaNoEncontrado`
 * si este proceso no lo conoce y con `PeticionInvalida` si los datos no caben en él.
 */
export const contenidoEditado = async (
  { pool, esquemas }: Readonly<{ pool: pg.Pool; esquemas: Esquemas }>,
  id: string,
  datos: Readonly<Record<string, unknown>>,
): Promise<Buffer> => {
  const { mensaje } = await verApartado(pool, id)
  const definicion = esquemas.definicionDe(mensaje.type, mensaje.version_esquema)
  if (definicion === undefined)
    throw new ErrorDominio('EsquemaNoEncontrado', 'este proceso no conoce el esquema de ese mensaje')
  try {
    const { topico, tipo, version: versionEsquema } = definicion
    return esquemas.codificar({ topico, tipo, versionEsquema, datos: deJson(definicion, datos) })
  } catch (error) {
    if (!(error instanceof ErrorEsquema)) throw error
    throw peticionInvalida([{ puntero: '/datos', detalle: error.message }])
  }
}

/** Un acto de un operador, entero. */
export type ActoSobreApartado = DatosActo & Readonly<{ id: string; acto: ActoApartado }>
type ApartadoVisto = Awaited<ReturnType<typeof verApartado>>

/** Marca de verdad en una transacción y la deshace: el ensayo no puede decir otra cosa que el acto. */
const ensayar = async (pool: pg.Pool, acto: ActoSobreApartado): Promise<ApartadoVisto & { ensayo: true }> => {
  const cliente = await pool.connect()
  try {
    await cliente.query('begin')
    await marcarApartado(cliente, acto)
    return { ...(await verApartado(cliente, acto.id)), ensayo: true }
  } finally {
    await cliente.query('rollback').catch(() => {})
    cliente.release()
  }
}

/** Deja constancia de un acto en la transacción que lo hace. */
type Apuntar = (tx: pg.PoolClient, visto: ApartadoVisto) => Promise<void>

/** Ms que un acto puede esperar a la base. */
const PLAZO = 5_000

/**
 * Hace el acto de un operador, o dice con `ensayo` cómo quedaría sin hacerlo. `apuntar` va en la misma transacción
 * que el acto. Falla como `marcarApartado`.
 */
export const actuarSobreApartado = async (
  pool: pg.Pool,
  acto: ActoSobreApartado,
  ensayo: boolean,
  apuntar?: Apuntar,
): Promise<ApartadoVisto & { ensayo?: true }> => {
  if (ensayo) return ensayar(pool, acto)
  return enTransaccion({ pool, plazo: PLAZO }, async (tx) => {
    await marcarApartado(tx, acto)
    const visto = await verApartado(tx, acto.id)
    await apuntar?.(tx, visto)
    return visto
  })
}
