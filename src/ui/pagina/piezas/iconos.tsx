/** Los trazos están en `publico-fuente/iconos.svg`, dibujados para esta página en 20×20. */
export type NombreIcono =
  | 'resumen'
  | 'reservas'
  | 'informes'
  | 'contratos'
  | 'inmuebles'
  | 'clientes'
  | 'actividad'
  | 'correo'
  | 'mas'
  | 'buscar'
  | 'filtro'
  | 'cerrar'
  | 'bien'
  | 'alerta'
  | 'abajo'
  | 'derecha'
  | 'izquierda'
  | 'pausa'
  | 'seguir'
  | 'sol'
  | 'luna'
  | 'sistema'
  | 'ayuda'
  | 'csv'
  | 'firma'
  | 'imprimir'

/** Un icono de línea del tamaño de la letra; decorativo: el nombre lo pone quien lo usa. */
export const Icono = ({ de }: { de: NombreIcono }) => (
  <svg class="icono" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    <use href={`/iconos.svg#${de}`} />
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
