import type { ComponentChildren } from 'preact'
import { consulta, filtrar } from '../nucleo/ruta.ts'

/** Filtros de un clic que se suman; viven en la URL y vuelven a la primera página. */
export const FichasFiltro = (p: {
  clave: string
  leyenda: string
  opciones: readonly (readonly [valor: string, texto: ComponentChildren])[]
}) => {
  const puestos = consulta.value.getAll(p.clave)
  return (
    <fieldset class="grupo-filtros">
      <legend class="solo-lector">{p.leyenda}</legend>
      {p.opciones.map(([valor, texto]) => {
        const puesto = puestos.includes(valor)
        return (
          <button
            key={valor}
            type="button"
            class="ficha-filtro"
            aria-pressed={puesto ? 'true' : 'false'}
            onClick={() =>
              filtrar({
                cursor: null,
                [p.clave]: puesto ? puestos.filter((x) => x !== valor) : [...puestos, valor],
              })
            }
          >
            {texto}
          </button>
        )
      })}
    </fieldset>
  )
}
