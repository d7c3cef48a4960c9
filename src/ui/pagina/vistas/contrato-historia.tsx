import { useSignal } from '@preact/signals'
import { usarLectura } from '../nucleo/datos.ts'
import { dinero, fecha, instante, palabra, porcentaje } from '../nucleo/formato.ts'
import { nombre } from '../nucleo/nombres.ts'
import { T } from '../nucleo/preferencias.ts'
import type { Contrato, EntradaHistorial, Incremento } from '../nucleo/tipos.ts'
import { Icono } from '../piezas/iconos.tsx'
import { idTraza, Traza } from '../piezas/traza.tsx'
import { EnlaceContrato, incrementoTexto } from './contrato-ficha.tsx'
import { estadoAviso, type Notificacion, paraQuien, tipoAviso, usarAvisosDe } from './correo-datos.ts'

const esFechaCivil = (v: unknown): v is string => typeof v === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(v)

type Aplicado = Readonly<{ aniversario?: string; puntos_basicos?: number }>
type Fin = Readonly<{ fecha: string; motivo: string }>
type Registrado = Readonly<{ numero: number; efectiva: string }>

/** Los cambios de la vida del contrato traen objetos: aquí se vuelven frases. */
const DE_VIDA: Readonly<Record<string, (v: unknown) => string>> = {
  otrosi: (v) =>
    `${T().otrosi.numero((v as Registrado).numero)}, ${T().campos.desde.toLowerCase()} ${fecha((v as Registrado).efectiva)}`,
  terminacion: (v) => `${fecha((v as Fin).fecha)}: ${(v as Fin).motivo}`,
  clausulas: (v) => (v as readonly { titulo: string }[]).map((k) => k.titulo).join(', ') || '—',
}

const valorTexto = (campo: string, v: unknown, moneda: string): string => {
  if (v === null || v === undefined) return '—'
  const deVida = DE_VIDA[campo]
  if (deVida) return deVida(v)
  if (campo === 'canon' || campo === 'monto') return dinero(String(v), moneda)
  if (campo === 'incremento' && (v as Aplicado).aniversario)
    return `${fecha((v as Aplicado).aniversario ?? '')}, ${porcentaje((v as Aplicado).puntos_basicos ?? 0)}`
  if (campo === 'id_propiedad') return nombre('inmuebles', String(v))
  if (campo === 'id_compania' || campo === 'id_inquilino') return nombre('clientes', String(v))
  if (campo === 'estado') return palabra(T().estados, String(v))
  if (campo === 'firmas') return nombre('clientes', (v as { id_parte?: string }).id_parte)
  if (campo === 'hash') return String(v).slice(0, 12)
  if (campo === 'incremento') return incrementoTexto(v as Incremento)
  if (esFechaCivil(v)) return fecha(v)
  return typeof v === 'object' ? JSON.stringify(v) : String(v)
}

const habia = (v: unknown): boolean => v !== null && v !== undefined && !(Array.isArray(v) && v.length === 0)

/** Al crear, todo es nuevo: repetirlo campo por campo no dice nada que la ficha no diga. */
const Cambios = ({ e, moneda }: { e: EntradaHistorial; moneda: string }) => {
  const nombres = T().cambios as Record<string, string>
  if (e.version === 1 || e.cambios.length === 0) return null
  return (
    <ul class="cambios">
      {e.cambios.map((k) => (
        <li key={k.campo}>
          <span class="etiqueta">{nombres[k.campo] ?? k.campo}</span>
          {habia(k.antes) && <del>{valorTexto(k.campo, k.antes, moneda)}</del>}
          <ins>
            {k.campo === 'renovado_por' ? (
              <EnlaceContrato id={String(k.despues)} si={T().cadena.verSiguiente} />
            ) : (
              valorTexto(k.campo, k.despues, moneda)
            )}
          </ins>
        </li>
      ))}
    </ul>
  )
}

/** Los avisos iguales se cuentan en una línea, con todos sus destinatarios. */
const agrupar = (avisos: readonly Notificacion[]): readonly (readonly Notificacion[])[] => [
  ...Map.groupBy(avisos, (n) => `${n.tipo}|${n.estado}|${n.motivo}`).values(),
]

