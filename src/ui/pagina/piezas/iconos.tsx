/** Trazos de 20×20 dibujados para esta página; decorativos: el nombre lo pone quien los usa. */
const TRAZOS = {
  resumen: 'M3 3h6v8H3zM11 3h6v4h-6zM11 9h6v8h-6zM3 13h6v4H3z',
  reservas: 'M2.5 9.5l15-6-6 15-2.5-6.5z',
  informes: 'M3 17h14M5 17v-6M9 17V5M13 17v-9M17 17v-4',
  contratos: 'M5 2.5h7l3.5 3.5v11.5h-10.5zM12 2.5v3.5h3.5M7.5 10h5.5M7.5 13h5.5',
  inmuebles: 'M3 17.5h14M4.5 17.5v-9l5.5-5 5.5 5v9M8 17.5v-5h4v5',
  clientes:
    'M7.5 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 17c.4-3.4 2.2-5 5-5s4.6 1.6 5 5M13 9.2a2.6 2.6 0 1 0-.8-5M14.6 12.3c1.7.5 2.7 2 2.9 4.7',
  actividad: 'M2.5 12.5l4-6 3 5 2.5-4 2 3.5 3.5.5M2.5 16.5h15',
  correo: 'M2.5 5h15v10.5h-15zM2.5 5.5l7.5 6 7.5-6',
  mas: 'M10 4v12M4 10h12',
  buscar: 'M8.5 14a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM12.5 12.5l5 5',
  filtro: 'M3 4.5h14M5.5 10h9M8 15.5h4',
  cerrar: 'M5 5l10 10M15 5L5 15',
  bien: 'M4 10.5l4 4 8-9',
  alerta: 'M10 3l7.5 13.5h-15zM10 8v4M10 14.2v.3',
  abajo: 'M5 8l5 5 5-5',
  derecha: 'M8 5l5 5-5 5',
  izquierda: 'M12 5l-5 5 5 5',
  pausa: 'M7 4.5v11M13 4.5v11',
  seguir: 'M6.5 4.5v11l9-5.5z',
  sol: 'M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM10 2v2M10 16v2M2 10h2M16 10h2M4.3 4.3l1.4 1.4M14.3 14.3l1.4 1.4M4.3 15.7l1.4-1.4M14.3 5.7l1.4-1.4',
  luna: 'M16 12.2A6.7 6.7 0 0 1 7.8 4a6.7 6.7 0 1 0 8.2 8.2z',
  sistema: 'M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM10 2.5v15',
  ayuda:
    'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM7.8 8a2.2 2.2 0 1 1 3.3 1.9c-.8.5-1.1.9-1.1 1.8M10 14v.2',
  csv: 'M10 3v9.5M6 9l4 4 4-4M3.5 16.5h13',
  firma: 'M2.5 16.5h15M4 13c3-1 5-9.5 7-9.5s-2.5 8.5-.5 8.5 2-2.5 3-2.5.5 2 2.5 1.5',
  imprimir: 'M5.5 7V3h9v4M5.5 14h-3V7h15v7h-3M5.5 11.5h9v6h-9z',
} as const

export type NombreIcono = keyof typeof TRAZOS

/** Un icono de línea del tamaño de la letra. */
export const Icono = ({ de }: { de: NombreIcono }) => (
  <svg class="icono" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    <path d={TRAZOS[de]} />
  </svg>
)

/** La marca: una cumbre, su nieve y la línea amarilla de las sendas. */
export const Marca = () => (
  <svg class="marca" viewBox="0 0 40 32" aria-hidden="true" focusable="false">
    <path class="marca-roca" d="M1 26 14 5l7.5 11.5L26 10l13 16z" />
    <path class="marca-nieve" d="m14 5 5.3 8.2-3.3 2.6-2.6-2.4-3.4 3.2-.9-3z" />
    <path class="marca-senda" d="M1 30h38" />
  </svg>
)
