import type { Pagineo } from '#seedwork/aplicacion/paginas.ts'
import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import { campoInvalido } from '#seedwork/dominio/errores-comunes.ts'
import { crearCalendario } from './calendario.ts'
import { type Filtro, type FiltroContratos, leerFiltro } from './filtro-contratos.ts'
import type { ContratoListado, OrdenContratos, PaginaContratos, VistasContratos } from './puertos.ts'

/** Por omisión lo último creado va primero; con `venceEn`, lo que antes vence. */
export type ListarContratos = Readonly<{
  tipo: 'ListarContratos'
  filtro: FiltroContratos
  pagineo: Pagineo<OrdenContratos>
}>

/** Lo mismo que la lista, entera y por trozos: cada uno en su propia lectura, sin transacción abierta. */
export type RecorrerContratos = Readonly<{
  tipo: 'RecorrerContratos'
  filtro: FiltroContratos
  orden?: Pagineo<OrdenContratos>['orden']
}>

type Lectura = Readonly<{ vistas: VistasContratos; reloj: Reloj }>

const POR_TROZO = 200

const conOrden = (filtro: Filtro, pagineo: Pagineo<OrdenContratos>): Pagineo<OrdenContratos> => {
  const porOmision =
    filtro.venceEn === undefined
      ? ({ campo: 'fecha_creacion', sentido: 'desc' } as const)
      : ({ campo: 'fecha_fin', sentido: 'asc' } as const)
  const orden = pagineo.orden ?? porOmision
  if (orden.campo === 'monto' && filtro.moneda === undefined)
    throw campoInvalido('moneda', 'hace falta para ordenar por monto')
  return { ...pagineo, orden }
}

/** Los contratos que cumplen el filtro, un trozo. */
export const listarContratos =
  ({ vistas, reloj }: Lectura) =>
  async (query: ListarContratos): Promise<PaginaContratos> => {
    const filtro = leerFiltro(query.filtro)
    const calendario = crearCalendario(reloj.ahora(), query.filtro.aFecha)
    return vistas.listar({ filtro, calendario, pagineo: conOrden(filtro, query.pagineo) })
  }

/** Todos los contratos que cumplen el filtro, de a trozos: lo que alimenta el CSV. */
export const recorrerContratos =
  ({ vistas, reloj }: Lectura) =>
  async (query: RecorrerContratos): Promise<AsyncIterable<readonly ContratoListado[]>> => {
    const filtro = leerFiltro(query.filtro)
    const calendario = crearCalendario(reloj.ahora(), query.filtro.aFecha)
    const { orden } = query
    const pagineo = conOrden(filtro, { limite: POR_TROZO, ...(orden ? { orden } : {}) })
    return trozos((p) => vistas.listar({ filtro, calendario, pagineo: p }), pagineo)
  }

async function* trozos(
  leer: (pagineo: Pagineo<OrdenContratos>) => Promise<PaginaContratos>,
  inicial: Pagineo<OrdenContratos>,
): AsyncGenerator<readonly ContratoListado[]> {
  let pagineo = inicial
  for (;;) {
    const { elementos, siguiente } = await leer(pagineo)
    if (elementos.length > 0) yield elementos
    if (!siguiente) return
    pagineo = { ...inicial, despues: siguiente }
  }
}
