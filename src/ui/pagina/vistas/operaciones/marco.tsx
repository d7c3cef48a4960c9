import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Lectura } from '../../nucleo/datos.ts'
import { T } from '../../nucleo/preferencias.ts'
import { camino } from '../../nucleo/ruta.ts'
import { Cabecera, Esqueleto, Fallo } from '../../piezas/basicas.tsx'
import { Atrasado } from '../conexion.tsx'

const PESTANAS = {
  salud: '/operaciones',
  apartados: '/operaciones/apartados',
  proyecciones: '/operaciones/proyecciones',
  eventos: '/actividad',
  actos: '/operaciones/actos',
  catalogo: '/operaciones/catalogo',
} as const

/** Las pestañas de operaciones. */
export const PestanasOperaciones = () => (
  <nav class="pestanas" aria-label={T().secciones.operaciones}>
    {Object.entries(PESTANAS).map(([clave, a]) => (
      <a key={clave} href={a} aria-current={camino.value === a ? 'page' : undefined}>
        {T().operaciones[clave as keyof typeof PESTANAS]}
      </a>
    ))}
  </nav>
)

const CADA_MS = 5000

/** Dónde está, bajo la api de la página, lo que se opera de notificaciones: cada servicio guarda lo suyo. */
export const DE_NOTIFICACIONES = '/servicios/notificaciones'

/** Lo de operaciones no llega por eventos: se pregunta cada cinco segundos, y se dice. */
export const usarSondeo = (...lecturas: readonly Lectura<unknown>[]): void => {
  useEffect(() => {
    const reloj = setInterval(() => {
      if (document.visibilityState === 'visible') for (const l of lecturas) void l.releer()
    }, CADA_MS)
    return () => clearInterval(reloj)
  }, [])
}

/** El marco de una pestaña, con lo que toque según cómo esté su lectura. */
export const MarcoOperaciones = (p: {
  titulo: string
  resumen?: string
  lectura: Lectura<unknown>
  /** Otra, que si falla se dice y no quita lo demás. */
  ademas?: Lectura<unknown>
  children: ComponentChildren
}) => (
  <>
    <Cabecera
      titulo={p.titulo}
      sobre={T().secciones.operaciones}
      resumen={<p>{p.resumen ?? T().operaciones.resumen}</p>}
    />
    <div class="cuerpo">
      <PestanasOperaciones />
      <Atrasado />
      {p.lectura.problema.value && (
        <Fallo problema={p.lectura.problema.value} alReintentar={() => void p.lectura.releer()} />
      )}
      {p.ademas?.problema.value && (
        <Fallo problema={p.ademas.problema.value} alReintentar={() => void p.ademas?.releer()} />
      )}
      {!p.lectura.datos.value && !p.lectura.problema.value && <Esqueleto />}
      {p.lectura.datos.value && p.children}
    </div>
  </>
)
