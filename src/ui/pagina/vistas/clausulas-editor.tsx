import type { Faltas } from '../nucleo/formulario.ts'
import { T } from '../nucleo/preferencias.ts'
import type { Clausula } from '../nucleo/tipos.ts'
import { Parrafo, Texto } from '../piezas/campos.tsx'
import { Icono } from '../piezas/iconos.tsx'

/** Las cláusulas, una a una; las faltas van en `clausulas.<n>.<campo>`. */
export const EditorClausulas = (p: {
  clausulas: readonly Clausula[]
  faltas: Faltas
  alCambiar: (clausulas: readonly Clausula[]) => void
}) => {
  const cambiar = (i: number, cambio: Partial<Clausula>) =>
    p.alCambiar(p.clausulas.map((c, j) => (i === j ? { ...c, ...cambio } : c)))
  return (
    <>
      {p.clausulas.map((c, i) => (
        <div class="clausula-editor ancho" key={i}>
          <Texto
            nombre={`clausulas.${i}.titulo`}
            etiqueta={T().nuevo.tituloClausula(i + 1)}
            falta={p.faltas[`clausulas.${i}.titulo`]}
            valor={c.titulo}
            alCambiar={(titulo) => cambiar(i, { titulo })}
          />
          <Parrafo
            nombre={`clausulas.${i}.texto`}
            etiqueta={T().nuevo.textoClausula}
            falta={p.faltas[`clausulas.${i}.texto`]}
            valor={c.texto}
            alCambiar={(texto) => cambiar(i, { texto })}
          />
          <button
            type="button"
            class="boton-enlace"
            onClick={() => p.alCambiar(p.clausulas.filter((_, j) => j !== i))}
          >
            {T().nuevo.quitarClausula(i + 1)}
          </button>
        </div>
      ))}
      <button
        type="button"
        class="boton ancho-justo"
        onClick={() => p.alCambiar([...p.clausulas, { titulo: '', texto: '' }])}
      >
        <Icono de="mas" />
        {T().nuevo.anadirClausula}
      </button>
    </>
  )
}
