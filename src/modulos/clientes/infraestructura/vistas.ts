import { Kysely, PostgresDialect, type RawBuilder, sql } from 'kysely'
import type pg from 'pg'
import { alfabetico, type CampoDeOrden, contiene, listar } from '#seedwork/infraestructura/listado.ts'
import type { CampoOrdenClientes, FiltroClientes, VistasClientes } from '../aplicacion/puertos.ts'
import { type RepresentacionCliente, representarCliente } from '../aplicacion/representacion.ts'
import { mapaClientes } from './mapa.ts'
import { listarReservas } from './reservas.ts'

type Fila = Readonly<Record<string, unknown>>

const CAMPOS: Readonly<Record<CampoOrdenClientes, CampoDeOrden>> = {
  nombre: { expresion: alfabetico('nombre'), tipo: 'text' },
  codigo: { expresion: sql.ref('codigo'), tipo: 'int8' },
  fecha_creacion: { expresion: sql.ref('creado_en'), tipo: 'timestamptz' },
}

const deFila = (fila: Fila): RepresentacionCliente =>
  representarCliente({
    id: String(fila.id),
    version: Number(fila.version),
    estado: mapaClientes.deFila(fila),
  })

const condicionesDe = ({ q, tipo }: FiltroClientes): RawBuilder<unknown>[] => [
  ...(q ? [contiene('busqueda', q)] : []),
  ...(tipo ? [sql`tipo = ${tipo}`] : []),
]

/** Consultas sobre la tabla de clientes; contestan lo que la API envía. */
export const crearVistas = (pool: pg.Pool): VistasClientes => {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  const una = async (condicion: RawBuilder<unknown>): Promise<RepresentacionCliente | null> => {
    const { rows } = await sql<Fila>`select * from clientes where ${condicion}`.execute(db)
    return rows[0] ? deFila(rows[0]) : null
  }
  return {
    porId: (id) => una(sql`id = ${id}::uuid`),
    porCodigo: (codigo) => una(sql`codigo = ${codigo}::int8`),
    reservas: (filtro) => listarReservas(db, filtro),
    listar: (filtro) =>
      listar(db, {
        origen: sql.table('clientes'),
        condiciones: condicionesDe(filtro),
        campos: CAMPOS,
        porDefecto: 'nombre',
        pagineo: filtro.pagineo,
        deFila,
      }),
  }
}
