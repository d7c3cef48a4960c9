import type { ComponentChildren } from 'preact'
import { consultaDe, type Lectura, usarLectura } from '../../nucleo/datos.ts'
import { esFecha } from '../../nucleo/fechas.ts'
import { T } from '../../nucleo/preferencias.ts'
import { usarRelectura } from '../../nucleo/relectura.ts'
import { hoy } from '../../nucleo/reloj.ts'
import { camino, consulta, consultaCon, filtrar } from '../../nucleo/ruta.ts'
import { Cabecera, Esqueleto, Fallo, Vacio } from '../../piezas/basicas.tsx'
import { Busqueda } from '../../piezas/busqueda.tsx'
import { Texto } from '../../piezas/campos.tsx'
import { Icono } from '../../piezas/iconos.tsx'
import { Paginas } from '../../piezas/paginas.tsx'
import { Atrasado } from '../conexion.tsx'
import type { Informe } from './tipos.ts'

const PESTANAS = ['rent-roll', 'vencimientos', 'ocupacion', 'pendientes', 'indices'] as const
export type NombreInforme = (typeof PESTANAS)[number]

/** Las pestañas de los informes, con la fecha que se estaba mirando. */
export const Pestanas = () => {
  const aFecha = consulta.value.get('a_fecha')
  return (
    <nav class="pestanas" aria-label={T().informes.secciones}>
      {PESTANAS.map((p) => (
        <a
          key={p}
          href={`/informes/${p}${consultaDe({ a_fecha: aFecha })}`}
          aria-current={camino.value === `/informes/${p}` ? 'page' : undefined}
        >
          {T().informes[p]}
        </a>
      ))}
    </nav>
  )
}

const PROPIOS = ['q', 'orden', 'moneda', 'tramo', 'tipo'] as const

const filtros = (c: URLSearchParams) => ({
  a_fecha: esFecha(c.get('a_fecha') ?? '') ? c.get('a_fecha') : null,
  ...Object.fromEntries(PROPIOS.map((k) => [k, c.getAll(k)])),
})

/** Un informe de la api con los filtros de la URL. */
export const usarInforme = <I,>(nombre: NombreInforme): Lectura<I> => {
  const c = consulta.value
  const lectura = usarLectura<I>(
    `/informes/${nombre}${consultaDe({ ...filtros(c), cursor: c.get('cursor'), limite: 100 })}`,
  )
  usarRelectura(lectura)
  return lectura
}

const AFecha = () => (
  <div class="a-fecha">
    <Texto
      nombre="a_fecha"
      tipo="date"
      etiqueta={T().informes.aFecha}
      valor={consulta.value.get('a_fecha') ?? hoy.value}
      alCambiar={(v, aMedias) =>
        (v ? esFecha(v) : !aMedias) && filtrar({ a_fecha: v || null, cursor: null }, true)
      }
    />
    {consulta.value.has('a_fecha') && (
      <a class="boton-enlace" href={camino.value + consultaCon({ a_fecha: null, cursor: null })}>
        {T().informes.hoy}
      </a>
    )}
  </div>
)

/** Llevarse el informe: en CSV o en papel. */
const Acciones = ({ nombre }: { nombre: NombreInforme }) => (
  <>
    <a
      class="boton"
      href={`/descargas/informes/${nombre}.csv${consultaDe(filtros(consulta.value))}`}
      download={`${nombre}.csv`}
    >
      <Icono de="csv" />
      CSV
    </a>
    <button type="button" class="boton" onClick={() => print()}>
      <Icono de="imprimir" />
      {T().imprimir}
    </button>
  </>
)

const SinFilas = () => (
  <Vacio titulo={T().informes.sinFilas}>
    <p>{T().informes.sinFilasTexto}</p>
  </Vacio>
)

/** El marco de un informe: título, fecha, búsqueda, CSV, y lo que toque según cómo esté la lectura. */
export const MarcoInforme = <F, C>(p: {
  nombre: NombreInforme
  lectura: Lectura<Informe<F, C>>
  resumen?: ComponentChildren
  filtros?: ComponentChildren
  vacio?: ComponentChildren
  arriba?: ComponentChildren
  children: ComponentChildren
}) => {
  const { datos, problema, releer } = p.lectura
  const titulo = T().informes[p.nombre]
  return (
    <>
      <Cabecera
        titulo={titulo}
        sobre={T().informes.secciones}
        resumen={p.resumen}
        acciones={<Acciones nombre={p.nombre} />}
      />
      <div class="cuerpo">
        <Pestanas />
        <search class="filtros" aria-label={T().lista.filtros}>
          <Busqueda etiqueta={T().informes.buscar} />
          <AFecha />
          {p.filtros}
        </search>
        <Atrasado />
        {problema.value && <Fallo problema={problema.value} alReintentar={() => void releer()} />}
        {!datos.value && !problema.value && <Esqueleto filas={8} />}
        {p.arriba}
        {datos.value?.elementos.length === 0 ? (p.vacio ?? <SinFilas />) : datos.value && p.children}
        <Paginas siguiente={datos.value?.siguiente ?? null} />
      </div>
    </>
  )
}
