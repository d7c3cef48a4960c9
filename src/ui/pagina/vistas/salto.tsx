import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { obtener } from '../nucleo/api.ts'
import { consultaDe } from '../nucleo/datos.ts'
import { T } from '../nucleo/preferencias.ts'
import { ir } from '../nucleo/ruta.ts'
import { capa } from '../nucleo/teclado.ts'
import { Dialogo } from '../piezas/dialogo.tsx'

type Destino = Readonly<{ a: string; texto: string; detalle: string }>

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

type Hallazgo = Readonly<{
  clase: 'contrato' | 'inmueble' | 'cliente'
  id: string
  titulo: string
  detalle: string
}>

/** La búsqueda global de la api: contratos, inmuebles y clientes, sin tildes y a medio escribir. */
const buscar = async (q: string, senal: AbortSignal): Promise<readonly Destino[]> => {
  if (UUID.test(q)) return [{ a: `/contratos/${q}`, texto: q, detalle: T().campos.contrato }]
  if (!q) return []
  const { elementos } = await obtener<{ elementos: readonly Hallazgo[] }>(
    `/busqueda${consultaDe({ q, limite: 12 })}`,
    senal,
  ).catch(() => ({ elementos: [] }))
  return elementos.map((x) => ({ a: `/${x.clase}s/${x.id}`, texto: x.titulo, detalle: x.detalle }))
}

/** Lo escrito y lo hallado con ello, cuando se deja de teclear un momento. */
const usarDestinos = () => {
  const q = useSignal('')
  const destinos = useSignal<readonly Destino[]>([])
  const activo = useSignal(0)
  useEffect(() => {
    const corte = new AbortController()
    const espera = setTimeout(async () => {
      const hallados = await buscar(q.value.trim(), corte.signal)
      if (corte.signal.aborted) return
      destinos.value = hallados
      activo.value = 0
    }, 140)
    return () => {
      clearTimeout(espera)
      corte.abort()
    }
  }, [q.value])
  return { q, destinos, activo }
}

type Buscado = ReturnType<typeof usarDestinos>
type PropsSalto = Buscado & Readonly<{ elegir: (d: Destino | undefined) => void }>

const teclear = (s: KeyboardEvent, { destinos, activo, elegir }: PropsSalto): void => {
  const n = destinos.value.length
  if (s.key === 'Enter') elegir(destinos.value[activo.value])
  if ((s.key !== 'ArrowDown' && s.key !== 'ArrowUp') || n === 0) return
  s.preventDefault()
  activo.value = (activo.value + (s.key === 'ArrowDown' ? 1 : n - 1)) % n
}

const Caja = (p: PropsSalto) => (
  <input
    type="text"
    data-foco
    role="combobox"
    aria-expanded={p.destinos.value.length > 0 ? 'true' : 'false'}
    aria-controls="saltos"
    aria-activedescendant={p.destinos.value.length > 0 ? `salto-${p.activo.value}` : undefined}
    aria-label={T().saltar}
    placeholder={T().saltarA}
    autocomplete="off"
    value={p.q.value}
    onInput={(s) => {
      p.q.value = s.currentTarget.value
    }}
    onKeyDown={(s) => teclear(s, p)}
  />
)

const Destinos = ({ destinos, activo, elegir }: PropsSalto) => (
  <div id="saltos" role="listbox" aria-label={T().saltar} class="saltos">
    {destinos.value.map((d, i) => (
      // biome-ignore lint/a11y/useKeyWithClickEvents: el teclado lo lleva la caja de texto (patrón combobox)
      <div
        key={d.a + d.texto}
        id={`salto-${i}`}
        role="option"
        tabIndex={-1}
        aria-selected={i === activo.value ? 'true' : 'false'}
        onClick={() => elegir(d)}
      >
        <span>{d.texto}</span>
        <small>{d.detalle}</small>
      </div>
    ))}
  </div>
)

/** Ir a cualquier sitio escribiendo: un número, un nombre o un id. */
export const Salto = () => {
  const buscado = usarDestinos()
  const cerrar = () => {
    capa.value = 'ninguna'
  }
  const elegir = (d: Destino | undefined) => {
    if (!d) return
    cerrar()
    ir(d.a)
  }
  return (
    <Dialogo titulo={T().saltar} alCerrar={cerrar} clase="salto">
      <Caja {...buscado} elegir={elegir} />
      <Destinos {...buscado} elegir={elegir} />
    </Dialogo>
  )
}
