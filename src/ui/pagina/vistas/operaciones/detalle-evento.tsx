import { useSignal } from '@preact/signals'
import { avisarFallo, avisarHecho } from '../../nucleo/avisos.ts'
import { usarLectura } from '../../nucleo/datos.ts'
import { T } from '../../nucleo/preferencias.ts'
import type { Evento } from '../../nucleo/tipos.ts'
import { Boton, Esqueleto, Fallo } from '../../piezas/basicas.tsx'
import { Traza } from '../../piezas/traza.tsx'

type Mensaje = Readonly<Record<string, unknown>> &
  Readonly<{ version_esquema: number; traceparent: string | null; contenido: string; datos?: unknown }>

const rutaDe = (e: Evento): string => `/bitacora/${e.topico}?desde=${e.posicion - 1}&limite=1`

/** La credencial la pone quien lo pega: aquí sólo va su nombre. */
const curlDe = (e: Evento): string =>
  `curl -H "Authorization: Bearer $ALPES_TOKEN" '${location.origin}/api${rutaDe(e)}'`

const copiar = (texto: string): Promise<void> =>
  navigator.clipboard.writeText(texto).then(
    () => avisarHecho(T().operaciones.copiado),
    () => avisarFallo(T().operaciones.noCopiado),
  )

const Entero = ({ e }: { e: Evento }) => {
  const o = T().operaciones
  const lectura = usarLectura<Readonly<{ mensajes: readonly Mensaje[] }>>(rutaDe(e))
  const m = lectura.datos.value?.mensajes[0]
  if (!m)
    return lectura.problema.value ? <Fallo problema={lectura.problema.value} /> : <Esqueleto filas={2} />
  const { contenido, datos, ...sobre } = m
  return (
    <>
      <dl class="sobre" aria-label={o.sobre}>
        {Object.entries(sobre).map(([nombre, v]) => (
          <div key={nombre}>
            <dt>{nombre}</dt>
            <dd>
              {nombre === 'traceparent' && m.traceparent ? (
                <Traza de={m.traceparent} entera />
              ) : (
                String(v ?? '—')
              )}
            </dd>
          </div>
        ))}
      </dl>
      <strong>{o.contenido(m.version_esquema)}</strong>
      <pre>{datos === undefined ? contenido : JSON.stringify(datos, null, 2)}</pre>
    </>
  )
}

/** Un evento por dentro: su sobre entero, lo que dice y cómo pedirlo. Se lee al abrirlo. */
export const DetalleEvento = ({ e }: { e: Evento }) => {
  const abierto = useSignal(false)
  const o = T().operaciones
  return (
    <details class="hito-detalle" onToggle={(s) => (abierto.value = s.currentTarget.open)}>
      <summary>
        {e.topico} · {e.posicion}
      </summary>
      {abierto.value && (
        <>
          <p class="enlaces-aparte">
            <a href={`/actividad?correlacion=${e.correlacion}`}>{o.correlacion}</a>
            <Boton alPulsar={() => void copiar(curlDe(e))}>{o.curl}</Boton>
          </p>
          <Entero e={e} />
        </>
      )}
    </details>
  )
}
