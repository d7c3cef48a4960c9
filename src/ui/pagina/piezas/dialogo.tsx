import type { ComponentChildren, RefObject } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { T } from '../nucleo/preferencias.ts'
import { Icono } from './iconos.tsx'

/**
 * Abre el diálogo antes de que se pinte, y así lo que se teclea enseguida ya es suyo; al quitarlo, lo cierra y devuelve el
 * foco a donde estaba.
 */
const usarModal = (caja: RefObject<HTMLDialogElement | null>): void =>
  useLayoutEffect(() => {
    const abierto = caja.current
    const antes = document.activeElement
    if (!abierto?.open) abierto?.showModal()
    abierto?.querySelector<HTMLElement>('[data-foco]')?.focus()
    return () => {
      abierto?.close()
      // al quitar un diálogo el navegador no devuelve el foco: se devuelve aquí, si aún hay dónde
      if (antes instanceof HTMLElement && antes.isConnected) antes.focus()
    }
  }, [])

/** Diálogo nativo: el foco queda dentro, Esc lo cierra y vuelve a donde estaba. */
export const Dialogo = (p: {
  titulo: string
  alCerrar: () => void
  clase?: string
  children: ComponentChildren
}) => {
  const caja = useRef<HTMLDialogElement>(null)
  const id = useId()
  usarModal(caja)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: con el teclado se cierra con Esc (onCancel)
    <dialog
      ref={caja}
      class={`dialogo ${p.clase ?? ''}`}
      aria-labelledby={id}
      onCancel={(s) => {
        s.preventDefault()
        p.alCerrar()
      }}
      onClick={(s) => s.target === caja.current && p.alCerrar()}
    >
      <div class="dialogo-dentro">
        <header>
          <h2 id={id}>{p.titulo}</h2>
          <button type="button" class="boton-icono" onClick={p.alCerrar} aria-label={T().cerrar}>
            <Icono de="cerrar" />
          </button>
        </header>
        {p.children}
      </div>
    </dialog>
  )
}
