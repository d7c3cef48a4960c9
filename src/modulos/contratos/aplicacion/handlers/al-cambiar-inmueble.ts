import { sinTildes } from '#seedwork/dominio/texto.ts'
import type { GuardarReferencia } from './referencias.ts'

/** Lo que contratos muestra y filtra de un inmueble; el dueño de los datos es otro módulo. */
export type ReferenciaInmueble = Readonly<{
  id: string
  nombre: string
  ciudad: string
  /** Sin tildes ni mayúsculas, para filtrar. */
  ciudadLlana: string
  zona: string
  busqueda: string
}>

type Inmueble = Pick<ReferenciaInmueble, 'id' | 'nombre' | 'ciudad' | 'zona'>

/** Nace o cambia un inmueble: las listas de contratos lo ven en la misma transacción. */
export const alCambiarInmueble =
  (guardar: GuardarReferencia<ReferenciaInmueble>) =>
  ({ id, nombre, ciudad, zona }: Inmueble): Promise<void> =>
    guardar({
      id,
      nombre,
      ciudad,
      zona,
      ciudadLlana: sinTildes(ciudad),
      busqueda: sinTildes(`${nombre} ${ciudad}`),
    })
