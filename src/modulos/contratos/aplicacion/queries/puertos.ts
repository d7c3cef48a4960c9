import type { Pagina, Pagineo } from '#seedwork/aplicacion/paginas.ts'
import type { FechaCivil, Zona } from '#seedwork/dominio/fecha.ts'
import type { ContratoVista } from '../representacion.ts'
import type { IndiceVista } from '../representacion-indice.ts'
import type { Filtro } from './filtro-contratos.ts'

/** Qué día es en una zona: la consulta entera usa el mismo instante (o la misma `a_fecha`). */
export type Calendario = (zona: Zona) => FechaCivil

/** Nombres que una lista muestra sin tener que preguntar por cada uno; `null` si aún no se conocen. */
export type Nombres = Readonly<{
  propiedad: string | null
  ciudad: string | null
  compania: string | null
  inquilino: string | null
}>

export type ContratoListado = ContratoVista & Readonly<{ nombres: Nombres }>

export const ORDENES_CONTRATOS = ['fecha_creacion', 'fecha_inicio', 'fecha_fin', 'numero', 'monto'] as const
export type OrdenContratos = (typeof ORDENES_CONTRATOS)[number]

/** Suma del canon inicial de todo lo que cumple el filtro, por moneda: nunca se mezclan. */
export type TotalMoneda = Readonly<{ moneda: string; monto: string; contratos: number }>

export type PaginaContratos = Pagina<ContratoListado> &
  Readonly<{ totales_por_moneda?: readonly TotalMoneda[] }>

/** Un campo que cambió. `antes` o `despues` es `null` si no había o dejó de haber. */
export type CambioHistorial = Readonly<{ campo: string; antes: unknown; despues: unknown }>

/** Una entrada de la historia: quién, cuándo, qué cambió y por qué orden. */
export type EntradaHistorial = Readonly<{
  posicion: number
  id: string
  tipo: string
  version: number
  /** Reloj de negocio. */
  ocurrido_en: string
  /** Reloj de la base. */
  guardado_en: string
  actor: string
  origen: string
  /** Id del comando que lo causó: `GET /comandos/{id}`. */
  comando: string | null
  correlacion: string
  traceparent: string | null
  cambios: readonly CambioHistorial[]
}>

export type Pedido = Readonly<{
  filtro: Filtro
  pagineo: Pagineo<OrdenContratos>
  calendario: Calendario
}>

/** Lo que las consultas leen; el adaptador es SQL sobre las tablas de estado. */
export type VistasContratos = {
  obtener(id: string, calendario: Calendario): Promise<ContratoListado | null>
  listar(pedido: Pedido): Promise<PaginaContratos>
  /** Las variaciones de índice, por año descendente. */
  indices(): Promise<readonly IndiceVista[]>
  /** Los hechos de un contrato, en orden, después de la posición `desde`. */
  historial(
    id: string,
    rango: Readonly<{ desde: number; limite: number }>,
  ): Promise<readonly EntradaHistorial[]>
}
