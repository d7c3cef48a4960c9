/** Perfiles de 1601 de ancho: al otro lado se ven en espejo, y ese uno de más tapa la costura. */
const PERFILES = [
  [
    'cumbre-lejos',
    'M0 120 80 92l60 18 90-58 70 40 60-26 110 62 90-72 70 34 60-50 120 66 80-40 110 52 90-66 80 38 70-28 110 56 90-48 100 44 61-22V180H0z',
  ],
  [
    'cumbre-medio',
    'M0 150 110 112l70 26 120-66 60 30 50-18 130 62 120-78 90 52 70-24 130 60 110-50 90 40 120-70 90 48 80-20 110 46 51-38V180H0z',
  ],
  [
    'cumbre-cerca',
    'M0 168 140 142l90 18 150-44 110 40 130-22 120 26 160-52 120 46 140-26 150 34 130-46 120 34 41-10V180H0z',
  ],
] as const

/** El horizonte de la cabecera: tres cordilleras en perspectiva aérea. Decorativo. */
export const Cumbres = () => (
  <svg
    class="cumbres"
    viewBox="0 0 3200 180"
    preserveAspectRatio="xMinYMax slice"
    aria-hidden="true"
    focusable="false"
  >
    {PERFILES.map(([clase, d]) => (
      <g key={clase} class={clase}>
        <path d={d} />
        <path d={d} transform="matrix(-1 0 0 1 3200 0)" />
      </g>
    ))}
  </svg>
)
