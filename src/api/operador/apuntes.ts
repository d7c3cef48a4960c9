import type pg from 'pg'
import type { DatosDe } from '#seedwork/infraestructura/esquemas/definicion.ts'
import { uuidDe } from '#seedwork/infraestructura/uuid-de.ts'
import { crearApuntar } from '../apuntes.ts'
import { ACTOS_OPERACION, ActoDeOperador } from './schema/v1/actos.ts'

/** Un acto por apuntar, y quién lo hizo. */
export type Acto = DatosDe<typeof ActoDeOperador> & Readonly<{ actor: string }>

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** La bitácora ordena por un UUID: lo que no lo es da siempre el mismo, de su nombre. */
const ordenDe = (sobre: string): string => (UUID.test(sobre) ? sobre : uuidDe(sobre, '8'))

const apuntar = crearApuntar(ACTOS_OPERACION)

/** Apunta un acto de quien opera, dentro de la transacción que lo hace. */
export const apuntarActo = (tx: pg.PoolClient, { actor, ...datos }: Acto): Promise<void> =>
  apuntar(tx, { evento: ActoDeOperador.crear(datos), clave: ordenDe(datos.sobre), version: 0, actor })
