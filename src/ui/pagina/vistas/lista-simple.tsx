import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { consultaDe, type Lectura, usarLectura } from '../nucleo/datos.ts'
import { escuchar } from '../nucleo/enlace.ts'
import { T } from '../nucleo/preferencias.ts'
import { consulta } from '../nucleo/ruta.ts'
import type { Pagina } from '../nucleo/tipos.ts'
import { Cabecera, Esqueleto, Fallo, Vacio } from '../piezas/basicas.tsx'
import { Busqueda } from '../piezas/busqueda.tsx'
import { Icono } from '../piezas/iconos.tsx'
import { Paginas } from '../piezas/paginas.tsx'
import { Atrasado } from './conexion.tsx'

type Recurso = 'inmuebles' | 'clientes'

type Props<E> = {
  recurso: Recurso
  titulo: string
  nuevo: string
  vacio: string
  cabezal: ComponentChildren
  fila: (elemento: E) => ComponentChildren
}

/** Se relee cuando cambia una ficha de las suyas, una vez por ráfaga: al callar. */
const usarReleerSuyos = (recurso: Recurso, lectura: Lectura<unknown>): void => {
  useEffect(() => {
    const topico = recurso === 'inmuebles' ? 'eventos-inmueble' : 'eventos-cliente'
    let turno: ReturnType<typeof setTimeout> | undefined
    const releer = (t: string) => {
      if (t !== topico) return
      clearTimeout(turno)
      turno = setTimeout(() => void lectura.releer(), 150)
    }
    const bajas = [escuchar('evento', (e) => releer(e.topico)), escuchar('reinicio', releer)]
    return () => {
      for (const baja of bajas) baja()
      clearTimeout(turno)
    }
  }, [])
}

const Nuevo = ({ recurso, nuevo }: { recurso: Recurso; nuevo: string }) => (
  <a class="boton boton-principal" href={`/${recurso}/nuevo`} data-nuevo>
    <Icono de="mas" />
    {nuevo}
  </a>
)

const Tabla = <E extends { id: string }>(p: Props<E> & { elementos: readonly E[] }) => (
  <table class="tabla">
    <caption class="solo-lector">{p.titulo}</caption>
    <thead>{p.cabezal}</thead>
    <tbody>
      {p.elementos.map((e) => (
        <tr key={e.id} data-fila tabIndex={-1}>
          {p.fila(e)}
        </tr>
      ))}
    </tbody>
  </table>
)

/** Una lista de fichas con búsqueda y páginas, que se relee cuando algo de lo suyo cambia. */
export const ListaSimple = <E extends { id: string }>(p: Props<E>) => {
  const c = consulta.value
  const lectura = usarLectura<Pagina<E>>(
    `/${p.recurso}${consultaDe({ q: c.get('q'), cursor: c.get('cursor'), limite: 50 })}`,
  )
  usarReleerSuyos(p.recurso, lectura)
  const pagina = lectura.datos.value
  return (
    <>
      <Cabecera titulo={p.titulo} acciones={<Nuevo {...p} />} />
      <div class="cuerpo">
        <search class="filtros" aria-label={T().lista.filtros}>
          <Busqueda etiqueta={T().buscarEnLista(p.titulo)} />
        </search>
        <Atrasado />
        {lectura.problema.value && (
          <Fallo problema={lectura.problema.value} alReintentar={() => void lectura.releer()} />
        )}
        {!pagina && !lectura.problema.value && <Esqueleto />}
        {pagina?.elementos.length === 0 && (
          <Vacio titulo={c.get('q') ? T().lista.nada : p.vacio}>
            <a class="boton" href={`/${p.recurso}/nuevo`}>
              {p.nuevo}
            </a>
          </Vacio>
        )}
        {pagina && pagina.elementos.length > 0 && <Tabla {...p} elementos={pagina.elementos} />}
        <Paginas siguiente={pagina?.siguiente ?? null} />
      </div>
    </>
  )
}
