import { type Kysely, sql } from 'kysely'
import type { Pagina } from '#seedwork/aplicacion/paginas.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import { listar } from '#seedwork/infraestructura/listado.ts'
import { guardarCopia } from '#seedwork/infraestructura/uow/copia.ts'
import type { Mapa } from '#seedwork/infraestructura/uow/mapa.ts'
import type { TransaccionPostgres } from '#seedwork/infraestructura/uow/transaccion.ts'
import type { GuardarReserva, ReservaDeCliente } from '../aplicacion/handlers/al-cambiar-reserva.ts'
import type { FiltroReservasDeCliente, ReservaListada } from '../aplicacion/puertos.ts'

const MAPA_RESERVAS: Mapa<ReservaDeCliente> = {
  agregado: 'reserva de cliente',
  tabla: 'clientes_reservas',
  columnas: { id_cliente: 'uuid', estado: 'text', ruta: 'text', salida: 'timestamptz' },
  aFila: ({ idCliente, estado, ruta, salida }) => ({ id_cliente: idCliente, estado, ruta, salida }),
  deFila: (f) => ({
    id: String(f.id),
    idCliente: String(f.id_cliente),
    estado: String(f.estado),
    ruta: String(f.ruta),
    salida: instante(f.salida as Temporal.Instant),
  }),
  errores: { noEncontrado: 'ClienteNoEncontrado', yaExiste: 'IdRepetido' },
  unicos: [],
}

/** Guarda la copia sobre la transacción en curso. */
export const guardarReserva = (tx: TransaccionPostgres): GuardarReserva => guardarCopia(tx, MAPA_RESERVAS)

const deFila = (fila: Readonly<Record<string, unknown>>): ReservaListada => {
  const { id, estado, ruta, salida } = MAPA_RESERVAS.deFila(fila)
  return { id, estado, ruta, fecha_salida: salida }
}

/** Las reservas de un cliente, la que antes sale primero. */
export const listarReservas = (
  db: Kysely<unknown>,
  { idCliente, pagineo }: FiltroReservasDeCliente,
): Promise<Pagina<ReservaListada>> =>
  listar(db, {
    origen: sql.table('clientes_reservas'),
    condiciones: [sql`id_cliente = ${idCliente}::uuid`],
    campos: { fecha_salida: { expresion: sql.ref('salida'), tipo: 'timestamptz' } },
    porDefecto: 'fecha_salida',
    pagineo,
    deFila,
  })
