import { T } from '../nucleo/preferencias.ts'
import { camino, consulta, consultaCon } from '../nucleo/ruta.ts'
import { Icono } from './iconos.tsx'

/** De dónde se vino a cada cursor: los de la api sólo saben ir hacia delante. */
const anteriores = new Map<string, string | null>()

/** Anterior y siguiente de una lista por cursor. */
export const Paginas = ({ siguiente }: { siguiente: string | null }) => {
  const actual = consulta.value.get('cursor')
  if (!siguiente && !actual) return null
  if (siguiente) anteriores.set(siguiente, actual)
  const previo = actual === null ? undefined : anteriores.get(actual)
  return (
    <nav class="paginas" aria-label={T().paginas}>
      {actual !== null && (
        <a class="boton" href={camino.value + consultaCon({ cursor: null })}>
          {T().primera}
        </a>
      )}
      {previo !== undefined && previo !== null && (
        <a class="boton" rel="prev" href={camino.value + consultaCon({ cursor: previo })}>
          <Icono de="izquierda" />
          {T().anterior}
        </a>
      )}
      {siguiente && (
        <a class="boton" rel="next" href={camino.value + consultaCon({ cursor: siguiente })}>
          {T().siguiente}
          <Icono de="derecha" />
        </a>
      )}
    </nav>
  )
}
