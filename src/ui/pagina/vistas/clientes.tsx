import { T } from '../nucleo/preferencias.ts'
import type { Cliente } from '../nucleo/tipos.ts'
import { Nada } from '../piezas/basicas.tsx'
import { ListaSimple } from './lista-simple.tsx'

const fila = (x: Cliente) => (
  <>
    <th scope="row">
      <a href={`/clientes/${x.id}`}>{x.nombre}</a>
      <small>{T().inmuebles.codigo(x.codigo)}</small>
    </th>
    <td data-nombre={T().campos.tipo}>{T().tiposCliente[x.tipo]}</td>
    <td class="celda-numero" data-nombre={T().campos.documento}>
      {x.documento ? `${x.documento.tipo} ${x.documento.numero}` : <Nada />}
    </td>
    <td data-nombre={T().campos.correo}>{x.correo ?? <Nada />}</td>
    <td class="enlaces-fila">
      <a href={`/contratos?id_inquilino=${x.id}`}>{T().clientes.comoInquilino}</a>
      <a href={`/contratos?id_compania=${x.id}`}>{T().clientes.comoCompania}</a>
    </td>
  </>
)

/** Las compañías y los inquilinos. */
export const Clientes = () => (
  <ListaSimple<Cliente>
    recurso="clientes"
    titulo={T().secciones.clientes}
    nuevo={T().nuevo.cliente}
    vacio={T().clientes.vacio}
    cabezal={
      <tr>
        <th scope="col">{T().campos.nombre}</th>
        <th scope="col">{T().campos.tipo}</th>
        <th scope="col">{T().campos.documento}</th>
        <th scope="col">{T().campos.correo}</th>
        <th scope="col">{T().secciones.contratos}</th>
      </tr>
    }
    fila={fila}
  />
)
