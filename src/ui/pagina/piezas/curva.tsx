/** Un punto de una serie: 0 a 100. */
export type Punto = Readonly<{ nombre: string; valor: number }>

const [ALTO, ANCHO] = [150, 1000] as const

/** Un porcentaje en el tiempo, como área; `marca` es el punto de hoy. La tabla con las cifras va al lado. */
export const Curva = (p: { titulo: string; puntos: readonly Punto[]; marca: number }) => {
  const x = (i: number) => (i / Math.max(1, p.puntos.length - 1)) * ANCHO
  const y = (v: number) => 14 + (1 - v / 100) * (ALTO - 40)
  const trazo = p.puntos.map((q, i) => `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${y(q.valor).toFixed(1)}`)
  return (
    <svg class="curva" viewBox={`0 0 ${ANCHO} ${ALTO}`} role="img" aria-label={p.titulo}>
      {[0, 50, 100].map((v) => (
        <g key={v}>
          <path class="eje" d={`M0 ${y(v)}H${ANCHO}`} />
          <text x={ANCHO - 2} y={y(v) - 3}>
            {v} %
          </text>
        </g>
      ))}
      <path class="curva-area" d={`${trazo.join('')}L${ANCHO} ${y(0)}L0 ${y(0)}z`} />
      <path class="curva-linea" d={trazo.join('')} />
      <path class="curva-hoy" d={`M${x(p.marca)} 8V${y(0)}`} />
      {p.puntos.map((q, i) =>
        q.nombre.endsWith('-01') ? (
          <text key={q.nombre} class="pie" x={x(i)} y={ALTO - 6}>
            {q.nombre.slice(0, 4)}
          </text>
        ) : null,
      )}
    </svg>
  )
}
