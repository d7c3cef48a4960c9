import type { Pagina, Pagineo } from '#seedwork/aplicacion/paginas.ts'
import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import { crearCalendario } from '../calendario.ts'
import { type FiltroContratos, leerFiltro } from '../filtro-contratos.ts'
import type {
  CabeceraOcupacion,
  CabeceraPendientes,
  CabeceraRentRoll,
  CabeceraVencimientos,
  FilaOcupacion,
  FilaPendiente,
  FilaRentRoll,
  FilaVencimiento,
  Informe,
  OrdenPendientes,
  OrdenRentRoll,
  OrdenVencimientos,
  PedidoInforme,
  Resumen,
  TipoPendiente,
  TramoVencimiento,
  VistasInformes,
} from './puertos.ts'

/** Los filtros de un informe como llegan; todos se combinan con «y». */
export type FiltroInforme = Readonly<
  Pick<
    FiltroContratos,
    'idCompania' | 'idInquilino' | 'idPropiedad' | 'ciudad' | 'moneda' | 'venceEn' | 'q' | 'aFecha'
  > & {
    tramo?: readonly TramoVencimiento[] | undefined
    tipo?: readonly TipoPendiente[] | undefined
  }
>

type Ver<T extends string, O extends string> = Readonly<{
  tipo: T
  filtro: FiltroInforme
  pagineo: Pagineo<O>
}>
type Recorrer<T extends string, O extends string> = Readonly<{
  tipo: T
  filtro: FiltroInforme
  orden?: Pagineo<O>['orden']
}>

/**
 * Los informes de la oficina. Los `Recorrer…` dan las mismas filas enteras y por trozos: lo que alimenta
 * el CSV. Fallan con `PeticionInvalida`, `FechaInvalida` o `MonedaNoSoportada`.
 */
export type QueryInforme =
  | Ver<'RentRoll', OrdenRentRoll>
  | Recorrer<'RecorrerRentRoll', OrdenRentRoll>
  | Ver<'Vencimientos', OrdenVencimientos>
  | Recorrer<'RecorrerVencimientos', OrdenVencimientos>
  | Ver<'Ocupacion', OrdenRentRoll>
  | Recorrer<'RecorrerOcupacion', OrdenRentRoll>
  | Ver<'Pendientes', OrdenPendientes>
  | Recorrer<'RecorrerPendientes', OrdenPendientes>
  | Readonly<{ tipo: 'Resumen'; aFecha?: string | undefined }>

export type RespuestasInforme = {
  RentRoll: Pagina<FilaRentRoll> & CabeceraRentRoll
  RecorrerRentRoll: AsyncIterable<readonly FilaRentRoll[]>
  Vencimientos: Pagina<FilaVencimiento> & CabeceraVencimientos
  RecorrerVencimientos: AsyncIterable<readonly FilaVencimiento[]>
  Ocupacion: Pagina<FilaOcupacion> & CabeceraOcupacion
  RecorrerOcupacion: AsyncIterable<readonly FilaOcupacion[]>
  Pendientes: Pagina<FilaPendiente> & CabeceraPendientes
  RecorrerPendientes: AsyncIterable<readonly FilaPendiente[]>
  Resumen: Resumen
}

const POR_TROZO = 200

/** El «hoy» de la consulta entera: un solo instante del reloj de negocio, o el día pedido. */
const pedidoDe = <O extends string>(
  reloj: Reloj,
  { aFecha, tramo, tipo, ...filtro }: FiltroInforme,
  pagineo: Pagineo<O>,
): PedidoInforme<O> => ({
  filtro: { ...leerFiltro(filtro), tramo: noVacio(tramo), tipo: noVacio(tipo) },
  calendario: crearCalendario(reloj.ahora(), aFecha),
  aFecha: aFecha ?? null,
  pagineo,
})

const noVacio = <T>(lista: readonly T[] | undefined): readonly T[] | undefined =>
  lista?.length ? lista : undefined

const manejadores = <F, C, O extends string>(informe: Informe<F, C, O>, reloj: Reloj) => ({
  ver: async ({ filtro, pagineo }: Omit<Ver<string, O>, 'tipo'>) =>
    informe.ver(pedidoDe(reloj, filtro, pagineo)),
  recorrer: async ({ filtro, orden }: Omit<Recorrer<string, O>, 'tipo'>) =>
    informe.recorrer(pedidoDe(reloj, filtro, { limite: POR_TROZO, ...(orden ? { orden } : {}) })),
})

/** La parte de informes de la tabla de consultas del módulo. */
export const queriesInformes = ({ vistas, reloj }: Readonly<{ vistas: VistasInformes; reloj: Reloj }>) => {
  const rentRoll = manejadores(vistas.rentRoll, reloj)
  const vencimientos = manejadores(vistas.vencimientos, reloj)
  const ocupacion = manejadores(vistas.ocupacion, reloj)
  const pendientes = manejadores(vistas.pendientes, reloj)
  return {
    RentRoll: rentRoll.ver,
    RecorrerRentRoll: rentRoll.recorrer,
    Vencimientos: vencimientos.ver,
    RecorrerVencimientos: vencimientos.recorrer,
    Ocupacion: ocupacion.ver,
    RecorrerOcupacion: ocupacion.recorrer,
    Pendientes: pendientes.ver,
    RecorrerPendientes: pendientes.recorrer,
    Resumen: async ({ aFecha }: Readonly<{ aFecha?: string | undefined }>): Promise<Resumen> =>
      vistas.resumen({ calendario: crearCalendario(reloj.ahora(), aFecha), aFecha: aFecha ?? null }),
  }
}
