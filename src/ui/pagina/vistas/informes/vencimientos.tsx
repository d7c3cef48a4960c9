import { fecha } from '../../nucleo/formato.ts'
import { T } from '../../nucleo/preferencias.ts'
import { Barras } from '../../piezas/barras.tsx'
import { Dinero } from '../../piezas/basicas.tsx'
import { FichasFiltro } from '../../piezas/fichas-filtro.tsx'
import { Ordenable } from '../../piezas/ordenable.tsx'
import { Montos } from './cifras.tsx'
import { MarcoInforme, usarInforme } from './marco.tsx'
import { type Vencimientos as Datos, type FilaVencimiento, type SumaTramo, TRAMOS } from './tipos.ts'

const FiltroTramos = () => (
  <FichasFiltro
    clave="tramo"
    leyenda={T().informes.tramo}
    opciones={TRAMOS.map((t) => [t, T().informes.tramos[t]])}
  />
)

/** Bajo una barra no cabe el nombre entero, que está en la tabla: sólo sus días. */
const CORTOS = {
  ...{ vencidos: '< 0', hasta_30: '0–30', de_31_a_60: '31–60' },
  ...{ de_61_a_90: '61–90', de_91_a_180: '91–180' },
} as const

const FilaTramo = ({ t }: { t: SumaTramo }) => (
  <tr data-tramo={t.tramo}>
    <th scope="row">{T().informes.tramos[t.tramo]}</th>
    <td class="derecha" data-nombre={T().secciones.contratos}>
      {t.contratos}
    </td>
    <td class="derecha" data-nombre={T().informes.conSucesor}>
      {t.con_sucesor}
    </td>
    <td class="derecha" data-nombre={T().informes.enRiesgo}>
      <Montos de={t.en_riesgo} />
    </td>
  </tr>
)

/** El gráfico y su tabla: las mismas cifras, una al lado de la otra. */
const PorTramo = ({ tramos }: { tramos: readonly SumaTramo[] }) => (
  <section class="grafico-y-tabla">
    <Barras
      titulo={T().informes.grafico}
      series={[T().informes.sinSucesor, T().informes.conSucesor]}
      barras={tramos.map((t) => ({
        nombre: CORTOS[t.tramo],
        valores: [t.contratos - t.con_sucesor, t.con_sucesor],
      }))}
    />
    <table class="tabla">
      <caption class="solo-lector">{T().informes.grafico}</caption>
      <thead>
        <tr>
          <th scope="col">{T().informes.tramo}</th>
          <th scope="col" class="derecha">
            {T().secciones.contratos}
          </th>
          <th scope="col" class="derecha">
            {T().informes.conSucesor}
          </th>
          <th scope="col" class="derecha">
            {T().informes.enRiesgo}
          </th>
        </tr>
      </thead>
      <tbody>
        {tramos.map((t) => (
          <FilaTramo key={t.tramo} t={t} />
        ))}
      </tbody>
    </table>
  </section>
)

const Fila = ({ f }: { f: FilaVencimiento }) => (
  <tr data-fila tabIndex={-1}>
    <th scope="row">
      <a href={`/contratos/${f.id}`}>{f.numero}</a>
      <small>{f.propiedad}</small>
    </th>
    <td data-nombre={T().campos.inquilino}>
      <span class="principal">{f.inquilino ?? '—'}</span>
      <small>{f.compania}</small>
    </td>
    <td class="columna-fecha" data-nombre={T().campos.fin}>
      {fecha(f.fecha_fin)}
    </td>
    <td class={`derecha ${f.dias <= 90 ? 'pronto' : ''}`} data-nombre={T().informes.dias}>
      {f.dias}
    </td>
    <td data-nombre={T().informes.sucesor}>
      {f.sucesor ? (
        <a href={`/contratos/${f.sucesor.id}`}>{f.sucesor.numero}</a>
      ) : (
        <span class="tenue">{T().informes.sinSucesor}</span>
      )}
    </td>
    <td class="derecha celda-canon" data-nombre={T().campos.canon}>
      <Dinero monto={f.canon} moneda={f.moneda} />
    </td>
  </tr>
)

/** Lo que termina pronto y lo que terminó sin que nadie hiciera nada. */
export const Vencimientos = () => {
  const lectura = usarInforme<Datos>('vencimientos')
  const d = lectura.datos.value
  const { campos } = T()
  return (
    <MarcoInforme
      nombre="vencimientos"
      lectura={lectura}
      filtros={<FiltroTramos />}
      arriba={d && <PorTramo tramos={d.tramos} />}
    >
      <table class="tabla tabla-informe">
        <caption class="solo-lector">{T().informes.vencimientos}</caption>
        <thead>
          <tr>
            <th scope="col">{campos.contrato}</th>
            <th scope="col">{campos.inquilino}</th>
            <Ordenable campo="fecha_fin">{campos.fin}</Ordenable>
            <th scope="col" class="derecha">
              {T().informes.dias}
            </th>
            <th scope="col">{T().informes.sucesor}</th>
            <th scope="col" class="derecha">
              {campos.canon}
            </th>
          </tr>
        </thead>
        <tbody>
          {d?.elementos.map((f) => (
            <Fila key={f.id} f={f} />
          ))}
        </tbody>
      </table>
    </MarcoInforme>
  )
}
