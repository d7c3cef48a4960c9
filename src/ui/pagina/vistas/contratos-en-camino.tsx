import { palabra } from '../nucleo/formato.ts'
import { nombre } from '../nucleo/nombres.ts'
import { type Pendiente, pendientes } from '../nucleo/pendientes.ts'
import { T } from '../nucleo/preferencias.ts'
import { consulta } from '../nucleo/ruta.ts'
import type { Contrato } from '../nucleo/tipos.ts'
import { Dinero } from '../piezas/basicas.tsx'
import { CeldasPlazo } from './contratos-celdas.tsx'
import { FILTROS } from './contratos-datos.ts'

const vaEnCamino = (p: Pendiente): boolean => p.estado === 'enviado' || p.estado === 'pendiente'

/** Lo que se mandó en segundo plano sobre un contrato y aún no se sabe cómo acabó. */
export const enCamino = (id: string): Pendiente | undefined =>
  pendientes.value.find((p) => p.recurso === id && vaEnCamino(p))

/** Qué se mandó y por dónde va. */
export const MarcaEnCamino = ({ p }: { p: Pendiente }) => (
  <small class="en-camino">
    {p.que} · {palabra(T().comandos.estados, p.estado)}
  </small>
)

type Pedido = Pick<
  Contrato,
  'id' | 'id_propiedad' | 'id_inquilino' | 'id_compania' | 'fecha_inicio' | 'fecha_fin' | 'monto' | 'moneda'
>

/** Los contratos mandados a crear que la lista aún no trae: al principio, y sólo si no hay filtro que los pueda dejar fuera. */
export const porLlegar = (yaEstan: readonly Contrato[]): readonly Pendiente[] =>
  FILTROS.some((f) => consulta.value.has(f)) || consulta.value.has('cursor')
    ? []
    : pendientes.value.filter(
        (p) => p.ruta === '/contratos' && vaEnCamino(p) && !yaEstan.some((c) => c.id === p.recurso),
      )

/** La fila de un contrato que se mandó a crear: se ve ya, marcada; si lo rechazan se va, y el motivo queda arriba. */
export const FilaPorLlegar = ({ p }: { p: Pendiente }) => {
  const c = p.cuerpo as Pedido
  return (
    <tr class="fila-en-camino" data-por-llegar={c.id}>
      <th scope="row" class="celda-numero">
        <span class="tenue">—</span>
      </th>
      <td class="celda-propiedad">
        <span class="principal">{nombre('inmuebles', c.id_propiedad)}</span>
      </td>
      <td class="celda-partes col-partes">
        <span class="principal">{nombre('clientes', c.id_inquilino)}</span>
        <small class="corta">{nombre('clientes', c.id_compania)}</small>
      </td>
      <td class="celda-estado">
        <MarcaEnCamino p={p} />
      </td>
      <CeldasPlazo c={{ ...c, estado: 'Pendiente' }} />
      <td class="derecha celda-canon col-canon" data-nombre={T().campos.canon}>
        <Dinero monto={c.monto} moneda={c.moneda} />
      </td>
    </tr>
  )
}
