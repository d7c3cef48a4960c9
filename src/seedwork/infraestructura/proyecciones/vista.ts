import { setTimeout as dormir } from 'node:timers/promises'
import type pg from 'pg'
import type { Posicion } from '../../aplicacion/contexto.ts'
import { type Alcance, alcance } from '../suscripciones/vista.ts'
import { generacionesEnUso, type Medios } from './generaciones.ts'
import { type Generacion, type Proyeccion, suscripcionDe } from './proyeccion.ts'

/** Cuánto lleva plegado una generación, de cuánto hay en sus tópicos. */
export type Avance = Readonly<{
  generacion: number
  version: number
  motivo: string
  actor: string
  iniciada_en: string
  aplicados: number
  total: number
  /** Mensajes apartados: con alguno, la construcción no llega a cambiarse por la viva. */
  apartados: number
}>

/** Una proyección como se enseña: la generación que se lee y, si la hay, la que se construye al lado. */
export type FilaProyeccion = Readonly<{
  nombre: string
  version: number
  topicos: readonly string[]
  viva: Avance | null
  reconstruccion: Avance | null
}>

type Cuenta = Readonly<{ suscripcion: string; topico: string; posicion: number; apartados: number }>

const CONTAR = `select s.suscripcion, s.topico, s.posicion::float8 as posicion,
    (select count(*)::float8 from apartados a
      where a.suscripcion = s.suscripcion and a.topico = s.topico and a.cerrado_en is null) as apartados
  from suscripciones s where s.suscripcion = any($1)`

const sumar = (numeros: readonly number[]): number => numeros.reduce((a, b) => a + b, 0)

const avanceDe = (
  g: Generacion,
  cuentas: readonly Cuenta[],
  cabezas: ReadonlyMap<string, number>,
): Avance => {
  const suyas = cuentas.filter((c) => c.suscripcion === suscripcionDe(g))
  const { generacion, version, motivo, actor, iniciada_en } = g
  return {
    ...{ generacion, version, motivo, actor, iniciada_en },
    aplicados: sumar(suyas.map((c) => c.posicion)),
    total: sumar(suyas.map((c) => Math.max(c.posicion, cabezas.get(c.topico) ?? 0))),
    apartados: sumar(suyas.map((c) => c.apartados)),
  }
}

const cabezasDe = async ({ fuente }: Medios, topicos: ReadonlySet<string>): Promise<Map<string, number>> =>
  new Map(
    await Promise.all(
      [...topicos].map(async (t) => [t, (await fuente.leer(t, Number.MAX_SAFE_INTEGER, 0)).cabeza] as const),
    ),
  )

/** Todas las proyecciones, con su avance. */
export const listarProyecciones = async (
  medios: Medios,
  proyecciones: readonly Proyeccion[],
): Promise<FilaProyeccion[]> => {
  const generaciones = await generacionesEnUso(medios.pool)
  const nombres = generaciones.map(suscripcionDe)
  const { rows: cuentas } = await medios.pool.query<Cuenta>(CONTAR, [nombres])
  const cabezas = await cabezasDe(medios, new Set(proyecciones.flatMap((p) => p.topicos)))
  return proyecciones.map(({ nombre, version, topicos }) => {
    const avance = (estado: Generacion['estado']): Avance | null => {
      const generacion = generaciones.find((g) => g.nombre === nombre && g.estado === estado)
      return generacion ? avanceDe(generacion, cuentas, cabezas) : null
    }
    return { nombre, version, topicos, viva: avance('viva'), reconstruccion: avance('construyendo') }
  })
}

const suscripcionViva = async (pool: pg.Pool, nombre: string): Promise<string | null> => {
  const { rows } = await pool.query<{ generacion: number }>({
    name: 'proyeccion:viva',
    text: `select generacion from proyecciones where nombre = $1 and estado = 'viva'`,
    values: [nombre],
  })
  return rows[0] ? suscripcionDe({ nombre, generacion: rows[0].generacion }) : null
}

/** Las posiciones que ya se ven en la proyección, por tópico. */
export const posicionesVisibles = async (
  db: Pick<pg.Pool, 'query'>,
  nombre: string,
): Promise<readonly Posicion[]> => {
  const { rows } = await db.query<Posicion>(
    `select s.topico, s.posicion::float8 as posicion from proyecciones p
     join suscripciones s on s.suscripcion = p.nombre || '@' || p.generacion
     where p.nombre = $1 and p.estado = 'viva' order by s.topico`,
    [nombre],
  )
  return rows
}

/** Espera hasta `plazo` ms a que la proyección viva aplique `posiciones`, aunque la cambien mientras tanto. */
export const esperarProyeccion = async (
  pool: pg.Pool,
  { nombre, posiciones, plazo }: Readonly<{ nombre: string; posiciones: readonly Posicion[]; plazo: number }>,
): Promise<Alcance> => {
  const limite = performance.now() + plazo
  for (;;) {
    const viva = await suscripcionViva(pool, nombre)
    const logrado = viva === null ? 'pendiente' : await alcance(pool, viva, posiciones)
    const misma = viva === (await suscripcionViva(pool, nombre))
    if ((misma && logrado !== 'pendiente') || performance.now() >= limite)
      return misma ? logrado : 'pendiente'
    await dormir(10)
  }
}
