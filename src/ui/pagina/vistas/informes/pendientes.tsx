import { enDias, fecha } from '../../nucleo/formato.ts'
import { T } from '../../nucleo/preferencias.ts'
import { Dinero, Vacio } from '../../piezas/basicas.tsx'
import { FichasFiltro } from '../../piezas/fichas-filtro.tsx'
import { RUTA_FALLIDOS, usarFallidos } from '../fallidos.ts'
import { MarcoInforme, usarInforme } from './marco.tsx'
import { type Pendientes as Datos, type FilaPendiente, TIPOS_PENDIENTE } from './tipos.ts'

const Tipos = ({ d }: { d: Datos | null }) => (
  <FichasFiltro
    clave="tipo"
    leyenda={T().informes.que}
    opciones={TIPOS_PENDIENTE.map((t) => [t, `${T().informes.tipos[t]}${d ? ` (${d.por_tipo[t]})` : ''}`])}
  />
)

const detalle = (f: FilaPendiente): string =>
  f.tipo === 'firma'
    ? f.faltan.map((p) => p.nombre ?? '…').join(', ')
    : f.falta_indice
      ? T().informes.esperaIpc(f.falta_indice)
      : ''

const Fila = ({ f }: { f: FilaPendiente }) => (
  <tr data-fila tabIndex={-1}>
    <th scope="row">
      <a href={`/contratos/${f.id}`}>{f.numero}</a>
      <small>{f.propiedad}</small>
    </th>
    <td data-nombre={T().informes.que}>
      <span class="principal">{T().informes.tipos[f.tipo]}</span>
      <small>{detalle(f)}</small>
    </td>
    <td data-nombre={T().campos.inquilino}>{f.inquilino ?? '—'}</td>
    <td class="columna-fecha" data-nombre={T().informes.desde}>
      {fecha(f.desde)}
      <small>{enDias(-f.dias)}</small>
    </td>
    <td class="derecha celda-canon" data-nombre={T().campos.canon}>
      <Dinero monto={f.canon} moneda={f.moneda} />
    </td>
  </tr>
)

/** Los avisos que no salieron también esperan a alguien; no son de la api y van aparte. */
const Fallidos = () => {
  const fallidos = usarFallidos()
  if (fallidos === null || fallidos === '0') return null
  return (
    <p class="nota nota-alerta">
      <a href={RUTA_FALLIDOS}>{`${T().resumen.fallidos}: ${fallidos}`}</a>
    </p>
  )
}

/** Lo que espera a que alguien haga algo. */
export const Pendientes = () => {
  const lectura = usarInforme<Datos>('pendientes')
  const d = lectura.datos.value
  return (
    <MarcoInforme
      nombre="pendientes"
      lectura={lectura}
      filtros={<Tipos d={d} />}
      arriba={<Fallidos />}
      vacio={
        <Vacio titulo={T().informes.nadaPendiente}>
          <p>{T().informes.nadaPendienteTexto}</p>
        </Vacio>
      }
    >
      <table class="tabla tabla-informe">
        <caption class="solo-lector">{T().informes.pendientes}</caption>
        <thead>
          <tr>
            <th scope="col">{T().campos.contrato}</th>
            <th scope="col">{T().informes.que}</th>
            <th scope="col">{T().campos.inquilino}</th>
            <th scope="col">{T().informes.desde}</th>
            <th scope="col" class="derecha">
              {T().campos.canon}
            </th>
          </tr>
        </thead>
        <tbody>
          {d?.elementos.map((f) => (
            <Fila key={f.tipo + f.id + f.desde} f={f} />
          ))}
        </tbody>
      </table>
    </MarcoInforme>
  )
}
