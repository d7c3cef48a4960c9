import { randomUUIDv7 } from 'node:crypto'
import type pg from 'pg'
import { crearAvisador } from '#seedwork/infraestructura/avisador.ts'
import { escribirEnBitacora } from '#seedwork/infraestructura/bitacora/escritura.ts'
import { crearRegistro } from '#seedwork/infraestructura/esquemas/registro.ts'
import { ComandoEjecutado, RESULTADOS_COMANDO } from '#seedwork/infraestructura/esquemas/resultados.ts'
import { enTransaccion } from '#seedwork/infraestructura/suscripciones/transaccion.ts'

/** Quién hizo qué con una clave. */
export type ActoDeClave = Readonly<{ tipo: 'CrearClave' | 'RevocarClave'; id: string; actor: string }>

const ESCRITOR = { servicio: 'api', codificar: crearRegistro([...RESULTADOS_COMANDO]).codificar }
const TOPICO = ComandoEjecutado.topico
/** Ms que un acto puede esperar a la base. */
const PLAZO = 5_000

/** El id de una clave, que son 16 cifras hexadecimales, como la clave de orden que pide la bitácora. */
const ordenDe = (id: string): string =>
  `${id.slice(0, 8)}-${id.slice(8, 12)}-8${id.slice(12, 15)}-8${id.slice(15)}00-000000000000`

const apuntar = (tx: pg.PoolClient, { tipo, id, actor }: ActoDeClave): Promise<unknown> => {
  const idComando = randomUUIDv7()
  const contexto = {
    ...{ idComando, actor, origen: 'api' as const, correlacion: idComando, causacion: null },
    ...{ traceparent: null, ahora: Temporal.Now.instant() },
  }
  const evento = ComandoEjecutado.crear({ id: idComando, tipo, recurso: id, posiciones: [] })
  const apunte = { evento, clave: ordenDe(id), version: 0, contexto }
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
