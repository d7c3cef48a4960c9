import path from 'node:path'
import type pg from 'pg'
import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import type { UnidadTrabajo } from '#seedwork/aplicacion/unidad-trabajo.ts'
import type { Registro } from '#seedwork/infraestructura/esquemas/registro.ts'
import type { MediosPlanificador } from '#seedwork/infraestructura/programados/planificador.ts'
import type { TransaccionPostgres } from '#seedwork/infraestructura/uow/transaccion.ts'
import { comandosVuelos } from './aplicacion/comandos.ts'
import { queriesVuelos } from './aplicacion/queries.ts'
import { POLITICA, type Politica } from './dominio/politica.ts'
import { abrirCatalogo } from './infraestructura/aeropuertos/catalogo.ts'
import { crearConsumidor } from './infraestructura/consumidores/comandos.ts'
import { mensajeDeComando } from './infraestructura/despachadores/comandos-reserva.ts'
import { abrirPlanificadorVuelos } from './infraestructura/planificador.ts'
import { REACCIONES_VUELOS } from './infraestructura/reacciones.ts'
import { armarTx, type PuertosAjenos } from './infraestructura/repositorios.ts'
import { crearVistas } from './infraestructura/vistas.ts'

export type { ComandoEncolable, ComandoVuelos } from './aplicacion/comandos.ts'
export { type FiltroReservas, ORDENES_RESERVAS } from './aplicacion/puertos.ts'
export type { RepresentacionReserva } from './aplicacion/representacion.ts'
export { ACCIONES_RESERVA } from './dominio/acciones.ts'
export { TIPOS_ITINERARIO } from './dominio/clasificacion.ts'
export { CODIGOS_VUELOS, type CodigoVuelos } from './dominio/errores.ts'
export { TIPOS_PASAJERO } from './dominio/pasajeros.ts'
export { ESTADOS_RESERVA } from './dominio/reserva.ts'
export { COMANDOS_RESERVA } from './infraestructura/schema/v1/comandos.ts'
/** Los mensajes públicos del módulo, para el registro de esquemas de quien lo aloja. */
export { EVENTOS_RESERVA } from './infraestructura/schema/v1/eventos.ts'

/** Tablas del módulo, para el migrador. */
export const MIGRACIONES_VUELOS = {
  modulo: 'vuelos',
  carpeta: path.join(import.meta.dirname, 'infraestructura/migraciones'),
} as const

export type RecursosVuelos = Readonly<{
  motor: { unidadTrabajo<Tx>(armar: (t: TransaccionPostgres) => Tx): UnidadTrabajo<Tx> }
  /** Conexiones de lectura. */
  pool: pg.Pool
  /** Lo que ofrece el módulo de clientes, sobre la transacción en curso. */
  puertos: PuertosAjenos
  /** Reloj de negocio. */
  reloj: Reloj
  /** Esquemas con que se leen los mensajes de la bitácora. */
  registro: Registro
  /** Reglas que la oficina cambia; las demás quedan por omisión. */
  politica?: Partial<Politica>
}>

/** Abre el módulo de vuelos: las reservas de AeroAlpes, un contexto aparte de los contratos. */
export const abrirVuelos = ({ motor, pool, puertos, reloj, registro, politica }: RecursosVuelos) => {
  const { catalogo, buscar } = abrirCatalogo()
  const reglas = { catalogo, politica: { ...POLITICA, ...politica } }
  const armar = armarTx(puertos)
  const comandos = comandosVuelos(motor.unidadTrabajo(armar), reglas)
  return {
    comandos,
    queries: queriesVuelos({ vistas: crearVistas(pool), reloj, buscar }),
    reacciones: REACCIONES_VUELOS,
    consumidores: { comandos: crearConsumidor({ registro, armar, reglas }) },
    /** Cumple las citas del módulo (lo que no se pagó) con el reloj de negocio, hasta que se cierre. */
    abrirPlanificador: (medios: MediosPlanificador) =>
      abrirPlanificadorVuelos({ ...medios, reloj, comandos }),
    /** Escribe un comando como mensaje, para aceptarlo ahora y ejecutarlo después. */
    mensajeDeComando,
  }
}
