import { diaUtc } from '../nucleo/fechas.ts'
import { fecha } from '../nucleo/formato.ts'
import { T } from '../nucleo/preferencias.ts'
import type { Contrato } from '../nucleo/tipos.ts'

/** La ventana de años que comparten todas las filas: así se comparan de un vistazo. */
export type Ventana = Readonly<{ desde: number; hasta: number }>

const DIA = 86_400_000

/** De un año antes de hoy a cuatro después, desde el 1 de enero. */
export const ventanaDe = (hoy: string): Ventana => {
  const ano = Number(hoy.slice(0, 4))
  return { desde: Date.UTC(ano - 1, 0, 1), hasta: Date.UTC(ano + 4, 0, 1) }
}

/** Dónde cae un instante en la ventana, de 0 a 100. */
export const lugar = (v: Ventana, ms: number): number =>
  Math.max(0, Math.min(100, ((ms - v.desde) / (v.hasta - v.desde)) * 100))

const anos = (v: Ventana): number[] => {
  const primero = new Date(v.desde).getUTCFullYear()
  return Array.from({ length: new Date(v.hasta).getUTCFullYear() - primero }, (_, i) => primero + i)
}

/** La regla con los años, para la cabecera de la columna. */
export const Regla = ({ ventana, hoy }: { ventana: Ventana; hoy: string }) => (
  <span class="regla" aria-hidden="true">
    {anos(ventana).map((ano) => (
      <span key={ano} class="regla-ano" style={{ left: `${lugar(ventana, Date.UTC(ano, 0, 1))}%` }}>
        {ano}
      </span>
    ))}
    <span class="regla-hoy" style={{ left: `${lugar(ventana, diaUtc(hoy))}%` }} />
  </span>
)

type Plazo = Pick<Contrato, 'estado' | 'fecha_inicio' | 'fecha_fin'>

/** El plazo como cota de plano: línea entre dos topes, con el día de hoy cruzándola. */
export const Cota = ({ contrato: c, ventana, hoy }: { contrato: Plazo; ventana: Ventana; hoy: string }) => {
  const inicio = diaUtc(c.fecha_inicio)
  const fin = diaUtc(c.fecha_fin) + DIA
  const [a, b] = [lugar(ventana, inicio), lugar(ventana, fin)]
  const fuera = fin <= ventana.desde ? 'antes' : inicio >= ventana.hasta ? 'despues' : ''
  const clases = [
    'cota-barra',
    `cota-${c.estado.toLowerCase()}`,
    inicio < ventana.desde ? 'viene' : '',
    fin > ventana.hasta ? 'sigue' : '',
  ]
  return (
    <span class="cota" role="img" aria-label={T().plazoDe(fecha(c.fecha_inicio), fecha(c.fecha_fin))}>
      {anos(ventana).map((ano) => (
        <i key={ano} class="cota-ano" style={{ left: `${lugar(ventana, Date.UTC(ano, 0, 1))}%` }} />
      ))}
      {fuera ? (
        <i class={`cota-fuera ${fuera}`} />
      ) : (
        <i class={clases.join(' ')} style={{ left: `${a}%`, width: `${Math.max(0.8, b - a)}%` }} />
      )}
      <i class="cota-hoy" style={{ left: `${lugar(ventana, diaUtc(hoy))}%` }} />
    </span>
  )
}

/** El plazo de un solo contrato, a todo lo ancho, con sus fechas en los topes. */
export const CotaGrande = ({ contrato: c, hoy }: { contrato: Plazo; hoy: string }) => {
  const [inicio, fin, ahora] = [diaUtc(c.fecha_inicio), diaUtc(c.fecha_fin) + DIA, diaUtc(hoy)]
  const avance = Math.max(0, Math.min(100, ((ahora - inicio) / (fin - inicio)) * 100))
  const dentro = ahora >= inicio && ahora < fin
  return (
    <div class={`cota-grande cota-${c.estado.toLowerCase()} ${dentro ? 'con-hoy' : ''}`}>
      <div
        class="cota-grande-linea"
        role="img"
        aria-label={T().plazoDe(fecha(c.fecha_inicio), fecha(c.fecha_fin))}
      >
        <i class="cota-grande-hecho" style={{ width: `${avance}%` }} />
        {dentro && (
          <span class="cota-grande-hoy" style={{ left: `${avance}%` }}>
            <b class={avance > 88 ? 'a-la-izquierda' : avance < 12 ? 'a-la-derecha' : ''}>
              {T().hoyEs(fecha(hoy))}
            </b>
          </span>
        )}
      </div>
      <div class="cota-grande-topes">
        <span>
          <small>{T().campos.inicio}</small>
          {fecha(c.fecha_inicio)}
        </span>
        <span>
          <small>{T().campos.fin}</small>
          {fecha(c.fecha_fin)}
        </span>
      </div>
    </div>
  )
}
