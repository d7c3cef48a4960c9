import { cantidad, fecha } from '../nucleo/formato.ts'
import { T } from '../nucleo/preferencias.ts'
import type { Inmueble } from '../nucleo/tipos.ts'
import { Nada } from '../piezas/basicas.tsx'
import { ListaSimple } from './lista-simple.tsx'

const Ocupacion = ({ i }: { i: Inmueble }) => {
  if (i.estado && i.estado !== 'Activo') return <span class="tenue">{i.estado}</span>
  if (!i.ocupacion) return <span class="libre">{T().inmuebles.libre}</span>
  return (
    <>
      <a href={`/contratos/${i.ocupacion.id_contrato}`}>{i.ocupacion.numero}</a>
      <small>{T().inmuebles.hasta(fecha(i.ocupacion.hasta))}</small>
    </>
  )
}

const fila = (i: Inmueble) => (
  <>
    <th scope="row">
      <a href={`/inmuebles/${i.id}`}>{i.nombre}</a>
      <small>{T().inmuebles.codigo(i.codigo)}</small>
    </th>
    <td data-nombre={T().campos.tipo}>{T().tiposInmueble[i.tipo] ?? i.tipo}</td>
    <td data-nombre={T().campos.ciudad}>
      {i.ciudad}
      <small>{i.zona}</small>
    </td>
    <td class="derecha" data-nombre={T().campos.area}>
      {i.area_m2 ? `${cantidad(i.area_m2)} m²` : <Nada />}
    </td>
    <td data-nombre={T().inmuebles.ocupacion}>
      <Ocupacion i={i} />
    </td>
  </>
)

/** Los inmuebles y quién los ocupa. */
export const Inmuebles = () => (
  <ListaSimple<Inmueble>
    recurso="inmuebles"
    titulo={T().secciones.inmuebles}
    nuevo={T().nuevo.inmueble}
    vacio={T().inmuebles.vacio}
    cabezal={
      <tr>
        <th scope="col">{T().campos.nombre}</th>
        <th scope="col">{T().campos.tipo}</th>
        <th scope="col">{T().campos.ciudad}</th>
        <th scope="col" class="derecha">
          {T().campos.area}
        </th>
        <th scope="col">{T().inmuebles.ocupacion}</th>
      </tr>
    }
    fila={fila}
  />
)
