/** Una barra con un valor por serie, apilados. */
export type Barra = Readonly<{ nombre: string; valores: readonly number[] }>

const [ALTO, ANCHO, PIE] = [180, 640, 34] as const

/**
 * Barras apiladas en SVG propio. Es un dibujo de cifras que están también en una tabla al lado: quien no
 * lo ve oye el título y lee la tabla.
 */
export const Barras = ({
  titulo,
  series,
  barras,
}: {
  titulo: string
  series: readonly string[]
  barras: readonly Barra[]
}) => {
  const total = (b: Barra) => b.valores.reduce((a, n) => a + n, 0)
  const maximo = Math.max(1, ...barras.map(total))
  const paso = ANCHO / Math.max(1, barras.length)
  const alto = (n: number) => (n / maximo) * (ALTO - PIE - 22)
  return (
    <figure class={`barras ${barras.length > 6 ? 'muchas' : ''}`}>
      <figcaption>
        {titulo}
        {series.length > 1 && (
          <span class="leyenda">
            {series.map((s, i) => (
              <span key={s} class={`serie-${i}`}>
                {s}
              </span>
            ))}
          </span>
        )}
      </figcaption>
      <svg viewBox={`0 0 ${ANCHO} ${ALTO}`} role="img" aria-label={titulo}>
        <path class="eje" d={`M0 ${ALTO - PIE}H${ANCHO}`} />
        {barras.map((b, i) => {
          let base = ALTO - PIE
          return (
            <g key={b.nombre}>
              {b.valores.map((n, s) => {
                base -= alto(n)
                return (
                  <rect
                    key={s}
                    class={`serie-${s}`}
                    x={i * paso + paso * 0.18}
                    width={paso * 0.64}
                    y={base}
                    height={alto(n)}
                  />
                )
              })}
              <text x={i * paso + paso / 2} y={base - 6}>
                {total(b) || ''}
              </text>
              <text class="pie" x={i * paso + paso / 2} y={ALTO - 12}>
                {b.nombre}
              </text>
            </g>
          )
        })}
      </svg>
    </figure>
  )
}
