import { enDias } from '../nucleo/formato.ts'
import { T } from '../nucleo/preferencias.ts'
import type { EstadoContrato, Vigencia } from '../nucleo/tipos.ts'

/** Cada estado tiene forma además de color: quien no distingue colores distingue la marca. */
const FORMAS: Record<EstadoContrato, string> = {
  Pendiente: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11z',
  Firmado: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM8 2.5v11M8 2.5a5.5 5.5 0 0 0 0 11z',
  Procesado: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11z',
  Terminado: 'M3 3h10v10H3zM3 3l10 10',
  Vencido: 'M3 3h10v10H3z',
  Anulado: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
}

/** El estado, con su marca y su nombre. */
export const Estado = ({ de }: { de: EstadoContrato }) => (
  <span class={`estado estado-${de.toLowerCase()}`}>
    <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={FORMAS[de]} />
    </svg>
    {T().estados[de]}
  </span>
)

/** La vigencia; si vence pronto, cuánto falta. */
export const VigenciaTexto = ({ de, dias }: { de: Vigencia | null; dias: number | null }) => {
  if (de === null) return null
  const falta = de === 'PorVencer' && dias !== null
  return (
    <span class={`vigencia vigencia-${de.toLowerCase()}`}>
      {falta ? T().vence(enDias(dias)) : T().vigencias[de]}
    </span>
  )
}
