import { Kysely, PostgresDialect, sql } from 'kysely'
import type pg from 'pg'
import type { Instante } from '#seedwork/dominio/instante.ts'
import { type CampoDeOrden, type Condicion, contiene, listar, si } from '#seedwork/infraestructura/listado.ts'
import type { FiltroReservas, OrdenReservas, VistasReservas } from '../aplicacion/puertos.ts'
import { type RepresentacionReserva, representarReserva } from '../aplicacion/representacion.ts'
import { deFila, type FilaReserva } from './mapa.ts'

const CAMPOS: Readonly<Record<OrdenReservas, CampoDeOrden>> = {
  fecha_creacion: { expresion: sql.ref('creado_en'), tipo: 'timestamptz' },
  fecha_salida: { expresion: sql.ref('primera_salida'), tipo: 'timestamptz' },
}

const UNA = { name: 'reservas:una', text: 'select * from reservas where id = $1::uuid' }

const ver = (fila: FilaReserva, ahora: Instante): RepresentacionReserva =>
  representarReserva({ id: fila.id, version: Number(fila.version), estado: deFila(fila) }, ahora)

const condicionesDe = (f: FiltroReservas): Condicion[] => [
  ...si(f.estado, (v) => sql`estado = any(${[...v]}::text[])`),
  ...si(f.idCliente, (v) => sql`id_cliente = ${v}::uuid`),
  ...si(f.origen, (v) => sql`origen = ${v}`),
  ...si(f.destino, (v) => sql`destino = ${v}`),
  ...si(f.salidaDesde, (v) => sql`primera_salida >= (${v}::date)::timestamp at time zone 'UTC'`),
  ...si(f.salidaHasta, (v) => sql`primera_salida < (${v}::date + 1)::timestamp at time zone 'UTC'`),
  ...si(f.q, (v) => contiene('busqueda', v)),
]

/** Consultas sobre la tabla de reservas; contestan lo que la API envía. */
export const crearVistas = (pool: pg.Pool): VistasReservas => {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  return {
    async porId(id, ahora) {
      const { rows } = await pool.query<FilaReserva>({ ...UNA, values: [id] })
      return rows[0] ? ver(rows[0], ahora) : null
    },
    listar: ({ filtro, pagineo, ahora }) =>
      listar(db, {
        origen: sql.table('reservas'),
        condiciones: condicionesDe(filtro),
        campos: CAMPOS,
        porDefecto: 'fecha_creacion',
        pagineo,
        deFila: (fila) => ver(fila as FilaReserva, ahora),
      }),
  }
}
