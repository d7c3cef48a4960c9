import type { ComponentProps } from 'preact'
import { fecha } from '../nucleo/formato.ts'
import { T } from '../nucleo/preferencias.ts'
import { Cota } from '../piezas/cota.tsx'

/** El plazo dos veces: dibujado en la regla común y con sus fechas. */
export const CeldasPlazo = ({ c }: { c: ComponentProps<typeof Cota>['contrato'] }) => (
  <>
    <td class="columna-cota col-plazo">
      <Cota contrato={c} />
    </td>
    <td class="columna-fecha col-inicio" data-nombre={T().campos.inicio}>
      {fecha(c.fecha_inicio)}
    </td>
    <td class="columna-fecha col-fin" data-nombre={T().campos.fin}>
      {fecha(c.fecha_fin)}
    </td>
  </>
)
