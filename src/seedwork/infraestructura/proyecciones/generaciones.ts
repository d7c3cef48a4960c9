import pg from 'pg'
import type { Fuente } from '../../aplicacion/fuente.ts'
import { ErrorDominio } from '../../dominio/errores.ts'
import { registrar } from '../suscripciones/cursores.ts'
import { enTransaccion } from '../suscripciones/transaccion.ts'
import { esquemaDe, type Generacion, type Proyeccion, suscripcionDe } from './proyeccion.ts'

const PLAZO = 30_000
const nombrar = pg.escapeIdentifier

export type Medios = Readonly<{ pool: pg.Pool; fuente: Fuente }>

/** Quién pide una construcción, y por qué. `apuntar` deja constancia en la transacción que la empieza. */
export type Acto = Readonly<{
  motivo: string
  actor: string
  apuntar?: (tx: pg.PoolClient, generacion: number) => Promise<void>
}>

type Consultable = Pick<pg.Pool, 'query'>

/** Las generaciones en uso de todas las proyecciones: la viva de cada una, y la que se construye si la hay. */
export const generacionesEnUso = async (db: Consultable): Promise<Generacion[]> => {
  const { rows } = await db.query<Generacion>(
    `select nombre, generacion, version, estado, motivo, actor,
       to_char(iniciada_en at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as iniciada_en
     from proyecciones where estado in ('viva', 'construyendo') order by nombre, generacion`,
  )
  return rows
}

/** El esquema de las vistas: el primero del `search_path` de la conexión. */
export const esquemaBase = async (db: Consultable): Promise<string> => {
  const { rows } = await db.query<{ esquema: string }>('select current_schema() as esquema')
  return rows[0]!.esquema
}

/** Hace que, hasta el fin de la transacción, los nombres sin esquema sean primero los de esa generación. */
export const entrarEn = async (tx: Consultable, esquemas: readonly string[]): Promise<void> => {
  const camino = [...esquemas, 'public'].map(nombrar).join(', ')
  await tx.query(`select set_config('search_path', $1, true)`, [camino])
}

/** Pone las vistas de la proyección sobre las tablas de una generación; va en la transacción del cambio. */
export const ponerVistas = async (
  tx: Consultable,
  proyeccion: Proyeccion,
  { base, generacion }: Readonly<{ base: string; generacion: number }>,
): Promise<void> => {
  const esquema = esquemaDe(base, { nombre: proyeccion.nombre, generacion })
  for (const tabla of proyeccion.tablas) {
    const vista = `${nombrar(base)}.${nombrar(tabla)}`
    await tx.query(`drop view if exists ${vista}`)
    await tx.query(`create view ${vista} as select * from ${nombrar(esquema)}.${nombrar(tabla)}`)
  }
}

/** Borra las tablas, el cursor y los apartados de una generación; no toca su fila de historia. */
export const borrarObra = async (
  tx: Consultable,
  base: string,
  lugar: Readonly<{ nombre: string; generacion: number }>,
): Promise<void> => {
  await tx.query(`drop schema if exists ${nombrar(esquemaDe(base, lugar))} cascade`)
  for (const tabla of ['suscripciones', 'apartados'])
    await tx.query(`delete from ${tabla} where suscripcion = $1`, [suscripcionDe(lugar)])
}

