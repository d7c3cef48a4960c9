import path from 'node:path'
import type pg from 'pg'
import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import type { UnidadTrabajo } from '#seedwork/aplicacion/unidad-trabajo.ts'
import type { Registro } from '#seedwork/infraestructura/esquemas/registro.ts'
import type { PlanDeVersiones } from '#seedwork/infraestructura/esquemas/versiones.ts'
import type { MediosPlanificador } from '#seedwork/infraestructura/programados/planificador.ts'
import type { TransaccionPostgres } from '#seedwork/infraestructura/uow/transaccion.ts'
import { comandosContratos } from './aplicacion/comandos.ts'
import { queriesContratos } from './aplicacion/queries.ts'
import { crearConsumidor } from './infraestructura/consumidores/comandos.ts'
import { mensajeDeComando } from './infraestructura/despachadores/comandos-contrato.ts'
import { abrirPlanificadorContratos } from './infraestructura/planificador.ts'
import { REACCIONES_CONTRATOS } from './infraestructura/reacciones.ts'
import { armarTx, type PuertosAjenos } from './infraestructura/repositorios.ts'
import { crearVistas } from './infraestructura/vistas.ts'

export type {
  ComandoContrato,
  ComandoDeVida,
  ComandoEncolable,
  ResultadosContrato,
} from './aplicacion/comandos.ts'
export type { FiltroContratos } from './aplicacion/queries/filtro-contratos.ts'
export type { FiltroInforme } from './aplicacion/queries/informes/consultas.ts'
export {
  type FilaOcupacion,
  type FilaPendiente,
  type FilaRentRoll,
  type FilaVencimiento,
  ORDENES_PENDIENTES,
  ORDENES_RENT_ROLL,
  ORDENES_VENCIMIENTOS,
  type OrdenPendientes,
  type OrdenRentRoll,
  type OrdenVencimientos,
  type Resumen,
  TIPOS_PENDIENTE,
  TRAMOS_VENCIMIENTO,
} from './aplicacion/queries/informes/puertos.ts'
export {
  type ContratoListado,
  type EntradaHistorial,
  ORDENES_CONTRATOS,
  type OrdenContratos,
  type PaginaContratos,
} from './aplicacion/queries/puertos.ts'
export type { QueryContrato, RespuestasContrato } from './aplicacion/queries.ts'
export type { ContratoConAdvertencias, ContratoVista } from './aplicacion/representacion.ts'
export { ACCIONES, type Accion } from './dominio/acciones.ts'
export { ESTADOS, type Estado } from './dominio/contrato.ts'
export { CODIGOS_CONTRATOS, type CodigoContratos } from './dominio/errores.ts'
export type { FichaCliente, FichaInmueble } from './dominio/fichas.ts'
export { idDeIpc } from './dominio/indice.ts'
export { TIPOS_INCREMENTO } from './dominio/terminos.ts'
export { VIGENCIAS, type Vigencia } from './dominio/vigencia.ts'
export { COMANDOS_CONTRATO } from './infraestructura/schema/v1/comandos.ts'
/** Los mensajes públicos del módulo, para el registro de esquemas de quien lo aloja. */
export { ASCENSOS_CONTRATO, ESQUEMAS_CONTRATO } from './infraestructura/schema/v2/eventos.ts'

/** Tablas del módulo, para el migrador. */
export const MIGRACIONES_CONTRATOS = {
  modulo: 'contratos',
  carpeta: path.join(import.meta.dirname, 'infraestructura/migraciones'),
} as const

export type RecursosContratos = Readonly<{
  motor: { unidadTrabajo<Tx>(armar: (t: TransaccionPostgres) => Tx): UnidadTrabajo<Tx> }
  /** Conexiones de lectura. */
  pool: pg.Pool
  /** Lo que ofrecen los módulos de inmuebles y de clientes, sobre la transacción en curso. */
  puertos: PuertosAjenos
  /** Reloj de negocio. */
  reloj: Reloj
  /** Esquemas con que se leen los mensajes de la bitácora. */
  registro: Registro
  /** En qué versiones salen los eventos que están cambiando; por omisión, en la de antes. */
  versiones?: PlanDeVersiones
}>

/** Abre el módulo de contratos: el corazón de la plataforma. */
export const abrirContratos = ({
  motor,
  pool,
  puertos,
  reloj,
  registro,
  versiones = {},
}: RecursosContratos) => {
  const armar = armarTx(puertos, versiones)
  const comandos = comandosContratos(motor.unidadTrabajo(armar))
  return {
    comandos,
    queries: queriesContratos({ vistas: crearVistas(pool, registro), reloj }),
    reacciones: REACCIONES_CONTRATOS,
    consumidores: { comandos: crearConsumidor({ registro, armar }) },
    /** Cumple las citas del módulo (vencimientos, aniversarios e índices) con el reloj de negocio, hasta que se cierre. */
    abrirPlanificador: (medios: MediosPlanificador) =>
      abrirPlanificadorContratos({ ...medios, reloj, comandos }),
    /** Escribe un comando como mensaje, para aceptarlo ahora y ejecutarlo después. */
    mensajeDeComando,
  }
}
