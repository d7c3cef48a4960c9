import type { ComponentChildren } from 'preact'
import { consultaDe, type Lectura, usarLectura } from '../nucleo/datos.ts'
import { cantidad, fecha, instante, nombreIdioma, palabra } from '../nucleo/formato.ts'
import { T } from '../nucleo/preferencias.ts'
import { usarRelectura } from '../nucleo/relectura.ts'
import type { Cliente, Contrato, Inmueble, Pagina } from '../nucleo/tipos.ts'
import { Cabecera, type Casilla, Casillas, Dinero, Esqueleto, Fallo, Seccion } from '../piezas/basicas.tsx'
import { Regla } from '../piezas/cota.tsx'
import { Estado } from '../piezas/estado.tsx'
import { Linea, type TramoLinea } from '../piezas/linea.tsx'

/** Los contratos de algo, del más reciente al más antiguo. */
const Contratos = ({ titulo, filtro }: { titulo: string; filtro: Readonly<Record<string, string>> }) => {
  const lectura = usarLectura<Pagina<Contrato>>(
    `/contratos${consultaDe({ ...filtro, orden: 'fecha_inicio:desc', limite: 50 })}`,
  )
  usarRelectura(lectura)
  const pagina = lectura.datos.value
  if (!pagina)
    return lectura.problema.value ? <Fallo problema={lectura.problema.value} /> : <Esqueleto filas={3} />
  return (
    <Seccion titulo={titulo}>
      {pagina.elementos.length === 0 && <p class="tenue">{T().lista.vacia}</p>}
      <ul class="contratos-de">
        {pagina.elementos.map((c) => (
          <li key={c.id} data-fila>
            <a href={`/contratos/${c.id}`}>{c.numero}</a>
            <Estado de={c.estado} />
            <span>{c.nombres?.propiedad}</span>
            <span>{c.nombres?.inquilino}</span>
            <span class="tenue">
              {fecha(c.fecha_inicio)} – {fecha(c.fecha_fin)}
            </span>
            <b>
              <Dinero monto={c.canon_vigente ?? c.monto} moneda={c.moneda} />
            </b>
          </li>
        ))}
      </ul>
      {pagina.siguiente && <a href={`/contratos${consultaDe(filtro)}`}>{T().noHay.volver}</a>}
    </Seccion>
  )
}

/** El marco de una ficha: título, casillas y lo suyo. */
const Ficha = <F extends { id: string; nombre: string }>(p: {
  recurso: 'inmuebles' | 'clientes'
  lectura: Lectura<F>
  casillas: (ficha: F) => readonly Casilla[]
  children: (ficha: F) => ComponentChildren
}) => {
  const f = p.lectura.datos.value
  usarRelectura(p.lectura)
  return (
    <>
      <Cabecera
        titulo={f?.nombre ?? T().cargando}
        sobre={<a href={`/${p.recurso}`}>{T().secciones[p.recurso]}</a>}
        acciones={
          f && (
            <a class="boton" href={`/${p.recurso}/${f.id}/editar`}>
              {T().acciones.actualizar}
            </a>
          )
        }
      />
      <div class="cuerpo">
        {p.lectura.problema.value && <Fallo problema={p.lectura.problema.value} />}
        {!f && !p.lectura.problema.value && <Esqueleto />}
        {f && <Casillas de={p.casillas(f)} />}
        {f && p.children(f)}
      </div>
    </>
  )
}

const Ocupacion = ({ i }: { i: Inmueble }) => {
  const lectura = usarLectura<{ tramos: readonly TramoLinea[] }>(`/inmuebles/${i.id}/ocupacion`)
  usarRelectura(lectura)
  return (
    <Seccion titulo={T().informes.ocupacion}>
      <div class="linea-sola">
        <Regla />
        <Linea de={i.nombre} tramos={lectura.datos.value?.tramos ?? []} />
      </div>
    </Seccion>
  )
}

/** Un inmueble: qué es, su línea de ocupación y sus contratos. */
export const FichaInmueble = ({ id }: { id: string }) => {
  const lectura = usarLectura<Inmueble>(`/inmuebles/${encodeURIComponent(id)}`)
  const { campos } = T()
  return (
    <Ficha
      recurso="inmuebles"
      lectura={lectura}
      casillas={(i) => [
        [campos.tipo, T().tiposInmueble[i.tipo]],
        [campos.ciudad, `${i.ciudad}, ${i.pais}`],
        [campos.area, i.area_m2 && cantidad(i.area_m2)],
        [campos.zona, i.zona],
      ]}
    >
      {(i) => (
        <>
          <a class="boton" href={`/contratos/nuevo?id_propiedad=${i.id}`} data-nuevo>
            {T().nuevo.contratoAqui}
          </a>
          <Ocupacion i={i} />
          <Contratos titulo={T().secciones.contratos} filtro={{ id_propiedad: i.id }} />
        </>
      )}
    </Ficha>
  )
}

type ReservaDe = Readonly<{ id: string; estado: string; ruta: string; fecha_salida: string }>

/** Sus vuelos, con la copia que clientes guarda de ellos. */
const ReservasDe = ({ id }: { id: string }) => {
  const lectura = usarLectura<Pagina<ReservaDe>>(`/clientes/${id}/reservas?limite=50`)
  usarRelectura(lectura)
  const pagina = lectura.datos.value
  if (!pagina) return lectura.problema.value && <Fallo problema={lectura.problema.value} />
  return (
    <Seccion titulo={T().secciones.reservas}>
      {pagina.elementos.length === 0 && <p class="tenue">{T().reservas.vacio}</p>}
      <ul class="contratos-de">
        {pagina.elementos.map((r) => (
          <li key={r.id} data-fila>
            <a href="/reservas">{r.ruta}</a>
            <span>{palabra(T().reservas.estados, r.estado)}</span>
            <span class="tenue">{instante(r.fecha_salida)}</span>
          </li>
        ))}
      </ul>
      <a class="boton" href={`/reservas/nueva?id_cliente=${id}`} data-nuevo>
        {T().reservas.nueva}
      </a>
    </Seccion>
  )
}

/** Un cliente: quién es, sus vuelos y sus contratos, como inquilino y como compañía. */
export const FichaCliente = ({ id }: { id: string }) => {
  const lectura = usarLectura<Cliente>(`/clientes/${encodeURIComponent(id)}`)
  const { campos } = T()
  return (
    <Ficha
      recurso="clientes"
      lectura={lectura}
      casillas={(x) => [
        [campos.tipo, T().tiposCliente[x.tipo]],
        [campos.documento, x.documento && `${x.documento.tipo} ${x.documento.numero}`],
        [campos.correo, x.correo],
        [campos.idioma, x.idioma && nombreIdioma(x.idioma)],
      ]}
    >
      {(x) => (
        <>
          <Contratos titulo={T().clientes.comoInquilino} filtro={{ id_inquilino: x.id }} />
          <Contratos titulo={T().clientes.comoCompania} filtro={{ id_compania: x.id }} />
          <ReservasDe id={x.id} />
        </>
      )}
    </Ficha>
  )
}
