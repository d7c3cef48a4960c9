import { enMs } from '#seedwork/dominio/instante.ts'
import type { Despachar } from '#seedwork/infraestructura/uow/repositorio.ts'
import type { EventoInmueble } from '../../dominio/eventos.ts'
import type { Inmueble } from '../../dominio/inmueble.ts'
import type { DatosInmueble } from '../../dominio/objetos-valor.ts'
import {
  InmuebleActualizado,
  InmuebleCreado,
  InmuebleDesocupado,
  InmuebleOcupado,
  InmuebleRetirado,
} from '../schema/v1/eventos.ts'

type Hecho<T extends EventoInmueble['tipo']> = Extract<EventoInmueble, { tipo: T }>

const ficha = (codigo: number, { nombre, tipo, ciudad, pais, zona, area }: DatosInmueble) => ({
  codigo,
  nombre,
  tipo,
  ciudad,
  pais,
  zona,
  area_m2: area,
})

const inmuebleCreado = ({ id, codigo, datos, en }: Hecho<'InmuebleCreado'>) =>
  InmuebleCreado.crear({ id, fecha_creacion: BigInt(enMs(en)), ...ficha(codigo, datos) })

const inmuebleActualizado = ({ id, antes, despues }: Hecho<'InmuebleActualizado'>, codigo: number) =>
  InmuebleActualizado.crear({ id, antes: ficha(codigo, antes), despues: ficha(codigo, despues) })

const inmuebleOcupado = ({ id, ocupacion }: Hecho<'InmuebleOcupado'>) =>
  InmuebleOcupado.crear({
    id,
    id_contrato: ocupacion.idContrato,
    desde: ocupacion.desde,
    hasta: ocupacion.hasta,
  })

const inmuebleDesocupado = ({ id, idContrato, desde }: Hecho<'InmuebleDesocupado'>) =>
  InmuebleDesocupado.crear({ id, id_contrato: idContrato, desde })

const inmuebleRetirado = ({ id, motivo }: Hecho<'InmuebleRetirado'>) => InmuebleRetirado.crear({ id, motivo })

/** De los hechos privados de un inmueble a los eventos públicos de `schema/v1`. */
export const despacharInmueble: Despachar<Inmueble, EventoInmueble> = (evento, { estado }) => {
  switch (evento.tipo) {
    case 'InmuebleCreado':
      return [inmuebleCreado(evento)]
    case 'InmuebleActualizado':
      return [inmuebleActualizado(evento, estado.codigo)]
    case 'InmuebleOcupado':
      return [inmuebleOcupado(evento)]
    case 'InmuebleDesocupado':
      return [inmuebleDesocupado(evento)]
    case 'InmuebleRetirado':
      return [inmuebleRetirado(evento)]
  }
}
