import { computed } from '@preact/signals'
import { diaUtc } from '../nucleo/fechas.ts'
import { fecha } from '../nucleo/formato.ts'
import { T } from '../nucleo/preferencias.ts'
import { hoy } from '../nucleo/reloj.ts'
import type { Contrato } from '../nucleo/tipos.ts'

/** La ventana de años que comparten todas las filas: así se comparan de un vistazo. */
export type Ventana = Readonly<{ desde: number; hasta: number }>

const DIA = 86_400_000

/** De un año antes de hoy a cuatro después, desde el 1 de enero. */
export const ventana = computed((): Ventana => {
  const ano = Number(hoy.value.slice(0, 4))
  return { desde: Date.UTC(ano - 1, 0, 1), hasta: Date.UTC(ano + 4, 0, 1) }
})

/** Dónde cae un instante en la ventana, de 0 a 100. */
export const lugar = (ms: number): number => {
  const { desde, hasta } = ventana.value
  return Math.max(0, Math.min(100, ((ms - desde) / (hasta - desde)) * 100))
}

const enLugar = (ms: number) => ({ left: `${lugar(ms)}%` })

/** Dónde está hoy en la ventana. */
export const enHoy = computed(() => enLugar(diaUtc(hoy.value)))

const anos = (): readonly (readonly [ano: number, lugar: { left: string }])[] => {
  const primero = new Date(ventana.value.desde).getUTCFullYear()
  return [0, 1, 2, 3, 4].map((i) => [primero + i, enLugar(Date.UTC(primero + i, 0, 1))])
}

/** La regla con los años, para la cabecera de la columna. */
export const Regla = () => (
  <span class="regla" aria-hidden="true">
    {anos().map(([ano, estilo]) => (
      <span key={ano} class="regla-ano" style={estilo}>
        {ano}
      </span>
    ))}
    <span class="regla-hoy" style={enHoy.value} />
  </span>
)

type Plazo = Pick<Contrato, 'estado' | 'fecha_inicio' | 'fecha_fin'>

/** El plazo como cota de plano: línea entre dos topes, con el día de hoy cruzándola. */
export const Cota = ({ contrato: c }: { contrato: Plazo }) => {
  const { desde, hasta } = ventana.value
  const inicio = diaUtc(c.fecha_inicio)
  const fin = diaUtc(c.fecha_fin) + DIA
  const [a, b] = [lugar(inicio), lugar(fin)]
  const fuera = fin <= desde ? 'antes' : inicio >= hasta ? 'despues' : ''
  const clases = [
    'cota-barra',
    `cota-${c.estado.toLowerCase()}`,
    inicio < desde ? 'viene' : '',
    fin > hasta ? 'sigue' : '',
  ]
  return (
    <span class="cota" role="img" aria-label={T().plazoDe(fecha(c.fecha_inicio), fecha(c.fecha_fin))}>
      {anos().map(([ano, estilo]) => (
        <i key={ano} class="cota-ano" style={estilo} />
      ))}
      {fuera ? (
        <i class={`cota-fuera ${fuera}`} />
      ) : (
        <i class={clases.join(' ')} style={{ left: `${a}%`, width: `${Math.max(0.8, b - a)}%` }} />
      )}
      <i class="cota-hoy" style={enHoy.value} />
    </span>
  )
}

/** El plazo de un solo contrato, a todo lo ancho, con sus fechas en los topes. */
export const CotaGrande = ({ contrato: c }: { contrato: Plazo }) => {
  const [inicio, fin, ahora] = [diaUtc(c.fecha_inicio), diaUtc(c.fecha_fin) + DIA, diaUtc(hoy.value)]
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
              {T().hoyEs(fecha(hoy.value))}
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
