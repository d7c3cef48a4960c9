import { signal } from '@preact/signals'
import { ir } from './ruta.ts'

/** Qué capa está abierta sobre la página. */
export const capa = signal<'ninguna' | 'ayuda' | 'salto'>('ninguna')

const escribiendo = (nodo: EventTarget | null): boolean =>
  nodo instanceof HTMLElement &&
  (nodo.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(nodo.tagName)) &&
  !(nodo instanceof HTMLInputElement && /^(checkbox|radio|button)$/.test(nodo.type))

/** Mueve el foco por las filas de la tabla que se ve. */
const moverFila = (paso: number): void => {
  const filas = [...document.querySelectorAll<HTMLElement>('[data-fila]')]
  const actual = filas.findIndex((f) => f === document.activeElement || f.contains(document.activeElement))
  const siguiente = filas[Math.max(0, Math.min(filas.length - 1, actual + (actual < 0 ? 1 : paso)))]
  siguiente?.focus({ preventScroll: true })
  siguiente?.scrollIntoView({ block: 'nearest' })
}

const abrirFila = (): boolean => {
  const fila = document.activeElement
  if (!(fila instanceof HTMLElement) || fila.dataset.fila === undefined) return false
  // una fila sin enlace que es ella misma un botón (una carta) hace lo suyo con Enter
  const enlace = fila.querySelector<HTMLAnchorElement>('a')
  enlace?.click()
  return enlace !== null
}

const buscar = (): void => {
  const caja = document.querySelector<HTMLInputElement>('input[type=search]')
  caja?.focus()
  caja?.select()
}

const nuevo = (): void => {
  const enlace = document.querySelector<HTMLAnchorElement>('[data-nuevo]')
  ir(enlace ? enlace.pathname + enlace.search : '/contratos/nuevo')
}

const TECLAS: Readonly<Record<string, () => unknown>> = {
  '/': buscar,
  j: () => moverFila(1),
  k: () => moverFila(-1),
  n: nuevo,
  '?': () => {
    capa.value = 'ayuda'
  },
  Enter: () => abrirFila(),
}

const volver = (): void => {
  if (document.activeElement instanceof HTMLElement && document.activeElement !== document.body) {
    document.activeElement.blur()
  }
}

/** Atajos de la página. Se callan mientras se escribe, salvo Ctrl-K y Esc. */
export const atenderTeclado = (): void => {
  document.addEventListener('keydown', (s) => {
    if ((s.ctrlKey || s.metaKey) && s.key.toLowerCase() === 'k') {
      s.preventDefault()
      capa.value = 'salto'
      return
    }
    if (s.key === 'Escape' && capa.peek() === 'ninguna' && !s.defaultPrevented) return volver()
    if (s.ctrlKey || s.metaKey || s.altKey || capa.peek() !== 'ninguna' || escribiendo(s.target)) return
    const hacer = TECLAS[s.key]
    if (!hacer) return
    if (s.key === 'Enter') {
      if (hacer() === true) s.preventDefault()
      return
    }
    s.preventDefault()
    hacer()
  })
}
