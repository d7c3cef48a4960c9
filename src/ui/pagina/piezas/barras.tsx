/** Una barra con un valor por serie, apilados. */
export type Barra = Readonly<{ nombre: string; valores: readonly number[] }>

const [ALTO, ANCHO, PIE] = [180, 640, 34] as const

const total = (b: Barra): number => b.valores.reduce((a, n) => a + n, 0)

/** Lo apilado de una barra, con su cifra encima y su nombre al pie. `x` y `paso`: dónde empieza y su ancho. */
const Columna = ({ b, x, paso, maximo }: { b: Barra; x: number; paso: number; maximo: number }) => {
  const alto = (n: number) => (n / maximo) * (ALTO - PIE - 22)
  let base = ALTO - PIE
  return (
    <g>
      {b.valores.map((n, s) => {
        base -= alto(n)
        return (
          <rect
            key={s}
            class={`serie-${s}`}
            x={x + paso * 0.18}
            width={paso * 0.64}
            y={base}
            height={alto(n)}
          />
        )
      })}
      <text x={x + paso / 2} y={base - 6}>
        {total(b) || ''}
      </text>
      <text class="pie" x={x + paso / 2} y={ALTO - 12}>
        {b.nombre}
      </text>
    </g>
  )
}

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
  const maximo = Math.max(1, ...barras.map(total))
  const paso = ANCHO / Math.max(1, barras.length)
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
        {barras.map((b, i) => (
          <Columna key={b.nombre} b={b} x={i * paso} paso={paso} maximo={maximo} />
        ))}
      </svg>
    </figure>
  )
}
