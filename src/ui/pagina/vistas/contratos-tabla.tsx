import { nombre } from '../nucleo/nombres.ts'
import { T } from '../nucleo/preferencias.ts'
import { consulta } from '../nucleo/ruta.ts'
import type { Contrato } from '../nucleo/tipos.ts'
import { Dinero } from '../piezas/basicas.tsx'
import { Regla } from '../piezas/cota.tsx'
import { Estado, VigenciaTexto } from '../piezas/estado.tsx'
import { Ordenable } from '../piezas/ordenable.tsx'
import { CeldasPlazo } from './contratos-celdas.tsx'
import { cumple, type Lista } from './contratos-datos.ts'
import { enCamino, FilaPorLlegar, MarcaEnCamino, porLlegar } from './contratos-en-camino.tsx'
import { ocultas } from './contratos-vistas.tsx'

const Cabezal = () => (
  <thead>
    <tr>
      <Ordenable campo="numero">{T().campos.contrato}</Ordenable>
      <th scope="col">{T().campos.propiedad}</th>
      <th scope="col" class="col-partes">
        {T().campos.partes}
      </th>
      <th scope="col">{T().campos.estado}</th>
      <th scope="col" class="columna-cota col-plazo">
        <span class="solo-lector">{T().campos.plazo}</span>
        <Regla />
      </th>
      <Ordenable campo="fecha_inicio" clase="columna-fecha col-inicio">
        {T().campos.inicio}
      </Ordenable>
      <Ordenable campo="fecha_fin" clase="columna-fecha col-fin">
        {T().campos.fin}
      </Ordenable>
      {consulta.value.get('moneda') ? (
        <Ordenable campo="monto" clase="derecha col-canon">
          {T().campos.canon}
        </Ordenable>
      ) : (
        <th scope="col" class="derecha col-canon">
          {T().campos.canon}
        </th>
      )}
    </tr>
  </thead>
)

const abrir = (suceso: MouseEvent & { currentTarget: HTMLElement }): void => {
  if (suceso.target instanceof Element && suceso.target.closest('a, button')) return
  if (getSelection()?.toString()) return
  suceso.currentTarget.querySelector<HTMLAnchorElement>('a')?.click()
}

const Fila = ({ c, destello }: { c: Contrato; destello: number }) => {
  const fuera = !cumple(c, consulta.value)
  const orden = enCamino(c.id)
  return (
    <tr
      data-fila
      data-id={c.id}
      tabIndex={-1}
      class={`${destello > 0 ? `destello destello-${destello % 2}` : ''} ${fuera ? 'ya-no' : ''} ${orden ? 'fila-en-camino' : ''}`}
      onClick={abrir}
    >
      <th scope="row" class="celda-numero">
        <a href={`/contratos/${c.id}`}>{c.numero}</a>
        {fuera && <small>{T().lista.yaNo}</small>}
      </th>
      <td class="celda-propiedad">
        <span class="principal">{c.nombres?.propiedad ?? nombre('inmuebles', c.id_propiedad)}</span>
        <small class="corta">{c.nombres?.ciudad ?? '—'}</small>
      </td>
      <td class="celda-partes col-partes">
        <span class="principal">{c.nombres?.inquilino ?? nombre('clientes', c.id_inquilino)}</span>
        <small class="corta">{c.nombres?.compania ?? nombre('clientes', c.id_compania)}</small>
      </td>
      <td class="celda-estado">
        <Estado de={c.estado} />
        <VigenciaTexto de={c.vigencia} dias={c.dias_restantes} />
        {orden && <MarcaEnCamino p={orden} />}
      </td>
      <CeldasPlazo c={c} />
      <td class="derecha celda-canon col-canon" data-nombre={T().campos.canon}>
        <Dinero monto={c.canon_vigente ?? c.monto} moneda={c.moneda} />
      </td>
    </tr>
  )
}

/** La tabla: densa, con los plazos dibujados en una regla común. */
export const Tabla = ({ lista }: { lista: Lista }) => {
  const pagina = lista.datos.value
  if (!pagina) return null
  return (
    <table
      class={`tabla tabla-contratos ${ocultas.value.map((c) => `sin-${c}`).join(' ')}`}
      aria-busy={lista.cargando.value ? 'true' : undefined}
    >
      <caption class="solo-lector">{T().secciones.contratos}</caption>
      <Cabezal />
      <tbody>
        {porLlegar(pagina.elementos).map((p) => (
          <FilaPorLlegar key={p.recurso} p={p} />
        ))}
        {pagina.elementos.map((c) => (
          <Fila key={c.id} c={c} destello={lista.destellos.value.get(c.id) ?? 0} />
        ))}
      </tbody>
    </table>
  )
}
