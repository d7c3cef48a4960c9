import { diaUtc } from '../nucleo/fechas.ts'
import { fecha } from '../nucleo/formato.ts'
import { T } from '../nucleo/preferencias.ts'
import { enHoy, lugar, ventana } from './cota.tsx'

/** Un tramo de la línea: un contrato, o un hueco si no lo hay. `hasta` nulo: sin fin a la vista. */
export type TramoLinea = Readonly<{
  id_contrato: string | null
  numero: string | null
  desde: string | null
  hasta: string | null
}>

const DIA = 86_400_000

const nombreDe = (t: TramoLinea): string =>
  `${t.numero ?? T().informes.hueco}: ${t.desde ? fecha(t.desde) : '…'} – ${t.hasta ? fecha(t.hasta) : '…'}`

/** La ocupación de un inmueble en el tiempo: cada contrato un enlace, cada hueco una línea fina. */
export const Linea = (p: { de: string; tramos: readonly TramoLinea[] }) => {
  const { desde, hasta } = ventana.value
  const visibles = p.tramos.filter(
    (t) => (!t.hasta || diaUtc(t.hasta) >= desde) && (!t.desde || diaUtc(t.desde) < hasta),
  )
  return (
    <ol class="linea" aria-label={T().informes.linea(p.de)}>
      {visibles.map((t) => {
        const a = t.desde ? lugar(diaUtc(t.desde)) : 0
        const b = t.hasta ? lugar(diaUtc(t.hasta) + DIA) : 100
        const estilo = { left: `${a}%`, width: `${Math.max(0.6, b - a)}%` }
        return (
          <li key={`${t.desde}`} style={estilo} class={t.id_contrato ? 'ocupado' : 'hueco'}>
            {t.id_contrato ? (
              <a href={`/contratos/${t.id_contrato}`} title={nombreDe(t)}>
                <span>{t.numero}</span>
                <span class="solo-lector"> {nombreDe(t)}</span>
              </a>
            ) : (
              <span class="solo-lector">{nombreDe(t)}</span>
            )}
          </li>
        )
      })}
      <li class="linea-hoy" aria-hidden="true" style={enHoy.value} />
    </ol>
  )
}
