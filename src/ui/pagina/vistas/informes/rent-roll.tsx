import { cantidad, fecha } from '../../nucleo/formato.ts'
import { T } from '../../nucleo/preferencias.ts'
import { Dinero, Nada } from '../../piezas/basicas.tsx'
import { Estado } from '../../piezas/estado.tsx'
import { Ordenable } from '../../piezas/ordenable.tsx'
import { CifrasRenta } from './cifras.tsx'
import { MarcoInforme, usarInforme } from './marco.tsx'
import type { RentRoll as Datos, FilaRentRoll } from './tipos.ts'

/** Quién tiene el inmueble, hasta cuándo y por cuánto. */
const CeldasArriendo = ({ f }: { f: FilaRentRoll }) => (
  <>
    <td data-nombre={T().campos.inquilino}>
      <span class="principal">{f.inquilino ?? '—'}</span>
      <small>{f.compania}</small>
    </td>
    <td data-nombre={T().campos.contrato}>
      <a href={`/contratos/${f.id_contrato}`}>{f.numero}</a>
    </td>
    <td data-nombre={T().campos.estado}>{f.estado && <Estado de={f.estado} />}</td>
    <td class="columna-fecha" data-nombre={T().campos.inicio}>
      {f.fecha_inicio && fecha(f.fecha_inicio)}
    </td>
    <td class="columna-fecha" data-nombre={T().campos.fin}>
      {f.fecha_fin && fecha(f.fecha_fin)}
    </td>
    <td class={`derecha ${(f.dias ?? 999) <= 90 ? 'pronto' : ''}`} data-nombre={T().informes.dias}>
      {f.dias}
    </td>
    <td class="derecha celda-canon" data-nombre={T().campos.canon}>
      {f.canon && f.moneda && <Dinero monto={f.canon} moneda={f.moneda} />}
    </td>
  </>
)

const Fila = ({ f }: { f: FilaRentRoll }) => (
  <tr data-fila tabIndex={-1} class={f.ocupado ? '' : 'vacante'}>
    <th scope="row">
      <a href={`/inmuebles/${f.id_propiedad}`}>{f.propiedad}</a>
      <small>
        {T().tiposInmueble[f.tipo]} · {f.ciudad}
      </small>
    </th>
    <td class="derecha" data-nombre={T().campos.area}>
      {f.area_m2 ? cantidad(f.area_m2) : <Nada />}
    </td>
    {f.id_contrato ? (
      <CeldasArriendo f={f} />
    ) : (
      <td colSpan={7}>
        <span class="libre">{T().informes.vacante}</span>
      </td>
    )}
  </tr>
)

/** La relación de arriendos: cada inmueble a una fecha, quién lo tiene y por cuánto; también los vacantes. */
export const RentRoll = () => {
  const lectura = usarInforme<Datos>('rent-roll')
  const d = lectura.datos.value
  const { campos } = T()
  return (
    <MarcoInforme
      nombre="rent-roll"
      lectura={lectura}
      resumen={d && <CifrasRenta ocupacion={d.ocupacion} totales={d.totales_por_moneda} />}
    >
      <table class="tabla tabla-informe">
        <caption class="solo-lector">{T().informes['rent-roll']}</caption>
        <thead>
          <tr>
            <Ordenable campo="propiedad">{campos.propiedad}</Ordenable>
            <Ordenable campo="area_m2" clase="derecha">
              {campos.area}
            </Ordenable>
            <th scope="col">{campos.inquilino}</th>
            <th scope="col">{campos.contrato}</th>
            <th scope="col">{campos.estado}</th>
            <th scope="col">{campos.inicio}</th>
            <Ordenable campo="fecha_fin">{campos.fin}</Ordenable>
            <th scope="col" class="derecha">
              {T().informes.dias}
            </th>
            <th scope="col" class="derecha">
              {campos.canon}
            </th>
          </tr>
        </thead>
        <tbody>
          {d?.elementos.map((f) => (
            <Fila key={f.id_propiedad} f={f} />
          ))}
        </tbody>
      </table>
    </MarcoInforme>
  )
}
