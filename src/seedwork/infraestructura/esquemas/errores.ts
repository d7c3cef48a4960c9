/**
 * Por qué no se pudo leer o escribir un mensaje:
 * - `EsquemaDesconocido`: la huella (o el tipo y versión) no está en el registro;
 * - `ContenidoCorrupto`: los bytes no son un mensaje de ese esquema;
 * - `DatosInvalidos`: los datos que se quieren escribir no caben en el esquema;
 * - `SinAscenso`: no hay cómo llevar una versión vieja a la que se pidió.
 */
export type CodigoEsquema = 'EsquemaDesconocido' | 'ContenidoCorrupto' | 'DatosInvalidos' | 'SinAscenso'

/** El único error que sale de esta carpeta. `ruta` es un JSON Pointer al valor que falla, si se sabe. */
export class ErrorEsquema extends Error {
  readonly codigo: CodigoEsquema
  readonly ruta: string

  constructor(codigo: CodigoEsquema, mensaje: string, ruta = '') {
    super(ruta === '' ? mensaje : `${mensaje} (en ${ruta})`)
    this.name = 'ErrorEsquema'
    this.codigo = codigo
    this.ruta = ruta
  }
}

/** Añade un tramo a un JSON Pointer, con el escape de RFC 6901. */
export const bajar = (ruta: string, tramo: string | number): string =>
  `${ruta}/${String(tramo).replaceAll('~', '~0').replaceAll('/', '~1')}`
