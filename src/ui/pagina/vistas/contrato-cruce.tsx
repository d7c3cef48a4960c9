import { instante } from '../nucleo/formato.ts'
import { T } from '../nucleo/preferencias.ts'
import { Boton } from '../piezas/basicas.tsx'
import type { Transicion } from './contrato-transicion.ts'

/** 412: lo que otros hicieron mientras se llenaba el formulario, y si se insiste sobre lo vigente. */
export const Cruzado = ({ cruce, insistir }: Transicion) => {
  const c = cruce.value
  if (!c) return null
  const nombres = T().hechos as Record<string, string>
  return (
    <section class="conflicto" role="alert">
      <h3>{T().transicion.cambioTitulo}</h3>
      <p>{T().transicion.cambioTexto(c.base, c.vigente)}</p>
      <ul class="cruce-hechos">
        {c.hechos.map((e) => (
          <li key={e.id}>
            <strong>{nombres[e.tipo] ?? e.tipo}</strong> · {e.actor} <small>{instante(e.ocurrido_en)}</small>
          </li>
        ))}
      </ul>
      <Boton alPulsar={insistir}>{T().transicion.insistir}</Boton>
    </section>
  )
}
