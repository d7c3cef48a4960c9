import { T } from '../../nucleo/preferencias.ts'

type Fila = Readonly<Record<string, unknown>>
type Cambio = Readonly<{ tabla: string; llave: string; antes: Fila | null; despues: Fila | null }>

/** Qué haría un apartado si se aplicara ahora, como lo cuenta su ensayo. */
export type Efecto = Readonly<{
  desenlace: string
  error: Readonly<{ clase: string; texto: string }> | null
  cambios: readonly Cambio[]
  eventos: readonly Readonly<{ topico: string; tipo: string; version: number; datos: unknown }>[]
}>

const valor = (v: unknown): string =>
  v === undefined || v === null ? '—' : typeof v === 'object' ? JSON.stringify(v) : String(v)

const DelCambio = ({ c }: { c: Cambio }) => {
  const o = T().operaciones
  const campos = Object.keys({ ...c.antes, ...c.despues })
  return (
    <table class="tabla-cambios">
      <caption>
        {c.tabla} <code>{c.llave}</code>
      </caption>
      <thead>
        <tr>
          {[o.campo, o.antes, o.despues].map((t) => (
            <th scope="col" key={t}>
              {t}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {campos.map((campo) => (
          <tr key={campo}>
            <th scope="row">{campo}</th>
            <td>
              <del>{valor(c.antes?.[campo])}</del>
            </td>
            <td>
              <ins>{valor(c.despues?.[campo])}</ins>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** El resultado de un ensayo: en qué acabaría, qué filas cambiaría y qué mensajes saldrían. */
export const VerEfecto = ({ e }: { e: Efecto }) => {
  const o = T().operaciones
  return (
    <section class="efecto" aria-label={o.ensayo}>
      <p class="nota" role="status">
        {o.ensayoDesenlace[e.desenlace]}
        {e.error && (
          <>
            {' '}
            <strong>{e.error.clase}</strong> {e.error.texto}
          </>
        )}
      </p>
      {e.cambios.map((c) => (
        <DelCambio key={c.tabla + c.llave} c={c} />
      ))}
      {e.eventos.length > 0 && (
        <details class="hito-detalle">
          <summary>{o.saldrian(e.eventos.length)}</summary>
          {e.eventos.map((m, i) => (
            <pre key={i}>{`${m.topico} ${m.tipo} v${m.version}\n${JSON.stringify(m.datos, null, 2)}`}</pre>
          ))}
        </details>
      )}
    </section>
  )
}
