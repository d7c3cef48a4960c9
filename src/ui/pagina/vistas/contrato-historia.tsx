import { fecha, instante } from '../nucleo/formato.ts'
import { T } from '../nucleo/preferencias.ts'
import type { Contrato, EntradaHistorial } from '../nucleo/tipos.ts'
import { estadoAviso, type Notificacion, paraQuien, usarAvisosDe } from './correo-datos.ts'

type Punto =
  | Readonly<{ clase: 'hecho'; en: string; e: EntradaHistorial }>
  | Readonly<{ clase: 'correo'; en: string; n: Notificacion }>

const esFechaCivil = (v: unknown): v is string => typeof v === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(v)

const valorTexto = (v: unknown): string => {
  if (v === null || v === undefined) return '—'
  if (esFechaCivil(v)) return fecha(v)
  return typeof v === 'object' ? JSON.stringify(v) : String(v)
}

const Cambios = ({ cambios }: { cambios: EntradaHistorial['cambios'] }) => {
  const nombres = T().cambios as Record<string, string>
  if (cambios.length === 0) return null
  return (
    <ul class="cambios">
      {cambios.map((k) => (
        <li key={k.campo}>
          <span class="etiqueta">{nombres[k.campo] ?? k.campo}</span>
          {k.antes !== null && k.antes !== undefined && <del>{valorTexto(k.antes)}</del>}
          <ins>{valorTexto(k.despues)}</ins>
        </li>
      ))}
    </ul>
  )
}

const Hecho = ({ e }: { e: EntradaHistorial }) => {
  const nombres = T().hechos as Record<string, string>
  return (
    <li class="hito" data-tipo={e.tipo}>
      <p class="hito-que">{nombres[e.tipo] ?? e.tipo}</p>
      <p class="hito-quien">
        <time dateTime={e.ocurrido_en}>{instante(e.ocurrido_en)}</time> · {e.actor}
        {e.origen !== 'api' && <span> · {e.origen}</span>}
      </p>
      <Cambios cambios={e.cambios} />
      <details class="hito-detalle">
        <summary>{T().historia.detalle}</summary>
        <dl>
          <dt>{T().historia.version}</dt>
          <dd>{e.version}</dd>
          <dt>{T().historia.posicion}</dt>
          <dd>{e.posicion}</dd>
          <dt>{T().historia.comando}</dt>
          <dd>
            <code>{e.comando ?? '—'}</code>
          </dd>
          <dt>{T().historia.correlacion}</dt>
          <dd>
            <code>{e.correlacion}</code>
          </dd>
          {e.traceparent && (
            <>
              <dt>{T().historia.traza}</dt>
              <dd>
                <code>{e.traceparent}</code>
              </dd>
            </>
          )}
        </dl>
        <pre>{JSON.stringify(e, null, 2)}</pre>
      </details>
    </li>
  )
}

const Aviso = ({ n }: { n: Notificacion }) => (
  <li class={`hito hito-correo hito-${n.estado}`} data-aviso={n.estado}>
    <p class="hito-que">{n.asunto ?? T().correo.aviso(n.tipo)}</p>
    <p class="hito-quien">
      <time dateTime={n.creada_en}>{instante(n.creada_en)}</time> · {paraQuien(n)} ·{' '}
      {estadoAviso(n.estado)}
    </p>
  </li>
)

/** Lo que pasó con el contrato y los avisos que causó, en una sola línea de tiempo. */
export const Historia = ({ c, entradas }: { c: Contrato; entradas: readonly EntradaHistorial[] }) => {
  const avisos = usarAvisosDe(c.id, c.version)
  const puntos: Punto[] = [
    ...entradas.map((e): Punto => ({ clase: 'hecho', en: e.ocurrido_en, e })),
    ...avisos.value.map((n): Punto => ({ clase: 'correo', en: n.creada_en, n })),
  ].sort((a, b) => (a.en < b.en ? 1 : a.en > b.en ? -1 : 0))
  return (
    <ol class="historia">
      {puntos.map((p) => (p.clase === 'hecho' ? <Hecho key={p.e.id} e={p.e} /> : <Aviso key={p.n.id} n={p.n} />))}
    </ol>
  )
}
