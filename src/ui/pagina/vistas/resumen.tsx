import type { ComponentChildren } from 'preact'
import { usarLectura } from '../nucleo/datos.ts'
import { cantidad, mesCorto, numero } from '../nucleo/formato.ts'
import { T } from '../nucleo/preferencias.ts'
import { usarRelectura } from '../nucleo/relectura.ts'
import { ESTADOS } from '../nucleo/tipos.ts'
import { Barras } from '../piezas/barras.tsx'
import { Cabecera, Dinero, Esqueleto, Fallo, Seccion } from '../piezas/basicas.tsx'
import { Estado } from '../piezas/estado.tsx'
import { EnCurso } from './comandos.tsx'
import { Atrasado } from './conexion.tsx'
import { RUTA_FALLIDOS, usarFallidos } from './fallidos.ts'
import type { Resumen as Datos } from './informes/tipos.ts'

const Clave = (p: { a: string; nombre: string; clase?: string; children: ComponentChildren }) => (
  <li>
    <a class={`clave ${p.clase ?? ''}`} href={p.a}>
      <strong>{p.children}</strong>
      <span>{p.nombre}</span>
    </a>
  </li>
)

const Claves = ({ d }: { d: Datos }) => {
  const fallidos = usarFallidos()
  const { porVencer, vigentes, firmados, pendientes } = T().resumen
  const v = d.por_vencer
  const p = d.pendientes
  const o = d.ocupacion
  return (
    <ul class="claves">
      <Clave a="/contratos?vigencia=Vigente&vigencia=PorVencer" nombre={vigentes}>
        {numero(d.contratos.por_vigencia.Vigente + d.contratos.por_vigencia.PorVencer)}
      </Clave>
      <Clave a="/informes/ocupacion" nombre={T().resumen.ocupacion}>
        {o.porcentaje === null ? '—' : `${cantidad(o.porcentaje)} %`}
      </Clave>
      <Clave a="/contratos?vence_en=90" nombre={porVencer} clase="clave-aviso">
        {numero(v.hasta_30 + v.de_31_a_60 + v.de_61_a_90)}
      </Clave>
      <Clave a="/contratos?estado=Firmado" nombre={firmados}>
        {numero(d.contratos.por_estado.Firmado)}
      </Clave>
      <Clave a="/informes/pendientes" nombre={pendientes}>
        {numero(p.firma + p.procesamiento + p.incremento)}
      </Clave>
      {fallidos !== null && (
        <Clave a={RUTA_FALLIDOS} nombre={T().resumen.fallidos} clase={fallidos === '0' ? '' : 'clave-aviso'}>
          {fallidos}
        </Clave>
      )}
    </ul>
  )
}

const Canones = ({ d }: { d: Datos }) => (
  <Seccion titulo={T().resumen.canon}>
    <ul class="claves claves-canon">
      {d.totales_por_moneda
        .toSorted((a, b) => b.contratos - a.contratos)
        .map((t) => (
          <Clave
            key={t.moneda}
            a={`/informes/rent-roll?moneda=${t.moneda}`}
            nombre={T().resumen.contratos(t.contratos)}
          >
            <Dinero {...t} />
          </Clave>
        ))}
    </ul>
  </Seccion>
)

const Estados = ({ d }: { d: Datos }) => (
  <Seccion titulo={T().resumen.estados}>
    <ul class="por-estado">
      {ESTADOS.map((e) => (
        <li key={e}>
          <a href={`/contratos?estado=${e}`}>
            <Estado de={e} />
            <b>{numero(d.contratos.por_estado[e])}</b>
          </a>
        </li>
      ))}
    </ul>
  </Seccion>
)

type Mes = Readonly<{ mes: string; contratos: number }>
type Panel = Readonly<{ vencimientos: readonly Mes[] }>

const ultimoDia = (mes: string): number =>
  new Date(Date.UTC(Number(mes.slice(0, 4)), Number(mes.slice(5)), 0)).getUTCDate()

const TablaMeses = ({ meses }: { meses: readonly Mes[] }) => (
  <table class="tabla">
    <caption class="solo-lector">{T().resumen.meses}</caption>
    <thead>
      <tr>
        <th scope="col">{T().informes.mes}</th>
        <th scope="col" class="derecha">
          {T().secciones.contratos}
        </th>
      </tr>
    </thead>
    <tbody>
      {meses.map((m) => (
        <tr key={m.mes}>
          <th scope="row">
            <a href={`/contratos?fin_desde=${m.mes}-01&fin_hasta=${m.mes}-${ultimoDia(m.mes)}`}>
              {mesCorto(m.mes)}
            </a>
          </th>
          <td class="derecha">{m.contratos}</td>
        </tr>
      ))}
    </tbody>
  </table>
)

const PorMes = () => {
  const panel = usarLectura<Panel>('/panel?dias=1&meses=12')
  usarRelectura(panel, 1500)
  const meses = panel.datos.value?.vencimientos.slice(0, 12)
  if (!meses) return null
  return (
    <section>
      <Barras
        titulo={T().resumen.meses}
        series={['']}
        barras={meses.map((m) => ({ nombre: mesCorto(m.mes), valores: [m.contratos] }))}
      />
      <details class="hito-detalle">
        <summary>{T().informes.verTabla}</summary>
        <TablaMeses meses={meses} />
      </details>
    </section>
  )
}

/** Cómo está la casa hoy; cada cifra lleva a lo que la compone. */
export const Resumen = () => {
  const lectura = usarLectura<Datos>('/informes/resumen')
  usarRelectura(lectura)
  const d = lectura.datos.value
  return (
    <>
      <Cabecera titulo={T().resumen.titulo} resumen={<p>{T().resumen.vivo}</p>} />
      <div class="cuerpo">
        <EnCurso />
        <Atrasado />
        {lectura.problema.value && (
          <Fallo problema={lectura.problema.value} alReintentar={() => void lectura.releer()} />
        )}
        {!d && !lectura.problema.value && <Esqueleto filas={4} />}
        {d && (
          <>
            <Claves d={d} />
            <Canones d={d} />
            <div class="resumen-dos">
              <Estados d={d} />
              <PorMes />
            </div>
          </>
        )}
      </div>
    </>
  )
}
