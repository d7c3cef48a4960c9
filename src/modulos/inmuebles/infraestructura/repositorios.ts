import type { Guarda } from '#seedwork/infraestructura/uow/mapa.ts'
import { crearRepositorio } from '#seedwork/infraestructura/uow/repositorio.ts'
import { dePostgres, type TransaccionPostgres } from '#seedwork/infraestructura/uow/transaccion.ts'
import type { BuscarInmuebles, FichaInmueble, TxInmuebles } from '../aplicacion/puertos.ts'
import type { Inmueble } from '../dominio/inmueble.ts'
import type { Ocupacion } from '../dominio/ocupacion.ts'
import { despacharInmueble } from './despachadores/inmuebles.ts'
import { mapaInmuebles } from './mapa.ts'

const repositorio = crearRepositorio(mapaInmuebles, despacharInmueble)

const TABLA = 'ocupaciones'

const guarda = (
  idInmueble: string,
  { idContrato, desde, hasta }: Ocupacion,
  alPerder: () => Error,
): Guarda => ({
  tabla: TABLA,
  columnas: { id_contrato: 'uuid', id_inmueble: 'uuid', rango: 'daterange' },
  valores: [idContrato, idInmueble, `[${desde},${hasta}]`],
  alPerder,
})

const ocupaciones = (t: TransaccionPostgres): TxInmuebles['ocupaciones'] => ({
  poner: (idInmueble, ocupacion, alChocar) => t.guardia(guarda(idInmueble, ocupacion, alChocar)),
  cambiar(idInmueble, ocupacion, alChocar) {
    t.soltar(TABLA, 'id_contrato', ocupacion.idContrato)
    t.guardia(guarda(idInmueble, ocupacion, alChocar))
  },
  quitar: (idContrato) => t.soltar(TABLA, 'id_contrato', idContrato),
})

/** Lo que reciben los casos de uso y las reacciones, sobre la transacción en curso. */
export const armarTx = (t: TransaccionPostgres): TxInmuebles => ({
  inmuebles: repositorio(t),
  codigos: { siguiente: () => t.siguiente('codigo_inmueble') },
  ocupaciones: ocupaciones(t),
})

const fichaDe = (i: Inmueble): FichaInmueble => ({
  id: i.id,
  codigo: i.codigo,
  nombre: i.nombre,
  ciudad: i.ciudad,
  zona: i.zona,
  activo: i.estado === 'Activo',
  ocupaciones: i.ocupaciones,
})

/** Fichas para otro módulo, leídas (y comprobadas al confirmar) en su transacción. */
export const buscarInmuebles: BuscarInmuebles = (t) => ({
  async buscar(ids) {
    const tx = dePostgres(t)
    const leidos = await Promise.all([...new Set(ids)].map((id) => tx.cargar(mapaInmuebles, id, 'leer')))
    return new Map(leidos.flatMap((i) => (i ? [[i.id, fichaDe(i.estado)] as const] : [])))
  },
})