/** El candado por nombre ordena a los procesos que arrancan o piden a la vez. */
const enTurno = <R>(
  { pool }: Medios,
  { nombre }: Proyeccion,
  trabajo: (tx: pg.PoolClient, base: string, suyas: readonly Generacion[]) => Promise<R>,
): Promise<R> =>
  enTransaccion({ pool, plazo: PLAZO }, async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtext('alpes.proyeccion.' || $1))`, [nombre])
    const suyas = (await generacionesEnUso(tx)).filter((g) => g.nombre === nombre)
    return trabajo(tx, await esquemaBase(tx), suyas)
  })

const crear = async (
  tx: pg.PoolClient,
  proyeccion: Proyeccion,
  { base, estado, motivo, actor }: Acto & Readonly<{ base: string; estado: Generacion['estado'] }>,
): Promise<number> => {
  const { nombre, version, topicos, ddl } = proyeccion
  const { rows } = await tx.query<{ generacion: number }>(
    `insert into proyecciones (nombre, generacion, version, estado, motivo, actor, viva_en)
     select $1, coalesce(max(generacion), 0) + 1, $2, $3, $4, $5, case when $3 = 'viva' then clock_timestamp() end
     from proyecciones where nombre = $1 returning generacion`,
    [nombre, version, estado, motivo, actor],
  )
  const { generacion } = rows[0]!
  const lugar = { nombre, generacion }
  const esquema = esquemaDe(base, lugar)
  await tx.query(`create schema ${nombrar(esquema)}`)
  await entrarEn(tx, [esquema])
  await tx.query(ddl)
  await entrarEn(tx, [base])
  if (estado === 'viva') await ponerVistas(tx, proyeccion, { base, generacion })
  const comienzos = topicos.map((topico) => ({ topico, posicion: 0, idMensaje: null }))
  await registrar(tx, suscripcionDe(lugar), comienzos)
  return generacion
}

/** De una bitácora podada no se puede rehacer nada desde el principio. */
const exigirEntera = async ({ fuente }: Medios, { nombre, topicos }: Proyeccion): Promise<void> => {
  for (const topico of topicos) {
    const { inicio } = await fuente.leer(topico, 0, 0)
    if (inicio > 1)
      throw new ErrorDominio(
        'ReconstruccionImposible',
        `${topico} está podado hasta la posición ${inicio - 1}`,
        {
          nombre,
          topico,
          inicio,
        },
      )
  }
}

const abandonar = async (
  tx: pg.PoolClient,
  base: string,
  lugar: Readonly<{ nombre: string; generacion: number }>,
): Promise<void> => {
  await tx.query(
    `update proyecciones set estado = 'abandonada', terminada_en = clock_timestamp()
     where nombre = $1 and generacion = $2`,
    [lugar.nombre, lugar.generacion],
  )
  await borrarObra(tx, base, lugar)
}

const atascada = async (tx: pg.PoolClient, generacion: Generacion): Promise<boolean> => {
  const { rows } = await tx.query(
    'select 1 from apartados where suscripcion = $1 and cerrado_en is null limit 1',
    [suscripcionDe(generacion)],
  )
  return rows.length > 0
}

/**
 * Deja lista una proyección al arrancar: la primera vez, con una generación viva que se pone al día
 * sola; si su versión subió, con una construcción al lado de la viva.
 */
export const asegurar = (medios: Medios, proyeccion: Proyeccion): Promise<void> =>
  enTurno(medios, proyeccion, async (tx, base, suyas) => {
    const { version } = proyeccion
    const viva = suyas.find((g) => g.estado === 'viva')
    const obra = suyas.find((g) => g.estado === 'construyendo')
    if (!viva) {
      await crear(tx, proyeccion, { base, estado: 'viva', motivo: 'primera vez', actor: 'sistema' })
      return
    }
    if (viva.version >= version || (obra && obra.version >= version)) return
    if (obra) await abandonar(tx, base, obra)
    const motivo = `de la versión ${viva.version} a la ${version}`
    await crear(tx, proyeccion, { base, estado: 'construyendo', motivo, actor: 'sistema' })
  })

/**
 * Empieza a construir una generación nueva, desde la posición 0 y al lado de la viva. Contesta cuál.
 * Falla con `ReconstruccionEnCurso` si ya hay una que avanza (una con apartados se abandona), o con
 * `ReconstruccionImposible` si la bitácora está podada.
 */
export const empezarReconstruccion = async (
  medios: Medios,
  proyeccion: Proyeccion,
  acto: Acto,
): Promise<number> => {
  await exigirEntera(medios, proyeccion)
  return enTurno(medios, proyeccion, async (tx, base, suyas) => {
    const obra = suyas.find((g) => g.estado === 'construyendo')
    if (obra && obra.version === proyeccion.version && !(await atascada(tx, obra)))
      throw new ErrorDominio('ReconstruccionEnCurso', `ya se construye la generación ${obra.generacion}`, {
        nombre: proyeccion.nombre,
        generacion: obra.generacion,
      })
    if (obra) await abandonar(tx, base, obra)
    const generacion = await crear(tx, proyeccion, { base, estado: 'construyendo', ...acto })
    await acto.apuntar?.(tx, generacion)
    return generacion
  })
}
