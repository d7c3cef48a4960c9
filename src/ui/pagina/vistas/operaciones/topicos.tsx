import type { Lectura } from '../../nucleo/datos.ts'
import { cantidad, numero, relativo } from '../../nucleo/formato.ts'
import { T } from '../../nucleo/preferencias.ts'
import { Fallo } from '../../piezas/basicas.tsx'

/** Los tópicos por dentro y, si hay broker, quién lee de él. */
export type Topicos = Readonly<{
  elementos: readonly Readonly<{
    topico: string
    cabeza: number
    guardados: number
    edad_ultimo: number | null
    ritmo: number
  }>[]
  broker: Readonly<{
    clase: string
    motivo: string | null
    consumidores: readonly Readonly<{
      consumidor: string
      topico: string
      pendientes: number
      por_confirmar: number | null
      reentregados: number | null
    }>[]
  }> | null
}>

type Celda = string | number | null

/** Una tabla cuya primera columna nombra la fila, y las demás son cifras o plazos. */
const Cifras = (p: {
  titulo: string
  columnas: readonly string[]
  filas: readonly (readonly [nombre: string, ...resto: Celda[]])[]
}) => (
  <table class="tabla tabla-informe">
    <caption class="titulo-tabla">{p.titulo}</caption>
    <thead>
      <tr>
        {p.columnas.map((t, i) => (
          <th scope="col" class={i > 0 ? 'derecha' : ''} key={t}>
            {t}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {p.filas.map(([nombre, ...resto]) => (
        <tr data-fila tabIndex={-1} key={nombre}>
          <th scope="row">{nombre}</th>
          {resto.map((v, i) => (
            <td class="derecha" data-nombre={p.columnas[i + 1]} key={p.columnas[i + 1]}>
              {v === null ? '—' : typeof v === 'number' ? numero(v) : v}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
)

/** La bitácora por tópico, y los consumidores del broker con lo que les falta por confirmar. */
export const PanelTopicos = ({ lectura }: { lectura: Lectura<Topicos> }) => {
  const o = T().operaciones
  const d = lectura.datos.value
  const { problema } = lectura
  if (!d) return problema.value && <Fallo problema={problema.value} />
  return (
    <>
      <Cifras
        titulo={o.topicos}
        columnas={[o.topico, o.cabeza, o.guardados, o.edadUltimo, o.ritmo]}
        filas={d.elementos.map((t) => [
          t.topico,
          t.cabeza,
          t.guardados,
          t.edad_ultimo === null ? null : relativo(-t.edad_ultimo),
          cantidad(String(t.ritmo)),
        ])}
      />
      {d.broker && (
        <>
          <Cifras
            titulo={o.broker(d.broker.clase)}
            columnas={[o.consumidor, o.topico, o.pendientes, o.porConfirmar, o.reentregados]}
            filas={d.broker.consumidores.map((c) => [
              c.consumidor,
              c.topico,
              c.pendientes,
              c.por_confirmar,
              c.reentregados,
            ])}
          />
          {d.broker.motivo && <p role="alert">{d.broker.motivo}</p>}
        </>
      )}
    </>
  )
}
