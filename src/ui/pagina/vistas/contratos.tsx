import { cifra, numero } from '../nucleo/formato.ts'
import { T } from '../nucleo/preferencias.ts'
import { consulta, filtrar } from '../nucleo/ruta.ts'
import type { Contrato, Pagina } from '../nucleo/tipos.ts'
import { Cabecera, Esqueleto, Fallo, Vacio } from '../piezas/basicas.tsx'
import { Icono } from '../piezas/iconos.tsx'
import { Paginas } from '../piezas/paginas.tsx'
import { s } from '../textos/plural.ts'
import { EnCurso } from './comandos.tsx'
import { Atrasado } from './conexion.tsx'
import { consultaFiltros, FILTROS, type Lista, usarLista } from './contratos-datos.ts'
import { Filtros } from './contratos-filtros.tsx'
import { Tabla } from './contratos-tabla.tsx'

const Resumen = ({ pagina }: { pagina: Pagina<Contrato> | null }) => {
  if (pagina?.total === undefined) return null
  return (
    <dl class="cifras">
      <div>
        <dt>{s(pagina.total, T().lista.contrato, T().lista.contratos)}</dt>
        <dd>{numero(pagina.total)}</dd>
      </div>
      {pagina.totales_por_moneda?.map((t) => (
        <div key={t.moneda}>
          <dt>{T().lista.canonEn(t.moneda)}</dt>
          <dd>{cifra(t.monto, t.moneda)}</dd>
        </div>
      ))}
    </dl>
  )
}

const Nuevos = ({ lista }: { lista: Lista }) => {
  const n = lista.nuevos.value
  if (n === 0) return null
  const ver = () => {
    scrollTo({ top: 0 })
    if (consulta.peek().get('cursor')) filtrar({ cursor: null })
    else void lista.releer()
  }
  return (
    <button type="button" class="pildora" onClick={ver}>
      {n} {s(n, T().lista.nuevo, T().lista.nuevos)}
    </button>
  )
}

/** Detiene la lista mientras se lee (WCAG 2.2.2); al seguir se ponen de una vez los que cambiaron. */
const Pausa = ({ lista }: { lista: Lista }) => (
  <button
    type="button"
    class="boton boton-pausa"
    aria-pressed={lista.enPausa.value ? 'true' : 'false'}
    onClick={lista.pausar}
  >
    <Icono de={lista.enPausa.value ? 'seguir' : 'pausa'} />
    <span>{lista.enPausa.value ? T().actividad.seguir(lista.esperan.value) : T().actividad.pausar}</span>
  </button>
)

const SinContratos = () => {
  const filtrado = FILTROS.some((f) => consulta.value.has(f))
  return filtrado ? (
    <Vacio titulo={T().lista.nada}>
      <p>{T().lista.nadaTexto}</p>
    </Vacio>
  ) : (
    <Vacio titulo={T().lista.vacia}>
      <p>{T().lista.vaciaTexto}</p>
      <a class="boton boton-principal" href="/contratos/nuevo">
        {T().nuevo.contrato}
      </a>
    </Vacio>
  )
}

const Cuerpo = ({ lista }: { lista: Lista }) => {
  const { datos, problema } = lista
  if (!datos.value) {
    if (problema.value) return <Fallo problema={problema.value} alReintentar={() => void lista.releer()} />
    return <Esqueleto filas={10} />
  }
  return (
    <>
      {problema.value && <Fallo problema={problema.value} alReintentar={() => void lista.releer()} />}
      {datos.value.elementos.length === 0 ? <SinContratos /> : <Tabla lista={lista} />}
      <Paginas siguiente={datos.value.siguiente} />
    </>
  )
}

/** La lista de contratos, en vivo. */
export const Contratos = () => {
  const lista = usarLista()
  return (
    <>
      <Cabecera
        titulo={T().secciones.contratos}
        resumen={<Resumen pagina={lista.datos.value} />}
        acciones={
          <>
            <Pausa lista={lista} />
            <a
              class="boton"
              href={`/descargas/contratos.csv${consultaFiltros(consulta.value)}`}
              download="contratos.csv"
            >
              <Icono de="csv" />
              CSV
            </a>
            <a class="boton boton-principal" href="/contratos/nuevo" data-nuevo>
              <Icono de="mas" />
              {T().nuevo.contrato}
            </a>
          </>
        }
      />
      <div class="cuerpo">
        <Filtros />
        <EnCurso />
        <Atrasado />
        <Nuevos lista={lista} />
        <Cuerpo lista={lista} />
      </div>
    </>
  )
}
