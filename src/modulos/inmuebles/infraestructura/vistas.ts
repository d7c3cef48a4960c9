import { Kysely, PostgresDialect, type RawBuilder, sql } from 'kysely'
import type pg from 'pg'
import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import type { Versionado } from '#seedwork/aplicacion/unidad-trabajo.ts'
import { hoyEn } from '#seedwork/dominio/fecha.ts'
import { sinTildes } from '#seedwork/dominio/texto.ts'
import { alfabetico, type CampoDeOrden, contiene, listar } from '#seedwork/infraestructura/listado.ts'
import type { CampoOrdenInmuebles, FiltroInmuebles, VistasInmuebles } from '../aplicacion/puertos.ts'
import { representarInmueble } from '../aplicacion/representacion.ts'
import type { Inmueble } from '../dominio/inmueble.ts'
import { lineaDeOcupacion } from '../dominio/ocupacion.ts'
import { mapaInmuebles } from './mapa.ts'

type Fila = Readonly<Record<string, unknown>>

const CAMPOS: Readonly<Record<CampoOrdenInmuebles, CampoDeOrden>> = {
  nombre: { expresion: alfabetico('nombre'), tipo: 'text' },
  codigo: { expresion: sql.ref('codigo'), tipo: 'int8' },
  ciudad: { expresion: alfabetico('ciudad'), tipo: 'text' },
  // Los provisionales no tienen área: van antes que los demás.
  area_m2: { expresion: sql`coalesce(area, 0)`, tipo: 'numeric' },
  fecha_creacion: { expresion: sql.ref('creado_en'), tipo: 'timestamptz' },
}

const deFila = (fila: Fila): Versionado<Inmueble> => ({
  id: String(fila.id),
  version: Number(fila.version),
  estado: mapaInmuebles.deFila(fila),
})

const condicionesDe = ({ q, ciudad, tipo, estado }: FiltroInmuebles): RawBuilder<unknown>[] => [
  ...(q ? [contiene('busqueda', q)] : []),
  ...(ciudad ? [sql`ciudad_clave = ${sinTildes(ciudad)}`] : []),
  ...(tipo ? [sql`tipo = ${tipo}`] : []),
  ...(estado ? [sql`estado = ${estado}`] : []),
]

/** Consultas sobre la tabla de inmuebles; contestan lo que la API envía, visto hoy por `reloj`. */
export const crearVistas = (pool: pg.Pool, reloj: Reloj): VistasInmuebles => {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  const una = async (condicion: RawBuilder<unknown>): Promise<Versionado<Inmueble> | null> => {
    const { rows } = await sql<Fila>`select * from inmuebles where ${condicion}`.execute(db)
    return rows[0] ? deFila(rows[0]) : null
  }
  const representar = (fila: Versionado<Inmueble> | null) => fila && representarInmueble(fila, reloj.ahora())
  return {
    porId: async (id) => representar(await una(sql`id = ${id}::uuid`)),
    porCodigo: async (codigo) => representar(await una(sql`codigo = ${codigo}::int8`)),
    listar(filtro) {
      const ahora = reloj.ahora()
      return listar(db, {
        origen: sql.table('inmuebles'),
        condiciones: condicionesDe(filtro),
        campos: CAMPOS,
        porDefecto: 'nombre',
        pagineo: filtro.pagineo,
        deFila: (fila) => representarInmueble(deFila(fila), ahora),
      })
    },
    async ocupacion(id, aFecha) {
      const fila = await una(sql`id = ${id}::uuid`)
      if (!fila) return null
      const { codigo, nombre, zona, ocupaciones } = fila.estado
      const dia = aFecha ?? hoyEn(zona, reloj.ahora())
      return { id_propiedad: id, codigo, nombre, ...lineaDeOcupacion(ocupaciones, dia) }
    },
  }
}
