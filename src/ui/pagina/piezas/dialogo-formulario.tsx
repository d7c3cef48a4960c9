import type { ComponentChildren } from 'preact'
import type { Formulario } from '../nucleo/formulario.ts'
import { T } from '../nucleo/preferencias.ts'
import { Boton } from './basicas.tsx'
import { Dialogo } from './dialogo.tsx'
import { ResumenFaltas } from './formulario.tsx'

/** Un formulario corto sobre la página: las faltas arriba y en su campo, y Esc para dejarlo. */
export const DialogoFormulario = <V extends Record<string, unknown>>(p: {
  titulo: string
  f: Formulario<V>
  etiquetas: Readonly<Record<string, string>>
  enviar: string
  peligro?: boolean
  alCerrar: () => void
  aparte?: ComponentChildren
  children: ComponentChildren
}) => (
  <Dialogo titulo={p.titulo} alCerrar={p.alCerrar} clase="dialogo-formulario">
    <form
      class="dialogo-campos"
      noValidate
      onSubmit={(s) => {
        s.preventDefault()
        void p.f.enviar()
      }}
    >
      {p.aparte}
      <ResumenFaltas f={p.f} etiquetas={p.etiquetas} />
      {p.children}
      <div class="dialogo-acciones">
        <Boton
          tipo="submit"
          clase={p.peligro ? 'boton-peligro' : 'boton-principal'}
          ocupado={p.f.ocupado.value}
        >
          {p.f.ocupado.value ? T().formulario.enviando : p.enviar}
        </Boton>
        <Boton alPulsar={p.alCerrar}>{T().cancelar}</Boton>
      </div>
    </form>
  </Dialogo>
)