const GrupoAvisos = ({ grupo }: { grupo: readonly Notificacion[] }) => {
  const [n] = grupo
  if (!n) return null
  return (
    <li data-aviso={n.estado}>
      <Icono de="correo" />
      <span>
        {tipoAviso(n.tipo)} → {grupo.map(paraQuien).join(', ')}{' '}
        <span class={`aviso-estado aviso-estado-${n.estado}`}>{estadoAviso(n.estado)}</span>{' '}
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

type ComandoLeido = Readonly<{ tipo?: string; estado: string }>

/** El comando que lo causó, leído al abrir el detalle. */
const ElComando = ({ id }: { id: string }) => {
  const c = usarLectura<ComandoLeido>(`/comandos/${id}`).datos.value
  return (
    <>
      <code>{id}</code>
      {c && (
        <small>
          {c.tipo} · {palabra(T().comandos.estados, c.estado)}
        </small>
      )}
    </>
  )
}

/** De dónde salieron los hechos de un paso: su versión, su comando, su correlación y su traza. */
const Procedencia = ({ e, hechos }: { e: EntradaHistorial; hechos: readonly EntradaHistorial[] }) => (
  <dl>
    <dt>{T().historia.version}</dt>
    <dd>{(hechos.at(-1) ?? e).version}</dd>
    <dt>{T().historia.posicion}</dt>
    <dd>{hechos.map((h) => h.posicion).join(', ')}</dd>
    <dt>{T().historia.comando}</dt>
    <dd>{e.comando ? <ElComando id={e.comando} /> : '—'}</dd>
    <dt>{T().historia.correlacion}</dt>
    <dd>
      <a href={`/actividad?correlacion=${e.correlacion}`}>
        <code>{e.correlacion}</code>
      </a>
    </dd>
    {e.traceparent && (
      <>
        <dt>{T().historia.traza}</dt>
        <dd>
          <code>{idTraza(e.traceparent)}</code>
        </dd>
      </>
    )}
  </dl>
)

const Detalle = ({ hechos }: { hechos: readonly EntradaHistorial[] }) => {
  const abierto = useSignal(false)
  const [e] = hechos
  if (!e) return null
  return (
    <details
      class="hito-detalle"
      onToggle={(s) => {
        abierto.value = s.currentTarget.open
      }}
    >
      <summary>{T().historia.detalle}</summary>
      {abierto.value && (
        <>
          <Procedencia e={e} hechos={hechos} />
          <pre>{JSON.stringify(hechos.length === 1 ? e : hechos, null, 2)}</pre>
        </>
      )}
    </details>
  )
}

/** Un comando y todo lo que causó: sus hechos, y los avisos que salieron de ellos. */
const Paso = (p: {
  hechos: readonly EntradaHistorial[]
  avisos: readonly Notificacion[]
  moneda: string
}) => {
  const nombres = T().hechos as Record<string, string>
  const [e] = p.hechos
  if (!e) return null
  return (
    <li class="hito" data-tipo={e.tipo}>
      {p.hechos.map((h) => (
        <div key={h.id}>
          <p class="hito-que">{nombres[h.tipo] ?? h.tipo}</p>
          <Cambios e={h} moneda={p.moneda} />
        </div>
      ))}
      <p class="hito-quien">
        <time dateTime={e.ocurrido_en}>{instante(e.ocurrido_en)}</time> · {e.actor}
        {e.origen !== 'api' && e.origen !== e.actor && <span> · {e.origen}</span>}
        {e.traceparent && ' · '}
        <Traza de={e.traceparent} />
      </p>
      <Avisos avisos={p.avisos} />
      <Detalle hechos={p.hechos} />
    </li>
  )
}

/** Lo que pasó con el contrato y los avisos que causó, lo más nuevo arriba. */
export const Historia = ({ c, entradas }: { c: Contrato; entradas: readonly EntradaHistorial[] }) => {
  const avisos = usarAvisosDe(c.id, c.version)
  const pasos = [...Map.groupBy(entradas, (e) => e.comando ?? e.id).values()]
  // cada aviso va con el paso que lo causó: los une la correlación, no la hora; si varios la comparten, el último
  const ultimo = new Map(pasos.map((hechos) => [hechos[0]?.correlacion, hechos]))
  return (
    <ol class="historia">
      {pasos.toReversed().map((hechos) => {
        const [e] = hechos
        const suyos = ultimo.get(e?.correlacion) === hechos
        return (
          <Paso
            key={e?.id}
            hechos={hechos}
            moneda={c.moneda}
            avisos={suyos ? avisos.value.filter((n) => n.correlacion === e?.correlacion) : []}
          />
        )
      })}
    </ol>
  )
}
