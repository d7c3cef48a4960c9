import { fecha, mesCorto, numero } from '../../nucleo/formato.ts'
import { T } from '../../nucleo/preferencias.ts'
import { hoy } from '../../nucleo/reloj.ts'
import { consulta } from '../../nucleo/ruta.ts'
import { Regla, type Ventana, ventana } from '../../piezas/cota.tsx'
import { Curva, type Punto } from '../../piezas/curva.tsx'
import { Linea } from '../../piezas/linea.tsx'
import { CifrasRenta } from './cifras.tsx'
import { MarcoInforme, usarInforme } from './marco.tsx'
import type { Ocupacion as Datos, FilaOcupacion } from './tipos.ts'

const meses = (v: Ventana): readonly string[] => {
  const lista: string[] = []
  for (let m = new Date(v.desde); m.getTime() < v.hasta; m.setUTCMonth(m.getUTCMonth() + 1))
    lista.push(m.toISOString().slice(0, 7))
  return lista
}

/** Qué parte de los inmuebles tiene contrato el primer día de cada mes. */
const porMes = (filas: readonly FilaOcupacion[], v: Ventana): readonly Punto[] =>
  meses(v).map((mes) => {
    const dia = `${mes}-01`
    const ocupados = filas.filter((f) =>
      f.tramos.some((t) => t.id_contrato && t.desde <= dia && (!t.hasta || t.hasta >= dia)),
    )
    return { nombre: mes, valor: Math.round((ocupados.length / filas.length) * 100) }
  })

const EnElTiempo = ({ filas }: { filas: readonly FilaOcupacion[] }) => {
  const puntos = porMes(filas, ventana.value)
  const marca = puntos.findIndex((p) => p.nombre === hoy.value.slice(0, 7))
  return (
    <figure class="barras">
      <figcaption>{T().informes.enElTiempo}</figcaption>
      <Curva titulo={T().informes.enElTiempo} puntos={puntos} marca={Math.max(0, marca)} />
      <details class="hito-detalle">
        <summary>{T().informes.verTabla}</summary>
        <table class="tabla">
          <caption class="solo-lector">{T().informes.enElTiempo}</caption>
          <thead>
            <tr>
              <th scope="col">{T().informes.mes}</th>
              <th scope="col" class="derecha">
                {T().informes.porcentaje}
              </th>
            </tr>
          </thead>
          <tbody>
            {puntos.map((p) => (
              <tr key={p.nombre}>
                <th scope="row">{mesCorto(p.nombre)}</th>
                <td class="derecha">{numero(p.valor)} %</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}

const Fila = ({ f }: { f: FilaOcupacion }) => (
  <tr data-fila tabIndex={-1}>
    <th scope="row">
      <a href={`/inmuebles/${f.id_propiedad}`}>{f.propiedad}</a>
      <small>
        {T().tiposInmueble[f.tipo]} · {f.ciudad}
      </small>
    </th>
    <td class="celda-linea">
      <Linea de={f.propiedad} tramos={f.tramos} />
    </td>
    <td data-nombre={T().inmuebles.ocupacion}>
      {f.ocupado ? (
        <small>{T().informes.libreDesde(fecha(f.proxima_disponibilidad))}</small>
      ) : (
        <span class="libre">
          {f.dias_vacante === null ? T().informes.vacante : T().informes.libre(f.dias_vacante)}
        </span>
      )}
    </td>
  </tr>
)

/** La línea de ocupación de cada inmueble, con sus huecos y cuándo queda libre. */
export const Ocupacion = () => {
  const lectura = usarInforme<Datos>('ocupacion')
  const d = lectura.datos.value
  // la curva habla de todo el filtro: con media lista daría una cifra falsa
  const entera = d && !d.siguiente && !consulta.value.has('cursor') && d.elementos.length > 0
  return (
    <MarcoInforme
      nombre="ocupacion"
      lectura={lectura}
      resumen={d && <CifrasRenta ocupacion={d.ocupacion} />}
      arriba={entera && <EnElTiempo filas={d.elementos} />}
    >
      <table class="tabla tabla-informe">
        <caption class="solo-lector">{T().informes.ocupacion}</caption>
        <thead>
          <tr>
            <th scope="col">{T().campos.propiedad}</th>
            <th scope="col" class="celda-linea">
              <span class="solo-lector">{T().campos.plazo}</span>
              <Regla />
            </th>
            <th scope="col">{T().inmuebles.ocupacion}</th>
          </tr>
        </thead>
        <tbody>
          {d?.elementos.map((f) => (
            <Fila key={f.id_propiedad} f={f} />
          ))}
        </tbody>
      </table>
    </MarcoInforme>
  )
}
