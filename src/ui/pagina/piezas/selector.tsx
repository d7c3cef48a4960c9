import { signal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { obtener } from '../nucleo/api.ts'
import { consultaDe } from '../nucleo/datos.ts'
import { T } from '../nucleo/preferencias.ts'
import type { Pagina } from '../nucleo/tipos.ts'
import { atributos, Campo, type PropsCampo } from './campos.tsx'

/** Una opción hallada: qué se elige, cómo se llama y un detalle que la distingue. */
export type Hallado = Readonly<{ id: string; texto: string; detalle: string }>

type Props<E> = PropsCampo & {
  valor: string
  textoDe: (id: string) => string
  recurso: 'inmuebles' | 'clientes' | 'aeropuertos'
  aHallado: (elemento: E) => Hallado
  alCambiar: (id: string) => void
  /** Ids que no se ofrecen: los que ya están elegidos en otro campo. */
  salvo?: readonly string[]
  clase?: string
}

/** Lo hallado con lo escrito; cada consulta corta la anterior. */
const crearConsulta = <E,>(recurso: string, aHallado: (e: E) => Hallado) => {
  const hallados = signal<readonly Hallado[]>([])
  const activo = signal(-1)
  let corte = new AbortController()
  const buscar = async (q: string): Promise<void> => {
    // de miles de aeropuertos no hay unos primeros que ofrecer
    if (!q && recurso === 'aeropuertos') return
    corte.abort()
    corte = new AbortController()
    const { signal: senal } = corte
    try {
      const pagina = await obtener<Pagina<E>>(`/${recurso}${consultaDe({ q, limite: 12 })}`, senal)
      hallados.value = pagina.elementos.map(aHallado)
      activo.value = hallados.peek().length > 0 ? 0 : -1
    } catch {
      if (!senal.aborted) hallados.value = []
    }
  }
  return { hallados, activo, buscar, cortar: () => corte.abort() }
}

const crearBuscador = <E,>(recurso: string, aHallado: (e: E) => Hallado) => {
  const { hallados, activo, buscar, cortar } = crearConsulta(recurso, aHallado)
  const texto = signal<string | null>(null)
  const abierto = signal(false)
  let espera: ReturnType<typeof setTimeout> | undefined
  return {
    texto,
    hallados,
    abierto,
    activo,
    escribir(q: string) {
      texto.value = q
      abierto.value = true
      clearTimeout(espera)
      espera = setTimeout(() => void buscar(q), 160)
    },
    abrir() {
      abierto.value = true
      if (hallados.peek().length === 0) void buscar('')
    },
    soltar() {
      abierto.value = false
      texto.value = null
    },
    cerrar() {
      clearTimeout(espera)
      cortar()
    },
  }
}

type Buscador = ReturnType<typeof crearBuscador>

const mover = (b: Buscador, cuantas: number, paso: number): void => {
  if (!b.abierto.peek()) b.abrir()
  else if (cuantas > 0) b.activo.value = (b.activo.peek() + paso + cuantas) % cuantas
}

type Lista = Readonly<{
  b: Buscador
  /** El id de la lista en la página. */
  id: string
  opciones: readonly Hallado[]
  elegir: (h: Hallado | undefined) => void
}>

const teclear = (s: KeyboardEvent, { b, opciones, elegir }: Lista): void => {
  if (s.key === 'ArrowDown' || s.key === 'ArrowUp') {
    s.preventDefault()
    mover(b, opciones.length, s.key === 'ArrowDown' ? 1 : -1)
  } else if (s.key === 'Enter' && b.abierto.peek()) {
    s.preventDefault()
    elegir(opciones[b.activo.peek()])
  } else if (s.key === 'Escape' && b.abierto.peek()) {
    s.preventDefault()
    s.stopPropagation()
    b.soltar()
  }
}

/** La caja de texto: en ella se queda el foco, y desde ella se recorre la lista. */
const Caja = ({ lista, elegido, ...p }: PropsCampo & { lista: Lista; elegido: string }) => {
  const { b, id, opciones } = lista
  const activa = opciones[b.activo.value]
  return (
    <input
      {...atributos(p)}
      type="text"
      role="combobox"
      autocomplete="off"
      aria-autocomplete="list"
      aria-expanded={b.abierto.value ? 'true' : 'false'}
      aria-controls={id}
      aria-activedescendant={b.abierto.value && activa ? `${id}-${activa.id}` : undefined}
      placeholder={T().escribaParaBuscar}
      value={b.texto.value ?? elegido}
      onFocus={b.abrir}
      onClick={b.abrir}
      onInput={(s) => b.escribir(s.currentTarget.value)}
      onKeyDown={(s) => teclear(s, lista)}
    />
  )
}

const Opciones = ({ lista: { b, id, opciones, elegir }, etiqueta }: { lista: Lista; etiqueta: string }) => (
  <div id={id} class="opciones" role="listbox" aria-label={etiqueta} hidden={!b.abierto.value}>
    {opciones.map((h, i) => (
      // biome-ignore lint/a11y/useKeyWithClickEvents: el teclado lo lleva la caja de texto (patrón combobox)
      <div
        key={h.id}
        id={`${id}-${h.id}`}
        role="option"
        tabIndex={-1}
        aria-selected={i === b.activo.value ? 'true' : 'false'}
        onMouseDown={(s) => s.preventDefault()}
        onMouseEnter={() => {
          b.activo.value = i
        }}
        onClick={() => elegir(h)}
      >
        <span>{h.texto}</span>
        <small>{h.detalle}</small>
      </div>
    ))}
  </div>
)

/** Elegir de una lista larga escribiendo: patrón «combobox» de ARIA. */
export const Selector = <E,>(p: Props<E>) => {
  const b = useMemo(() => crearBuscador<E>(p.recurso, p.aHallado), [])
  const caja = useRef<HTMLDivElement>(null)
  useEffect(() => b.cerrar, [])
  const opciones = b.hallados.value.filter((h) => !p.salvo?.includes(h.id))
  const elegir = (h: Hallado | undefined): void => {
    if (h) p.alCambiar(h.id)
    b.soltar()
  }
  const lista: Lista = { b, id: `l-${p.nombre}`, opciones, elegir }
  return (
    <Campo {...p} clase={`campo-selector ${p.clase ?? ''}`}>
      <div
        class="selector"
        ref={caja}
        onFocusOut={(s) => !caja.current?.contains(s.relatedTarget as Node) && b.soltar()}
      >
        <Caja {...p} lista={lista} elegido={p.valor ? p.textoDe(p.valor) : ''} />
        <Opciones lista={lista} etiqueta={p.etiqueta} />
        {b.abierto.value && b.texto.value && opciones.length === 0 && (
          <p class="selector-nada">{T().nadaHallado}</p>
        )}
      </div>
    </Campo>
  )
}
