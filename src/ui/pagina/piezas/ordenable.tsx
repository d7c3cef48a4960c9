import type { ComponentChildren } from 'preact'
import { consulta, filtrar } from '../nucleo/ruta.ts'

type Orden = { campo: string; children: ComponentChildren; clase?: string }

/** Cabecera que ordena: asc, desc, y de vuelta al orden natural. */
export const Ordenable = ({ campo, children, clase = '' }: Orden) => {
  const [actual, sentido] = (consulta.value.get('orden') ?? '').split(':')
  const puesto = actual === campo
  const siguiente = !puesto ? `${campo}:asc` : sentido === 'asc' ? `${campo}:desc` : null
  return (
    <th
      scope="col"
      class={clase}
      aria-sort={puesto ? (sentido === 'desc' ? 'descending' : 'ascending') : undefined}
    >
      <button type="button" class="ordenar" onClick={() => filtrar({ orden: siguiente, cursor: null })}>
        {children}
        <svg viewBox="0 0 10 14" aria-hidden="true" focusable="false">
          <path d="M1.5 5 5 1.5 8.5 5" />
          <path d="M1.5 9 5 12.5 8.5 9" />
        </svg>
      </button>
    </th>
  )
}
