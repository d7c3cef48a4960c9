import type { ComponentChildren } from 'preact'
import { cifra } from '../nucleo/formato.ts'
import { T } from '../nucleo/preferencias.ts'
import type { Problema } from '../nucleo/problema.ts'
import { Cumbres } from './cumbres.tsx'
import { Icono, type NombreIcono } from './iconos.tsx'

type Hijos = { children?: ComponentChildren }

/** La cabecera de cada vista: su nombre, lo que resume y lo que se puede hacer. */
export const Cabecera = (p: {
  titulo: ComponentChildren
  sobre?: ComponentChildren
  resumen?: ComponentChildren
  acciones?: ComponentChildren
}) => (
  <header class="cabecera">
    <Cumbres />
    <div class="cabecera-dentro">
      <div class="cabecera-titulo">
        {p.sobre && <p class="cabecera-sobre">{p.sobre}</p>}
        <h1 tabIndex={-1}>{p.titulo}</h1>
        {p.resumen && <div class="cabecera-resumen">{p.resumen}</div>}
      </div>
      {p.acciones && <div class="cabecera-acciones">{p.acciones}</div>}
    </div>
  </header>
)

/** Nada que mostrar, y qué se puede hacer al respecto. */
export const Vacio = ({ titulo, children }: Hijos & { titulo: string }) => (
  <div class="vacio">
    <svg viewBox="0 0 120 60" aria-hidden="true" focusable="false">
      <path d="M4 54 34 18l16 20 14-16 22 24 10-10 20 18z" />
      <path class="senda" d="M4 57.5h112" />
    </svg>
    <h2>{titulo}</h2>
    {children}
  </div>
)

/** No se pudo leer: qué pasó y cómo seguir. */
export const Fallo = ({ problema, alReintentar }: { problema: Problema; alReintentar?: () => void }) => (
  <div class="fallo" role="alert">
    <Icono de="alerta" />
    <div>
      <p class="fallo-titulo">{problema.pasajero ? T().sinServicio : T().noSePudo}</p>
      <p>{problema.status === 0 ? T().sinRed : problema.message}</p>
      {problema.instancia && (
        <p class="tenue">
          {T().referencia} <code>{problema.instancia}</code>
        </p>
      )}
      {alReintentar && (
        <button type="button" class="boton" onClick={alReintentar}>
          {T().reintentar}
        </button>
      )}
    </div>
  </div>
)

/** Filas grises mientras llega la primera lectura. */
export const Esqueleto = ({ filas = 6 }: { filas?: number }) => (
  <div class="esqueleto" role="status" aria-label={T().cargando}>
    {Array.from({ length: filas }, (_, i) => (
      <i key={i} />
    ))}
  </div>
)

/** Botón con icono y nombre. */
export const Boton = (p: {
  icono?: NombreIcono
  clase?: string
  tipo?: 'button' | 'submit'
  ocupado?: boolean
  desactivado?: boolean
  descritoPor?: string
  alPulsar?: () => void
  children: ComponentChildren
}) => (
  <button
    type={p.tipo ?? 'button'}
    class={`boton ${p.clase ?? ''}`}
    aria-disabled={p.desactivado || p.ocupado ? 'true' : undefined}
    aria-busy={p.ocupado ? 'true' : undefined}
    aria-describedby={p.descritoPor}
    onClick={(s) => {
      if (p.desactivado || p.ocupado) s.preventDefault()
      else p.alPulsar?.()
    }}
  >
    {p.icono && <Icono de={p.icono} />}
    {p.children}
  </button>
)

/** Una sección de ficha, con su título. */
export const Seccion = ({ titulo, children, clase = '' }: Hijos & { titulo: string; clase?: string }) => (
  <section class={`seccion ${clase}`} aria-label={titulo}>
    <h2>{titulo}</h2>
    {children}
  </section>
)

/** Una cifra con su moneda al lado, en letra menor. */
export const Dinero = ({ monto, moneda }: { monto: string; moneda: string }) => (
  <>
    {cifra(monto, moneda)} <small>{moneda}</small>
  </>
)

/** Marca de texto para lo que no se sabe. */
export const Nada = () => <span class="tenue">—</span>

export type Casilla = readonly [nombre: string, valor: ComponentChildren]

/** Un cajetín corto: nombres y valores. */
export const Casillas = ({ de }: { de: readonly Casilla[] }) => (
  <dl class="cajetin">
    {de.map(([nombre, valor]) => (
      <div key={nombre}>
        <dt>{nombre}</dt>
        <dd>{valor ?? <Nada />}</dd>
      </div>
    ))}
  </dl>
)
