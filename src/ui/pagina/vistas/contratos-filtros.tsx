import { esFecha } from '../nucleo/fechas.ts'
import { fecha } from '../nucleo/formato.ts'
import { MONEDAS } from '../nucleo/montos.ts'
import { nombre } from '../nucleo/nombres.ts'
import { T } from '../nucleo/preferencias.ts'
import { consulta, filtrar } from '../nucleo/ruta.ts'
import { type Cliente, ESTADOS, type Inmueble, VIGENCIAS } from '../nucleo/tipos.ts'
import { Busqueda } from '../piezas/busqueda.tsx'
import { Lista, Texto } from '../piezas/campos.tsx'
import { FichasFiltro } from '../piezas/fichas-filtro.tsx'
import { Icono } from '../piezas/iconos.tsx'
import { Selector } from '../piezas/selector.tsx'
import { FILTROS } from './contratos-datos.ts'
import { Vistas } from './contratos-vistas.tsx'

/** Cambiar un filtro vuelve a la primera página. */
const poner = (clave: string, valor: string | readonly string[] | null, reemplazar = false): void =>
  filtrar({ [clave]: valor, cursor: null }, reemplazar)

const Vence = ({ dias }: { dias: string }) => {
  const puesto = consulta.value.get('vence_en') === dias
  return (
    <button
      type="button"
      class="ficha-filtro"
      aria-pressed={puesto ? 'true' : 'false'}
      onClick={() => poner('vence_en', puesto ? null : dias)}
    >
      {T().lista.dias(Number(dias))}
    </button>
  )
}

/** Cómo se lee cada filtro que, puesto, no se ve en otra parte. */
const textosDe = (): Record<string, (v: string) => string> => ({
  vigencia: (v) => T().vigencias[v as keyof ReturnType<typeof T>['vigencias']] ?? v,
  id_compania: (v) => `${T().campos.compania}: ${nombre('clientes', v)}`,
  id_inquilino: (v) => `${T().campos.inquilino}: ${nombre('clientes', v)}`,
  id_propiedad: (v) => `${T().campos.propiedad}: ${nombre('inmuebles', v)}`,
  ciudad: (v) => `${T().campos.ciudad}: ${v}`,
  moneda: (v) => `${T().campos.moneda}: ${v}`,
  inicio_desde: (v) => `${T().vistas.desde} ${fecha(v)}`,
  inicio_hasta: (v) => `${T().vistas.hasta} ${fecha(v)}`,
  fin_desde: (v) => `${T().vistas.finDesde} ${fecha(v)}`,
  fin_hasta: (v) => `${T().vistas.finHasta} ${fecha(v)}`,
  monto_min: (v) => `${T().vistas.montoMin} ${v}`,
  monto_max: (v) => `${T().vistas.montoMax} ${v}`,
})

const Puesto = ({ clave, valor, texto }: { clave: string; valor: string; texto: string }) => (
  <button
    type="button"
    class="ficha-filtro puesta"
    aria-label={T().lista.quitar(texto)}
    onClick={() =>
      poner(
        clave,
        consulta
          .peek()
          .getAll(clave)
          .filter((v) => v !== valor),
      )
    }
  >
    {texto}
    <Icono de="cerrar" />
  </button>
)

/** Filtros puestos que no se ven en otra parte, con cómo quitarlos. */
const Puestos = () => {
  const c = consulta.value
  const textos = textosDe()
  const puestos = Object.keys(textos).flatMap((clave) => c.getAll(clave).map((valor) => ({ clave, valor })))
  const alguno = FILTROS.some((clave) => c.has(clave))
  if (!alguno) return null
  return (
    <div class="filtros-puestos">
      {puestos.map(({ clave, valor }) => (
        <Puesto key={clave + valor} clave={clave} valor={valor} texto={textos[clave]?.(valor) ?? valor} />
      ))}
      <button
        type="button"
        class="boton-enlace"
        onClick={() => filtrar({ ...Object.fromEntries(FILTROS.map((f) => [f, null])), cursor: null })}
      >
        {T().lista.limpiar}
      </button>
    </div>
  )
}

const deInmueble = (i: Inmueble) => ({ id: i.id, texto: i.nombre, detalle: i.ciudad })
const deCliente = (x: Cliente) => ({
  id: x.id,
  texto: x.nombre,
  detalle: x.documento ? `${x.documento.tipo} ${x.documento.numero}` : '',
})

