import type { Faltas } from '../nucleo/formulario.ts'
import { T } from '../nucleo/preferencias.ts'
import type { Clausula } from '../nucleo/tipos.ts'
import { Parrafo, Texto } from '../piezas/campos.tsx'
import { Icono } from '../piezas/iconos.tsx'

type PropsClausula = Readonly<{
  n: number
  clausula: Clausula
  faltas: Faltas
  alCambiar: (cambio: Partial<Clausula>) => void
  alQuitar: () => void
}>

const UnaClausula = ({ n, clausula, faltas, alCambiar, alQuitar }: PropsClausula) => (
  <div class="clausula-editor ancho">
    <Texto
      nombre={`clausulas.${n}.titulo`}
      etiqueta={T().nuevo.tituloClausula(n + 1)}
      falta={faltas[`clausulas.${n}.titulo`]}
      valor={clausula.titulo}
      alCambiar={(titulo) => alCambiar({ titulo })}
    />
    <Parrafo
      nombre={`clausulas.${n}.texto`}
      etiqueta={T().nuevo.textoClausula}
      falta={faltas[`clausulas.${n}.texto`]}
      valor={clausula.texto}
      alCambiar={(texto) => alCambiar({ texto })}
    />
    <button type="button" class="boton-enlace" onClick={alQuitar}>
      {T().nuevo.quitarClausula(n + 1)}
    </button>
  </div>
)

/** Las cláusulas, una a una; las faltas van en `clausulas.<n>.<campo>`. */
export const EditorClausulas = (p: {
  clausulas: readonly Clausula[]
  faltas: Faltas
  alCambiar: (clausulas: readonly Clausula[]) => void
}) => (
  <>
    {p.clausulas.map((c, i) => (
      <UnaClausula
        key={i}
        n={i}
        clausula={c}
        faltas={p.faltas}
        alCambiar={(cambio) => p.alCambiar(p.clausulas.map((k, j) => (i === j ? { ...k, ...cambio } : k)))}
        alQuitar={() => p.alCambiar(p.clausulas.filter((_, j) => j !== i))}
      />
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
