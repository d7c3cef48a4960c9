import { enlace } from '../nucleo/enlace.ts'
import { relativo } from '../nucleo/formato.ts'
import { T } from '../nucleo/preferencias.ts'
import { pulso } from '../nucleo/reloj.ts'

/** La conexión en vivo: si lo que se ve está al día y, si no, desde cuándo. */
export const Conexion = () => {
  const { fase, ultima } = enlace.value
  const segundos = Math.min(0, -Math.floor((pulso.value - ultima) / 1000))
  const hace = segundos === 0 ? T().conexion.ahora : relativo(segundos)
  return (
    <span
      class={`conexion conexion-${fase}`}
      title={fase === 'reconectando' ? T().conexion.datosDe(hace) : undefined}
    >
      <i aria-hidden="true" />
      <span class="conexion-fase">{T().conexion[fase]}</span>
      {fase !== 'conectando' && <span class="conexion-hace">{hace}</span>}
    </span>
  )
}

/** Marca sobre una lista cuyos datos pueden haber envejecido. */
export const Atrasado = () => {
  const { fase, ultima, intento } = enlace.value
  if (fase !== 'reconectando' || intento < 2) return null
  return (
    <p class="atrasado" role="alert">
      {T().conexion.atrasado(relativo(Math.min(-1, -Math.floor((Date.now() - ultima) / 1000))))}
    </p>
  )
}