const ParteFiltro = ({ clave, etiqueta }: { clave: string; etiqueta: string }) => (
  <Selector<Cliente>
    nombre={`filtro-${clave}`}
    etiqueta={etiqueta}
    recurso="clientes"
    valor={consulta.value.get(clave) ?? ''}
    textoDe={(id) => nombre('clientes', id)}
    aHallado={deCliente}
    alCambiar={(id) => poner(clave, id || null)}
  />
)

const PropiedadFiltro = () => (
  <Selector<Inmueble>
    nombre="filtro-id_propiedad"
    etiqueta={T().campos.propiedad}
    recurso="inmuebles"
    valor={consulta.value.get('id_propiedad') ?? ''}
    textoDe={(id) => nombre('inmuebles', id)}
    aHallado={deInmueble}
    alCambiar={(id) => poner('id_propiedad', id || null)}
  />
)

/** Sin su moneda, los límites del canon no dicen nada: se quitan con ella. */
const MonedaFiltro = () => (
  <Lista
    nombre="filtro-moneda"
    etiqueta={T().campos.moneda}
    valor={consulta.value.get('moneda') ?? ''}
    opciones={[{ valor: '', texto: T().todas }, ...Object.keys(MONEDAS).map((m) => ({ valor: m, texto: m }))]}
    alCambiar={(v) => filtrar({ moneda: v || null, monto_min: null, monto_max: null, cursor: null })}
  />
)

/** Un límite: de fecha siempre, de canon sólo con su moneda elegida (la api no compara monedas). */
const Limite = ({
  clave,
  etiqueta,
  tipo = 'date',
}: {
  clave: string
  etiqueta: string
  tipo?: 'date' | 'text'
}) => (
  <Texto
    nombre={`filtro-${clave}`}
    etiqueta={etiqueta}
    tipo={tipo}
    valor={consulta.value.get(clave) ?? ''}
    alCambiar={(v, aMedias) =>
      (tipo === 'text' || (v ? esFecha(v) : !aMedias)) && poner(clave, v || null, true)
    }
  />
)

const Limites = () => {
  const { vistas } = T()
  return (
    <>
      <Limite clave="inicio_desde" etiqueta={vistas.desde} />
      <Limite clave="inicio_hasta" etiqueta={vistas.hasta} />
      <Limite clave="fin_desde" etiqueta={vistas.finDesde} />
      <Limite clave="fin_hasta" etiqueta={vistas.finHasta} />
      {consulta.value.get('moneda') && (
        <>
          <Limite clave="monto_min" etiqueta={vistas.montoMin} tipo="text" />
          <Limite clave="monto_max" etiqueta={vistas.montoMax} tipo="text" />
        </>
      )}
    </>
  )
}

const MasFiltros = () => (
  <details class="mas-filtros">
    <summary>
      <Icono de="filtro" />
      {T().lista.masFiltros}
    </summary>
    <div class="mas-filtros-dentro">
      <FichasFiltro
        clave="vigencia"
        leyenda={T().campos.vigencia}
        opciones={VIGENCIAS.map((v) => [v, T().vigencias[v]])}
      />
      <PropiedadFiltro />
      <ParteFiltro clave="id_inquilino" etiqueta={T().campos.inquilino} />
      <ParteFiltro clave="id_compania" etiqueta={T().campos.compania} />
      <Texto
        nombre="filtro-ciudad"
        etiqueta={T().campos.ciudad}
        valor={consulta.value.get('ciudad') ?? ''}
        alCambiar={(v) => poner('ciudad', v || null, true)}
      />
      <MonedaFiltro />
      <Limites />
    </div>
  </details>
)

/** La barra de filtros: lo frecuente a la vista, lo demás a un paso; todo vive en la URL. */
export const Filtros = () => (
  <search class="filtros" aria-label={T().lista.filtros}>
    <Busqueda etiqueta={T().lista.buscar} pista={T().lista.buscarEn} />
    <FichasFiltro
      clave="estado"
      leyenda={T().campos.estado}
      opciones={ESTADOS.map((e) => [e, T().estados[e]])}
    />
    <fieldset class="grupo-filtros">
      <legend>{T().lista.venceEn}</legend>
      {['30', '60', '90'].map((d) => (
        <Vence key={d} dias={d} />
      ))}
    </fieldset>
    <MasFiltros />
    <Vistas />
    <Puestos />
  </search>
)
