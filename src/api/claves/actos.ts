import type pg from 'pg'
import { crearAvisador } from '#seedwork/infraestructura/avisador.ts'
import type { DatosDe } from '#seedwork/infraestructura/esquemas/definicion.ts'
import { enTransaccion } from '#seedwork/infraestructura/suscripciones/transaccion.ts'
import { crearApuntar } from '../apuntes.ts'
import { ACTOS_CLAVE, ClaveCreada, ClaveRevocada } from './schema/v1/actos.ts'

/** Quién hizo qué con una clave, y qué clave era: lo que se encadena, que es todo menos su texto y su huella. */
export type ActoDeClave = Readonly<{ actor: string }> &
  (
    | Readonly<{ tipo: 'CrearClave'; datos: DatosDe<typeof ClaveCreada> }>
    | Readonly<{ tipo: 'RevocarClave'; datos: DatosDe<typeof ClaveRevocada> }>
  )

const apuntar = crearApuntar(ACTOS_CLAVE)
const TOPICO = ClaveCreada.topico
/** Ms que un acto puede esperar a la base. */
const PLAZO = 5_000

/** El id de una clave, que son 16 cifras hexadecimales, como la clave de orden que pide la bitácora. */
const ordenDe = (id: string): string =>
  `${id.slice(0, 8)}-${id.slice(8, 12)}-8${id.slice(12, 15)}-8${id.slice(15)}00-000000000000`

/** El hecho, y la versión en que deja a la clave: nace y, si acaso, se revoca. */
const hechoDe = (acto: ActoDeClave) =>
  acto.tipo === 'CrearClave'
    ? { evento: ClaveCreada.crear(acto.datos), version: 1 }
    : { evento: ClaveRevocada.crear(acto.datos), version: 2 }

/**
 * Corre un cambio sobre las claves y apunta en la bitácora, en la misma transacción, el acto que dice haber hecho:
 * así entra en la cadena de auditoría, y no hay clave que nadie haya creado ni acto sin su clave.
 */
export const crearConActo = (pool: pg.Pool) => {
  const avisar = crearAvisador(pool)
  return async <R>(trabajo: (tx: pg.PoolClient) => Promise<readonly [R, ActoDeClave | null]>): Promise<R> => {
    const [resultado, acto] = await enTransaccion({ pool, plazo: PLAZO }, async (tx) => {
      const hecho = await trabajo(tx)
      const [, acto] = hecho
      if (acto) {
        const { actor, datos } = acto
        await apuntar(tx, { ...hechoDe(acto), clave: ordenDe(datos.id), actor })
      }
      return hecho
    })
    if (acto) avisar(new Set([TOPICO]))
    return resultado
  }
}
