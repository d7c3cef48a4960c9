import { signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { usarLectura } from '../../nucleo/datos.ts'
import { hora, instante, numero, palabra, relativo } from '../../nucleo/formato.ts'
import { T } from '../../nucleo/preferencias.ts'
import { disposicion, leerDisposicion } from '../../nucleo/reloj.ts'
import { Casillas } from '../../piezas/basicas.tsx'
import { Icono } from '../../piezas/iconos.tsx'
import { DE_NOTIFICACIONES, MarcoOperaciones, usarSondeo } from './marco.tsx'
import { PanelTopicos, type Topicos } from './topicos.tsx'

type Lector = Readonly<{
  suscripcion: string
  topico: string
  posicion: number
  atraso: number | null
  edad_pendiente: number | null
  estado: string
  motivo: string | null
  caidas: number
  apartados: number
  intentos: number
  ultimo_error: string | null
}>
type Lectores = Readonly<{ elementos: readonly Lector[] }>

/** Atraso a partir del cual una fila se pinta de rojo. */
const UMBRAL = 100
const MUESTRAS = 24

type Muestra = Readonly<{ en: number; posicion: number; atraso: number }>
const claveDe = (l: Lector): string => `${l.suscripcion} ${l.topico}`

/** Las últimas lecturas de cada lector, para su ritmo y su línea; sólo lo visto desde que se abrió. */
const crearMuestras = () => {
  const todas = signal<ReadonlyMap<string, readonly Muestra[]>>(new Map())
  const anotar = (lectores: readonly Lector[]): void => {
    const en = Date.now()
    const entradas = lectores.map((l) => {
      const previas = todas.peek().get(claveDe(l)) ?? []
      return [
        claveDe(l),
        [...previas, { en, posicion: l.posicion, atraso: l.atraso ?? 0 }].slice(-MUESTRAS),
      ] as const
    })
    todas.value = new Map([...todas.peek(), ...entradas])
  }
  return { todas, anotar }
}

const ritmoDe = (m: readonly Muestra[]): number => {
  const [a, b] = [m.at(-2), m.at(-1)]
  return a && b && b.en > a.en ? ((b.posicion - a.posicion) * 1000) / (b.en - a.en) : 0
}

const Chispa = ({ m }: { m: readonly Muestra[] }) => {
  const maximo = Math.max(1, ...m.map((x) => x.atraso))
  const puntos = m.map((x, i) => `${(i / (MUESTRAS - 1)) * 80},${18 - (x.atraso / maximo) * 16}`)
  return (
    <svg class="chispa" viewBox="0 0 80 20" role="img" aria-label={T().operaciones.ultimos(m.length)}>
      <polyline points={puntos.join(' ')} />
    </svg>
  )
}

const Fila = ({ l, m }: { l: Lector; m: readonly Muestra[] }) => {
  const o = T().operaciones
  const mal = (l.atraso ?? 0) > UMBRAL || l.estado !== 'activa'
  return (
    <tr data-fila tabIndex={-1} class={mal ? 'fila-mal' : ''}>
      <th scope="row">
        {l.suscripcion}
        <small>{l.topico}</small>
      </th>
      <td data-nombre={T().campos.estado}>
        {palabra(o.estados, l.estado)}
        {(l.motivo ?? l.ultimo_error) && <small>{l.motivo ?? l.ultimo_error}</small>}
      </td>
      <td class="derecha" data-nombre={o.posicion}>
        {numero(l.posicion)}
      </td>
      <td class="derecha" data-nombre={o.atraso}>
        {l.atraso === null ? '—' : numero(l.atraso)}
      </td>
      <td data-nombre={o.edad}>{l.edad_pendiente ? relativo(-l.edad_pendiente / 1000) : '—'}</td>
      <td class="derecha" data-nombre={o.ritmo}>
        {numero(Math.round(ritmoDe(m) * 10) / 10)}
      </td>
      <td>
        <Chispa m={m} />
      </td>
      <td class="derecha" data-nombre={o.apartados}>
        {l.apartados > 0 ? <a href="/operaciones/apartados">{l.apartados}</a> : 0}
      </td>
      <td class="derecha" data-nombre={o.nIntentos}>
        {numero(l.intentos)}
      </td>
    </tr>
  )
}

type Servicio = Readonly<{
  servicio: string
  status: 'up' | 'down' | 'sin-respuesta'
  version: string | null
  desde: string | null
  partes: Readonly<Record<string, boolean>>
}>
type Servicios = Readonly<{ elementos: readonly Servicio[]; visto_en: string }>

const DelServicio = ({ s, de }: { s: Servicio; de: string }) => {
  const o = T().operaciones
  return (
    <li class={`servicio servicio-${s.status}`}>
      <h2>
        {palabra(o.servicios, s.servicio)} <b>{palabra(o.estados, s.status)}</b>
      </h2>
      <p class="tenue">
        {[s.version, s.desde && o.desde(instante(s.desde)), o.visto(hora(de))].filter(Boolean).join(' · ')}
      </p>
      <ul>
        {Object.entries(s.partes).map(([nombre, bien]) => (
          <li key={nombre} class={bien ? '' : 'mal'}>
            <Icono de={bien ? 'bien' : 'alerta'} />
            {palabra(o.partes, nombre)}
            {!bien && `: ${o.no}`}
          </li>
        ))}
      </ul>
    </li>
  )
}

/** Cada servicio: si está listo, desde cuándo, y cada pieza suya. */
const Servicios = () => {
  const lectura = usarLectura<Servicios>('/servicios')
  usarSondeo(lectura)
  const d = disposicion.value
  const o = T().operaciones
  const reloj = typeof d?.reloj === 'string' ? d.reloj : d?.reloj?.ahora
  const vistos = lectura.datos.value
  return (
    <>
      {vistos && (
        <ul class="servicios">
          {vistos.elementos.map((s) => (
            <DelServicio key={s.servicio} s={s} de={vistos.visto_en} />
          ))}
        </ul>
      )}
      <Casillas
        de={[
          [o.durabilidad, d?.durabilidad?.grado && palabra(o.estados, d.durabilidad.grado)],
          [o.reloj, reloj && instante(reloj)],
        ]}
      />
    </>
  )
}

const Cabecera = () => {
  const o = T().operaciones
  return (
    <thead>
      <tr>
        <th scope="col">{o.lector}</th>
        <th scope="col">{T().campos.estado}</th>
        {[o.posicion, o.atraso].map((t) => (
          <th scope="col" class="derecha" key={t}>
            {t}
          </th>
        ))}
        <th scope="col">{o.edad}</th>
        <th scope="col" class="derecha">
          {o.ritmo}
        </th>
        <th scope="col">
          <span class="solo-lector">{o.ultimos(MUESTRAS)}</span>
        </th>
        <th scope="col" class="derecha">
          {o.apartados}
        </th>
        <th scope="col" class="derecha">
          {o.nIntentos}
        </th>
      </tr>
    </thead>
  )
}

const { metricas } = document.documentElement.dataset

/** Los servicios y los lectores duraderos: por dónde van, cuánto les falta y a qué ritmo. */
export const Salud = () => {
  const lectura = usarLectura<Lectores>('/suscripciones')
  const ajena = usarLectura<Lectores>(`${DE_NOTIFICACIONES}/suscripciones`)
  const muestras = useMemo(crearMuestras, [])
  const topicos = usarLectura<Topicos>('/topicos')
  usarSondeo(lectura, ajena, topicos)
  const [suyos, ajenos] = [lectura.datos.value, ajena.datos.value]
  useEffect(() => {
    if (suyos) muestras.anotar(suyos.elementos)
    void leerDisposicion()
  }, [suyos])
  useEffect(() => {
    if (ajenos) muestras.anotar(ajenos.elementos)
  }, [ajenos])
  const lectores = [...(suyos?.elementos ?? []), ...(ajenos?.elementos ?? [])]
  const o = T().operaciones
  return (
    <MarcoOperaciones titulo={o.salud} lectura={lectura} ademas={ajena}>
      <Servicios />
      {metricas && (
        <p class="enlaces-aparte">
          <a href={metricas} target="_blank" rel="noreferrer" data-fuera>
            {o.metricas}
          </a>
        </p>
      )}
      <table class="tabla tabla-informe">
        <caption class="titulo-tabla">{o.lectores}</caption>
        <Cabecera />
        <tbody>
          {lectores.map((l) => (
            <Fila key={claveDe(l)} l={l} m={muestras.todas.value.get(claveDe(l)) ?? []} />
          ))}
        </tbody>
      </table>
      <PanelTopicos lectura={topicos} />
    </MarcoOperaciones>
  )
}
