import type { Orden } from '#seedwork/aplicacion/contexto.ts'
import type { UnidadTrabajo } from '#seedwork/aplicacion/unidad-trabajo.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import { nacer, registrarProvisional } from '../../dominio/inmueble.ts'
import type { TxInmuebles } from '../puertos.ts'
import { representarInmueble } from '../representacion.ts'

export type CrearInmuebleProvisional = Readonly<{
  tipo: 'CrearInmuebleProvisional'
  id: string
  codigo: number
}>

/** Da de alta un inmueble del que sólo se sabe el código, para las rutas heredadas. */
export const crearInmuebleProvisional =
  (unidadTrabajo: UnidadTrabajo<TxInmuebles>) =>
  ({ comando: { id, codigo }, contexto }: Orden<CrearInmuebleProvisional>) =>
    unidadTrabajo(contexto, async ({ inmuebles }) => {
      const creado = registrarProvisional({ id, codigo, en: instante(contexto.ahora) })
      return representarInmueble(inmuebles.crear(id, nacer(creado), [creado]), contexto.ahora)
    })
