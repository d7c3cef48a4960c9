import { fecha, instante } from '../nucleo/formato.ts'
import { nombre } from '../nucleo/nombres.ts'
import { T } from '../nucleo/preferencias.ts'
import type { Contrato, EntradaHistorial, Incremento } from '../nucleo/tipos.ts'
import { Icono } from '../piezas/iconos.tsx'
import { incrementoTexto } from './contrato-ficha.tsx'
import { estadoAviso, type Notificacion, paraQuien, usarAvisosDe } from './correo-datos.ts'

const esFechaCivil = (v: unknown): v is string => typeof v === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(v)

const valorTexto = (campo: string, v: unknown): string => {
  if (v === null || v === undefined) return '—'
  if (campo === 'id_propiedad') return nombre('inmuebles', String(v))
  if (campo === 'id_compania' || campo === 'id_inquilino') return nombre('clientes', String(v))
  if (campo === 'estado') return (T().estados as Record<string, string>)[String(v)] ?? String(v)
  if (campo === 'firmas') return nombre('clientes', (v as { id_parte?: string }).id_parte)
  if (campo === 'hash') return String(v).slice(0, 12)
  if (campo === 'incremento') return incrementoTexto(v as Incremento)
  if (esFechaCivil(v)) return fecha(v)
  return typeof v === 'object' ? JSON.stringify(v) : String(v)
}

/** Al crear, todo es nuevo: repetirlo campo por campo no dice nada que la ficha no diga. */
const Cambios = ({ e }: { e: EntradaHistorial }) => {
  const nombres = T().cambios as Record<string, string>
  if (e.version === 1 || e.cambios.length === 0) return null
  return (
    <ul class="cambios">
      {e.cambios.map((k) => (
        <li key={k.campo}>
          <span class="etiqueta">{nombres[k.campo] ?? k.campo}</span>
          {k.antes !== null && k.antes !== undefined && <del>{valorTexto(k.campo, k.antes)}</del>}
          <ins>{valorTexto(k.campo, k.despues)}</ins>
        </li>
      ))}
    </ul>
  )
}

/** Los avisos iguales se cuentan en una línea, con todos sus destinatarios. */
const agrupar = (avisos: readonly Notificacion[]): readonly (readonly Notificacion[])[] => [
  ...Map.groupBy(avisos, (n) => `${n.tipo}|${n.estado}`).values(),
]

const GrupoAvisos = ({ grupo }: { grupo: readonly Notificacion[] }) => {
  const [n] = grupo
  if (!n) return null
  return (
    <li data-aviso={n.estado}>
      <Icono de="correo" />
      <span>
        {(T().tiposAviso as Record<string, string>)[n.tipo] ?? n.tipo} → {grupo.map(paraQuien).join(', ')}{' '}
        <span class={`aviso-estado aviso-estado-${n.estado}`}>{estadoAviso(n.estado)}</span>
        {n.motivo && n.estado !== 'omitida' && <small>{n.motivo}</small>}
      </span>
    </li>
  )
}

/** Los correos de un hecho; los omitidos, sólo contados. */
const Avisos = ({ avisos }: { avisos: readonly Notificacion[] }) => {
  const visibles = avisos.filter((n) => n.estado !== 'omitida')
  const omitidos = avisos.length - visibles.length
  if (avisos.length === 0) return null
  return (
    <ul class="hito-avisos">
      {agrupar(visibles).map((grupo) => (
        <GrupoAvisos key={grupo[0]?.id} grupo={grupo} />
      ))}
      {omitidos > 0 && (
        <li class="tenue">
          <Icono de="correo" />
          {T().correo.omitidos(omitidos)}
        </li>
      )}
    </ul>
  )
}

const Hecho = ({ e, avisos }: { e: EntradaHistorial; avisos: readonly Notificacion[] }) => {
  const nombres = T().hechos as Record<string, string>
  return (
    <li class="hito" data-tipo={e.tipo}>
      <p class="hito-que">{nombres[e.tipo] ?? e.tipo}</p>
      <p class="hito-quien">
        <time dateTime={e.ocurrido_en}>{instante(e.ocurrido_en)}</time> · {e.actor}
        {e.origen !== 'api' && <span> · {e.origen}</span>}
      </p>
      <Cambios e={e} />
      <Avisos avisos={avisos} />
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

/** Cada aviso va con el hecho que lo causó: los une la correlación, no la hora. */
const avisosDe = (
  e: EntradaHistorial,
  avisos: readonly Notificacion[],
  entradas: readonly EntradaHistorial[],
) => {
  const hermanas = entradas.filter((x) => x.correlacion === e.correlacion)
  return hermanas.at(-1)?.id === e.id ? avisos.filter((n) => n.correlacion === e.correlacion) : []
}

/** Lo que pasó con el contrato y los avisos que causó, lo más nuevo arriba. */
export const Historia = ({ c, entradas }: { c: Contrato; entradas: readonly EntradaHistorial[] }) => {
  const avisos = usarAvisosDe(c.id, c.version)
  return (
    <ol class="historia">
      {entradas.toReversed().map((e) => (
        <Hecho key={e.id} e={e} avisos={avisosDe(e, avisos.value, entradas)} />
      ))}
    </ol>
  )
}
