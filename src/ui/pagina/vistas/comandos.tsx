import { instante } from '../nucleo/formato.ts'
import { olvidar, type Pendiente, pendientes, reintentar } from '../nucleo/pendientes.ts'
import { T } from '../nucleo/preferencias.ts'
import { Icono } from '../piezas/iconos.tsx'

const PASOS = ['enviado', 'pendiente', 'ejecutado'] as const

/** Los tres pasos de un comando, con el que va. */
const Camino = ({ p }: { p: Pendiente }) => {
  const roto = p.estado === 'rechazado' || p.estado === 'fallido' || p.estado === 'apartado'
  const va = roto ? 2 : PASOS.indexOf(p.estado as (typeof PASOS)[number])
  return (
    <ol class={`pasos ${roto ? 'pasos-rotos' : ''}`}>
      {PASOS.map((paso, i) => (
        <li key={paso} class={i <= va ? 'hecho' : ''} aria-current={i === va ? 'step' : undefined}>
          {i === 2 && roto ? T().comandos.estados[p.estado] : T().comandos.estados[paso]}
        </li>
      ))}
    </ol>
  )
}

const enlaceDe = (recurso: string): string => `/contratos/${recurso.split('/').pop()}`

/** Los comandos enviados en segundo plano y qué fue de cada uno. */
export const EnCurso = () => {
  if (pendientes.value.length === 0) return null
  return (
    <section class="en-curso" aria-label={T().comandos.titulo}>
      {pendientes.value.map((p) => (
        <article key={p.local} class={`encargo encargo-${p.estado}`} data-comando={p.estado}>
          <div class="encargo-que">
            <strong>{p.que}</strong>
            <small>{instante(p.en)}</small>
          </div>
          <Camino p={p} />
          {p.motivo && <p class="encargo-motivo">{p.motivo}</p>}
          <div class="encargo-acciones">
            {p.estado === 'fallido' && (
              <button type="button" class="boton" onClick={() => reintentar(p)}>
                {T().reintentar}
              </button>
            )}
            {p.estado === 'ejecutado' && p.recurso && (
              <a class="boton" href={enlaceDe(p.recurso)}>
                {T().comandos.ver}
              </a>
            )}
            {p.estado !== 'enviado' && p.estado !== 'pendiente' && (
              <button
                type="button"
                class="boton-icono"
                aria-label={T().comandos.olvidar(p.que)}
                onClick={() => olvidar(p.local)}
              >
                <Icono de="cerrar" />
              </button>
            )}
          </div>
        </article>
      ))}
    </section>
  )
}
