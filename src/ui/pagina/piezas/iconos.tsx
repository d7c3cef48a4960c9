/** Trazos de 20×20 dibujados para esta página; decorativos: el nombre lo pone quien los usa. */
const TRAZOS = {
  resumen: 'M3 3h6v8H3zM11 3h6v4h-6zM11 9h6v8h-6zM3 13h6v4H3z',
  informes: 'M3 17h14M5 17v-6M9 17V5M13 17v-9M17 17v-4',
  contratos: 'M5 2.5h7l3.5 3.5v11.5h-10.5zM12 2.5v3.5h3.5M7.5 10h5.5M7.5 13h5.5',
  inmuebles: 'M3 17.5h14M4.5 17.5v-9l5.5-5 5.5 5v9M8 17.5v-5h4v5',
  clientes:
    'M7.5 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 17c.4-3.4 2.2-5 5-5s4.600 1.600 5 5M13 9.200a2.600 2.600 0 1 0-.8-5M14.600 12.300c1.700.500 2.700 2 2.900 4.700',
  actividad: 'M2.5 12.500l4-6 3 5 2.500-4 2 3.500 3.500.500M2.500 16.500h15',
  correo: 'M2.5 5h15v10.500h-15zM2.500 5.500l7.500 6 7.500-6',
  mas: 'M10 4v12M4 10h12',
  buscar: 'M8.500 14a5.500 5.500 0 1 0 0-11 5.500 5.500 0 0 0 0 11zM12.500 12.500l5 5',
  filtro: 'M3 4.500h14M5.500 10h9M8 15.500h4',
  cerrar: 'M5 5l10 10M15 5L5 15',
  bien: 'M4 10.500l4 4 8-9',
  alerta: 'M10 3l7.500 13.500h-15zM10 8v4M10 14.200v.300',
  abajo: 'M5 8l5 5 5-5',
  derecha: 'M8 5l5 5-5 5',
  izquierda: 'M12 5l-5 5 5 5',
  pausa: 'M7 4.500v11M13 4.500v11',
  seguir: 'M6.500 4.500v11l9-5.500z',
  sol: 'M10 13.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM10 2v2M10 16v2M2 10h2M16 10h2M4.300 4.300l1.400 1.400M14.300 14.300l1.400 1.400M4.300 15.700l1.400-1.400M14.300 5.700l1.400-1.400',
  luna: 'M16 12.200A6.700 6.700 0 0 1 7.800 4a6.700 6.700 0 1 0 8.200 8.200z',
  sistema: 'M10 2.500a7.500 7.500 0 1 0 0 15 7.500 7.500 0 0 0 0-15zM10 2.500v15',
  ayuda:
    'M10 17.500a7.500 7.500 0 1 0 0-15 7.500 7.500 0 0 0 0 15zM7.800 8a2.200 2.200 0 1 1 3.300 1.900c-.800.500-1.100.900-1.100 1.800M10 14v.200',
  csv: 'M10 3v9.500M6 9l4 4 4-4M3.500 16.500h13',
  firma:
    'M2.500 16.500h15M4 13c3-1 5-9.500 7-9.500s-2.500 8.500-.500 8.500 2-2.500 3-2.500.500 2 2.500 1.500',
  imprimir: 'M5.500 7V3h9v4M5.500 14h-3V7h15v7h-3M5.500 11.500h9v6h-9z',
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
    <path class="marca-roca" d="M1 26 14 5l7.500 11.500L26 10l13 16z" />
    <path class="marca-nieve" d="m14 5 5.300 8.200-3.300 2.600-2.600-2.400-3.400 3.200-.900-3z" />
    <path class="marca-senda" d="M1 30h38" />
  </svg>
)
