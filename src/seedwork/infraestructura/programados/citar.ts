import type { Contexto } from '../../aplicacion/contexto.ts'
import type { TransaccionPostgres } from '../uow/transaccion.ts'
import { uuidDe } from '../uuid-de.ts'
import type { Cita } from './agenda.ts'
import type { Programado } from './planificador.ts'

/** Un UUID v8 que sale de la clave: correr otra vez el caso de uso apunta la misma cita. */
export const idDeCita = (clave: string): string => uuidDe(clave, '8')

/**
 * Apunta la cita en la transacción de un caso de uso. `alPerder`: con qué falla si esa clave ya estaba; por
 * omisión, un defecto.
 */
export const apuntar = (
  tx: TransaccionPostgres,
  { clave, cuando, tipo, comando }: Cita,
  alPerder: () => Error = () => new Error(`${clave} ya estaba apuntada`),
): void =>
  tx.guardia({
    tabla: 'programados',
    columnas: { id: 'uuid', clave: 'text', cuando: 'timestamptz', tipo: 'text', comando: 'jsonb' },
    valores: [idDeCita(clave), clave, cuando.toString(), tipo, comando],
    alPerder,
  })

/** La hora de negocio con que se cumple: un reloj que retrocedió entre mirar y cumplir no la deja sin hacer. */
export const horaDe = ({ cuando }: Pick<Cita, 'cuando'>, ahora: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(cuando, ahora) < 0 ? ahora : cuando

/** El id de la cita es el del comando y su clave: si se cumple dos veces, la segunda no hace nada. */
export const contextoDeCita = (
  { id, clave }: Pick<Programado, 'id' | 'clave'>,
  tipo: string,
  ahora: Temporal.Instant,
): Contexto => ({
  tipo,
  idComando: id,
  clave: { operacion: 'planificador', clave, huella: clave },
  actor: 'planificador',
  origen: 'api',
  correlacion: id,
  causacion: null,
  traceparent: null,
  ahora,
})
