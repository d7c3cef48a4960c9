import { cantidad, cifra } from '../../nucleo/formato.ts'
import { T } from '../../nucleo/preferencias.ts'
import { Dinero } from '../../piezas/basicas.tsx'
import type { Ocupados, TotalMoneda } from './tipos.ts'

/** «83.3» de la api, con la coma del idioma. */
const decimal = (texto: string | null): string => (texto === null ? '—' : cantidad(texto))

/** Cuánto está ocupado, por unidades y por área, y cuánto renta en cada moneda. */
export const CifrasRenta = ({
  ocupacion: o,
  totales = [],
}: {
  ocupacion: Ocupados
  totales?: readonly TotalMoneda[]
}) => (
  <dl class="cifras">
    <div>
      <dt>{T().informes.deUnidades(decimal(o.porcentaje))}</dt>
      <dd>
        {o.ocupados} / {o.inmuebles}
      </dd>
    </div>
    <div>
      <dt>
        {T().informes.deArea(decimal(o.porcentaje_area), cantidad(o.area_ocupada_m2), cantidad(o.area_m2))}
      </dt>
      <dd>{cantidad(o.area_ocupada_m2)} m²</dd>
    </div>
    {totales.map((t) => (
      <div key={t.moneda} data-moneda={t.moneda}>
        <dt>{T().informes.canonEn(t.moneda, t.contratos)}</dt>
        <dd>{cifra(t.monto, t.moneda)}</dd>
      </div>
    ))}
  </dl>
)

/** Totales por moneda en una celda; nunca se suman entre sí. */
export const Montos = ({ de }: { de: readonly TotalMoneda[] }) =>
  de.length === 0 ? (
    <span class="tenue">—</span>
  ) : (
    de.map((t) => (
      <span class="monto" key={t.moneda}>
        <Dinero {...t} />
      </span>
    ))
  )
