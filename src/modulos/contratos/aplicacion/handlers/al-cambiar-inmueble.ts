import { sinTildes } from '#seedwork/dominio/texto.ts'
import type { GuardarReferencia } from './referencias.ts'

/** Lo que contratos muestra, filtra y suma de un inmueble; el dueño de los datos es otro módulo. */
export type ReferenciaInmueble = Readonly<{
  id: string
  codigo: number
  nombre: string
  tipo: string
  ciudad: string
  /** Sin tildes ni mayúsculas, para filtrar. */
  ciudadLlana: string
  zona: string
  /** Decimal exacto; `null` si es provisional. */
  area: string | null
  /** Falso desde que sale de la cartera: sin contrato, deja de contar como vacante. */
  activo: boolean
  busqueda: string
}>

type Inmueble = Pick<ReferenciaInmueble, 'id' | 'codigo' | 'nombre' | 'tipo' | 'ciudad' | 'zona' | 'area'>

/** Nace o cambia un inmueble: las lecturas de contratos lo ven en la misma transacción. */
export const alCambiarInmueble =
  (guardar: GuardarReferencia<ReferenciaInmueble>) =>
  (inmueble: Inmueble): Promise<void> =>
    guardar({
      ...inmueble,
      activo: true,
      ciudadLlana: sinTildes(inmueble.ciudad),
      busqueda: sinTildes(`${inmueble.nombre} ${inmueble.ciudad}`),
    })

type Copias = Readonly<{
  leer: (id: string) => Promise<ReferenciaInmueble | null>
  guardar: GuardarReferencia<ReferenciaInmueble>
}>

/** Sale de la cartera: los informes dejan de contarlo como vacante. */
export const alRetirarInmueble =
  ({ leer, guardar }: Copias) =>
  async (id: string): Promise<void> => {
    const copia = await leer(id)
    if (copia) await guardar({ ...copia, activo: false })
  }
