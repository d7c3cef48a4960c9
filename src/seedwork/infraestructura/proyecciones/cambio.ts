import { setTimeout as dormir } from 'node:timers/promises'
import type pg from 'pg'
import type { Tropiezo } from '../../aplicacion/tropiezo.ts'
import { posiciones } from '../suscripciones/cursores.ts'
import { enTransaccion } from '../suscripciones/transaccion.ts'
import { borrarObra, esquemaBase, type Medios, ponerVistas } from './generaciones.ts'
import { type Proyeccion, suscripcionDe } from './proyeccion.ts'

/** Con menos mensajes por leer que éstos se intenta el cambio, parando a la viva mientras la nueva la alcanza. */
const CERCA = 2_000
/** Ms que la viva puede estar parada por un intento. */
const PARADA = 2_000
const SONDEO = 10

type Obra = Readonly<{ proyeccion: Proyeccion; viva: number; nueva: number }>
type Meta = ReadonlyMap<string, number>

const falta = (meta: Meta, actual: ReadonlyMap<string, number>): number =>
  [...meta].reduce((n, [topico, posicion]) => n + Math.max(0, posicion - (actual.get(topico) ?? 0)), 0)

/** Hasta dónde debe llegar la nueva: donde va la viva y, si ésta se quedó atrás, la cabeza de la bitácora. */
const metaDe = async ({ fuente }: Medios, proyeccion: Proyeccion, viva: Meta): Promise<Meta> => {
  const tramos = await Promise.all(proyeccion.topicos.map((t) => fuente.leer(t, Number.MAX_SAFE_INTEGER, 0)))
  return new Map(proyeccion.topicos.map((t, i) => [t, Math.max(viva.get(t) ?? 0, tramos[i]!.cabeza)]))
}

/** Espera, con la viva parada, a que la nueva llegue a la meta. */
const alcanza = async (tx: pg.PoolClient, nueva: string, meta: Meta): Promise<boolean> => {
  const limite = performance.now() + PARADA
  while (falta(meta, await posiciones(tx, nueva)) > 0) {
    if (performance.now() >= limite) return false
    await dormir(SONDEO)
  }
  return true
}

const bloquear = async (
  tx: pg.PoolClient,
  nombre: string,
  generacion: number,
  estado: string,
): Promise<boolean> => {
  const { rowCount } = await tx.query(
    'select 1 from proyecciones where nombre = $1 and generacion = $2 and estado = $3 for update',
    [nombre, generacion, estado],
  )
  return rowCount === 1
}

const conApartados = async (db: Pick<pg.Pool, 'query'>, suscripcion: string): Promise<boolean> => {
  const { rowCount } = await db.query(
    'select 1 from apartados where suscripcion = $1 and cerrado_en is null limit 1',
    [suscripcion],
  )
  return rowCount !== 0
}

const cambiar = async (tx: pg.PoolClient, { proyeccion, viva, nueva }: Obra): Promise<void> => {
  const base = await esquemaBase(tx)
  const { nombre } = proyeccion
  // Menos que el plazo con que el servidor busca abrazos mortales: si una lectura estorba, cede el cambio.
  await tx.query(`set local lock_timeout = '200ms'`)
  await ponerVistas(tx, proyeccion, { base, generacion: nueva })
  await tx.query(
    `update proyecciones set estado = 'retirada', terminada_en = clock_timestamp()
     where nombre = $1 and generacion = $2`,
    [nombre, viva],
  )
  await tx.query(
    `update proyecciones set estado = 'viva', viva_en = clock_timestamp() where nombre = $1 and generacion = $2`,
    [nombre, nueva],
  )
  await borrarObra(tx, base, { nombre, generacion: viva })
}

/**
 * Pone viva a la generación nueva si ya alcanzó a la que lo está, y borra la vieja, en una transacción:
 * ninguna lectura retrocede ni ve media. Contesta si lo hizo. Con un apartado abierto no cambia: a la
 * nueva le faltaría una clave que la vieja quizá tiene.
 */
export const intentarCambio = async (medios: Medios, obra: Obra, tropiezo: Tropiezo): Promise<boolean> => {
  const { pool } = medios
  const { proyeccion } = obra
  const lugar = (generacion: number): string => suscripcionDe({ nombre: proyeccion.nombre, generacion })
  const nueva = lugar(obra.nueva)
  const metaDeAhora = async (db: Pick<pg.Pool, 'query'>): Promise<Meta> =>
    metaDe(medios, proyeccion, await posiciones(db, lugar(obra.viva)))
  if (falta(await metaDeAhora(pool), await posiciones(pool, nueva)) > CERCA) return false
  if (await conApartados(pool, nueva)) return false
  return enTransaccion({ pool, plazo: 30_000 }, async (tx) => {
    // La viva primero: sus lotes esperan aquí y su posición queda quieta, así que alcanzarla acaba.
    if (!(await bloquear(tx, proyeccion.nombre, obra.viva, 'viva'))) return false
    if (!(await alcanza(tx, nueva, await metaDeAhora(tx)))) return false
    if (!(await bloquear(tx, proyeccion.nombre, obra.nueva, 'construyendo'))) return false
    if (await conApartados(tx, nueva)) return false
    await cambiar(tx, obra)
    await tropiezo('proyeccion:antes-cambio')
    return true
  }).then(async (hecho) => {
    if (hecho) await tropiezo('proyeccion:tras-cambio')
    return hecho
  })
}
