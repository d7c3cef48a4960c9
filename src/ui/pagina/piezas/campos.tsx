import type { ComponentChildren } from 'preact'
import { T } from '../nucleo/preferencias.ts'

/** Lo que comparte todo campo: su nombre en la petición (y en los punteros de las faltas) y cómo se lee. */
export type PropsCampo = {
  nombre: string
  etiqueta: string
  ayuda?: string
  falta?: string | undefined
  opcional?: boolean
}

/** Etiqueta, ayuda y falta alrededor de un control; `atributos` los une para quien no ve. */
export const Campo = (p: PropsCampo & { children: ComponentChildren; clase?: string }) => (
  <div class={`campo ${p.falta ? 'con-falta' : ''} ${p.clase ?? ''}`}>
    <label for={`c-${p.nombre}`}>
      {p.etiqueta}
      {p.opcional && <span class="tenue"> {T().opcional}</span>}
    </label>
    {p.ayuda && (
      <p class="campo-ayuda" id={`a-${p.nombre}`}>
        {p.ayuda}
      </p>
    )}
    {p.falta && (
      <p class="campo-falta" id={`f-${p.nombre}`}>
        {p.falta}
      </p>
    )}
    {p.children}
  </div>
)

/** Atributos que enlazan un control con su etiqueta, ayuda y falta. */
export const atributos = (p: PropsCampo) => ({
  id: `c-${p.nombre}`,
  name: p.nombre,
  'aria-invalid': p.falta ? ('true' as const) : undefined,
  'aria-describedby':
    [p.ayuda && `a-${p.nombre}`, p.falta && `f-${p.nombre}`].filter(Boolean).join(' ') || undefined,
})

type ConValor = PropsCampo & { valor: string; alCambiar: (valor: string) => void }

/** Una línea de texto. `aMedias`: es una fecha que se está tecleando, y su valor aún es «». */
export const Texto = (
  p: PropsCampo & {
    valor: string
    alCambiar: (valor: string, aMedias: boolean) => void
    tipo?: 'text' | 'email' | 'date' | 'datetime-local'
    modo?: 'decimal' | 'numeric'
    clase?: string
    autocompletar?: string
    largo?: number
  },
) => (
  <Campo {...p}>
    <input
      {...atributos(p)}
      type={(p.tipo ?? 'text') as 'text'}
      inputMode={p.modo}
      autocomplete={p.autocompletar ?? 'off'}
      maxLength={p.largo}
      value={p.valor}
      onInput={(s) => p.alCambiar(s.currentTarget.value, s.currentTarget.validity.badInput)}
    />
  </Campo>
)

/** Varias líneas. */
export const Parrafo = (p: ConValor & { filas?: number }) => (
  <Campo {...p}>
    <textarea
      {...atributos(p)}
      rows={p.filas ?? 3}
      value={p.valor}
      onInput={(s) => p.alCambiar(s.currentTarget.value)}
    />
  </Campo>
)

export type Opcion = Readonly<{ valor: string; texto: string }>

/** Una de pocas opciones. */
export const Lista = (p: ConValor & { opciones: readonly Opcion[] }) => (
  <Campo {...p}>
    <select {...atributos(p)} value={p.valor} onChange={(s) => p.alCambiar(s.currentTarget.value)}>
      {p.opciones.map((o) => (
        <option key={o.valor} value={o.valor}>
          {o.texto}
        </option>
      ))}
    </select>
  </Campo>
)
