import type { ComponentChildren } from 'preact'
import type { Formulario } from '../nucleo/formulario.ts'
import { T } from '../nucleo/preferencias.ts'
import { Boton } from './basicas.tsx'
import { Icono } from './iconos.tsx'

type Etiquetas = Readonly<Record<string, string>>

const IrAlCampo = ({ campo, texto }: { campo: string; texto: string }) => (
  <a
    href={`#c-${campo}`}
    onClick={(s) => {
      s.preventDefault()
      document.getElementById(`c-${campo}`)?.focus()
    }}
  >
    {texto}
  </a>
)

/** Lo que falta, arriba del todo, con enlaces a cada campo. */
export const ResumenFaltas = <V extends Record<string, unknown>>({
  f,
  etiquetas,
}: {
  f: Formulario<V>
  etiquetas: Etiquetas
}) => {
  // un 412 tiene su propia vista, con las dos versiones
  if (!f.hayFaltas.value || f.problema.value?.status === 412) return null
  const faltas = Object.entries(f.faltas.value)
  const problema = f.problema.value
  return (
    <div class="resumen-faltas" role="alert" tabIndex={-1}>
      <Icono de="alerta" />
      <div>
        <p class="fallo-titulo">{problema ? problema.message : T().formulario.revise}</p>
        {faltas.length > 0 && (
          <ul>
            {faltas.map(([campo, detalle]) => (
              <li key={campo}>
                <IrAlCampo campo={campo} texto={etiquetas[campo] ?? campo} />: {detalle}
              </li>
            ))}
          </ul>
        )}
        {problema?.instancia && (
          <p class="tenue">
            {T().referencia} <code>{problema.instancia}</code>
          </p>
        )}
      </div>
    </div>
  )
}

/** El marco de un formulario: faltas arriba, campos, y lo que se hace con él. */
export const MarcoFormulario = <V extends Record<string, unknown>>(p: {
  f: Formulario<V>
  etiquetas: Etiquetas
  enviar: string
  volver: string
  pie?: ComponentChildren
  children: ComponentChildren
}) => (
  <form
    class="formulario"
    noValidate
    onSubmit={(s) => {
      s.preventDefault()
      void p.f.enviar()
    }}
  >
    <ResumenFaltas f={p.f} etiquetas={p.etiquetas} />
    {p.children}
    {p.pie}
    <div class="formulario-acciones">
      <Boton tipo="submit" clase="boton-principal" ocupado={p.f.ocupado.value}>
        {p.f.ocupado.value ? T().formulario.enviando : p.enviar}
      </Boton>
      <a class="boton" href={p.volver}>
        {T().cancelar}
      </a>
      {p.f.tocado.value && (
        <>
          <button type="button" class="boton-enlace" onClick={p.f.vaciar}>
            {T().formulario.vaciar}
          </button>
          <span class="tenue">{T().formulario.borrador}</span>
        </>
      )}
    </div>
  </form>
)

/** Un grupo de campos con su título. */
export const Grupo = ({ titulo, children }: { titulo: string; children: ComponentChildren }) => (
  <fieldset class="grupo">
    <legend>{titulo}</legend>
    <div class="grupo-campos">{children}</div>
  </fieldset>
)
