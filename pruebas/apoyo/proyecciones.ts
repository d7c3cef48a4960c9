import { createHash } from 'node:crypto'
import type pg from 'pg'
import type { Tropiezo } from '#seedwork/aplicacion/tropiezo.ts'
import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { migrar } from '#seedwork/infraestructura/migraciones.ts'
import type { Proyeccion } from '#seedwork/infraestructura/proyecciones/proyeccion.ts'
import { abrirProyecciones } from '#seedwork/infraestructura/proyecciones/proyecciones.ts'
import { type Registro, sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { TOPICO } from './bitacora.ts'

export const OTRO_TOPICO = 'eventos-otro'

/** Cuenta mensajes por clave y guarda el último de cada una: se nota un mensaje de más, de menos o fuera de orden. */
export const cuenta = (cambios: Partial<Proyeccion> = {}): Proyeccion => ({
  nombre: 'cuenta',
  version: 1,
  topicos: [TOPICO, OTRO_TOPICO],
  tablas: ['cuenta_claves'],
  ddl: `create table cuenta_claves (topico text, clave uuid, cuantos int8 not null, historia text not null,
    primary key (topico, clave))`,
  async plegar(mensajes, tx) {
    for (const { topico, clave, id } of mensajes)
      await tx.query(
        `insert into cuenta_claves as c values ($1, $2::uuid, 1, md5($3::text))
         on conflict (topico, clave) do update set cuantos = c.cuantos + 1, historia = md5(c.historia || $3::text)`,
        [topico, clave, id],
      )
  },
  ...cambios,
})

/** Las tablas del mecanismo sobre una base con bitácora y suscripciones. */
export const prepararProyecciones = (pool: pg.Pool): Promise<void> =>
  migrar({
    pool,
    esquema: 'alpes',
    modulo: 'proyecciones',
    carpeta: new URL('../../src/seedwork/infraestructura/proyecciones/migraciones', import.meta.url).pathname,
  })

export const abrirSuyas = (
  pool: pg.Pool,
  o: {
    proyecciones?: readonly Proyeccion[]
    url?: string
    tropiezo?: Tropiezo
    registro?: Registro
    arriendo?: number
  } = {},
) =>
  abrirProyecciones({
    pool,
    fuente: abrirFuenteBitacora({ pool, escucha: null }),
    registro: o.registro ?? sinRegistro,
    proyecciones: o.proyecciones ?? [cuenta()],
    tropiezo: o.tropiezo,
    cada: 20,
    arriendo: o.arriendo ?? 600,
  })

/** Huella de todas las filas de unas tablas (o vistas), sin importar su orden. */
export const huellaDeFilas = async (
  pool: Pick<pg.Pool, 'query'>,
  tablas: readonly string[],
): Promise<string> => {
  const resumen = createHash('sha256')
  for (const tabla of tablas) {
    const { rows } = await pool.query<{ fila: string }>(`select t::text as fila from ${tabla} t order by 1`)
    for (const { fila } of rows) resumen.update(`${tabla} ${fila}\n`)
  }
  return resumen.digest('hex')
}
