import { randomUUIDv7 } from 'node:crypto'
import type pg from 'pg'
import { crearAvisador } from '#seedwork/infraestructura/avisador.ts'
import { escribirEnBitacora } from '#seedwork/infraestructura/bitacora/escritura.ts'
import type { DatosDe } from '#seedwork/infraestructura/esquemas/definicion.ts'
import { crearRegistro } from '#seedwork/infraestructura/esquemas/registro.ts'
import { enTransaccion } from '#seedwork/infraestructura/suscripciones/transaccion.ts'
import { ClaveCreada, ClaveRevocada, EVENTOS_CLAVE } from './schema/v1/eventos.ts'

/** Quién hizo qué con una clave, y qué clave era: lo que se encadena, que es todo menos su texto y su huella. */
export type ActoDeClave = Readonly<{ actor: string }> &
  (
    | Readonly<{ tipo: 'CrearClave'; datos: DatosDe<typeof ClaveCreada> }>
    | Readonly<{ tipo: 'RevocarClave'; datos: DatosDe<typeof ClaveRevocada> }>
  )

const ESCRITOR = { servicio: 'api', codificar: crearRegistro([...EVENTOS_CLAVE]).codificar }
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

const apuntar = (tx: pg.PoolClient, acto: ActoDeClave): Promise<unknown> => {
  const { actor, datos } = acto
  const idComando = randomUUIDv7()
  const contexto = {
    ...{ idComando, actor, origen: 'api' as const, correlacion: idComando, causacion: null },
    ...{ traceparent: null, ahora: Temporal.Now.instant() },
  }
  const apunte = { ...hechoDe(acto), clave: ordenDe(datos.id), contexto }
  return tx.query(escribirEnBitacora(TOPICO, [apunte], ESCRITOR) as pg.QueryConfig)
}

/**
 * Corre un cambio sobre las claves y apunta en la bitácora, en la misma transacción, el acto que dice haber hecho:
 * así entra en la cadena de auditoría, y no hay clave que nadie haya creado ni acto sin su clave.
 */
export const crearConActo = (pool: pg.Pool) => {
  const avisar = crearAvisador(pool)
  return async <R>(trabajo: (tx: pg.PoolClient) => Promise<readonly [R, ActoDeClave | null]>): Promise<R> => {
    const [resultado, acto] = await enTransaccion({ pool, plazo: PLAZO }, async (tx) => {
      const hecho = await trabajo(tx)
      if (hecho[1]) await apuntar(tx, hecho[1])
      return hecho
    })
    if (acto) avisar(new Set([TOPICO]))
    return resultado
  }
}
