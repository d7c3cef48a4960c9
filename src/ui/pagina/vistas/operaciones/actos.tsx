import { consultaDe, usarLectura } from '../../nucleo/datos.ts'
import { instante, palabra } from '../../nucleo/formato.ts'
import { T } from '../../nucleo/preferencias.ts'
import { consulta } from '../../nucleo/ruta.ts'
import type { Pagina } from '../../nucleo/tipos.ts'
import { Vacio } from '../../piezas/basicas.tsx'
import { Paginas } from '../../piezas/paginas.tsx'
import { MarcoOperaciones, usarSondeo } from './marco.tsx'

type Acto = Readonly<{
  id: string
  acto: string
  sobre: string
  motivo: string
  detalle: Readonly<Record<string, string>>
  actor: string
  ocurrido_en: string
  hash: string | null
}>

/** Un id largo no dice nada a nadie; un nombre, sí. */
const detalleDe = ({ sobre, detalle }: Acto): string =>
  [...(sobre.length < 20 ? [sobre] : []), ...Object.entries(detalle).map(([k, v]) => `${k}: ${v}`)].join(
    ' · ',
  )

const Fila = ({ a }: { a: Acto }) => {
  const o = T().operaciones
  return (
    <tr data-fila tabIndex={-1}>
      <td data-nombre={o.cuando}>
        <time dateTime={a.ocurrido_en}>{instante(a.ocurrido_en)}</time>
      </td>
      <td data-nombre={o.quien}>{a.actor}</td>
      <th scope="row" data-nombre={o.que}>
        {palabra(o.nombresActos, a.acto)}
        <small>{detalleDe(a)}</small>
      </th>
      <td data-nombre={o.porQue}>{a.motivo}</td>
      <td data-nombre={o.eslabon}>
        {a.hash ? <code title={a.hash}>{a.hash.slice(0, 10)}</code> : <i class="tenue">{o.sinEslabon}</i>}
      </td>
    </tr>
  )
}

/** Lo que hizo quien opera: quién, cuándo, qué y por qué, con su eslabón en la cadena. */
export const Actos = () => {
  const lectura = usarLectura<Pagina<Acto>>(`/actos${consultaDe({ cursor: consulta.value.get('cursor') })}`)
  usarSondeo(lectura)
  const o = T().operaciones
  const actos = lectura.datos.value?.elementos ?? []
  return (
    <MarcoOperaciones titulo={o.actos} resumen={o.actosTexto} lectura={lectura}>
      {actos.length === 0 ? (
        <Vacio titulo={o.sinActos} />
      ) : (
        <table class="tabla tabla-informe">
          <caption class="solo-lector">{o.actos}</caption>
          <thead>
            <tr>
              {[o.cuando, o.quien, o.que, o.porQue, o.eslabon].map((t) => (
                <th scope="col" key={t}>
                  {t}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {actos.map((a) => (
              <Fila key={a.id} a={a} />
            ))}
          </tbody>
        </table>
      )}
      <Paginas siguiente={lectura.datos.value?.siguiente ?? null} />
    </MarcoOperaciones>
  )
}
