import type { Orden } from '#seedwork/aplicacion/contexto.ts'
import type { UnidadTrabajo } from '#seedwork/aplicacion/unidad-trabajo.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import { type InmueblePedido, nacer, registrar } from '../../dominio/inmueble.ts'
import type { TxInmuebles } from '../puertos.ts'
import { representarInmueble } from '../representacion.ts'

export type CrearInmueble = Readonly<{ tipo: 'CrearInmueble'; id: string; datos: InmueblePedido }>

/** Da de alta un inmueble; sin código, toma el siguiente. Contesta su representación. */
export const crearInmueble =
  (unidadTrabajo: UnidadTrabajo<TxInmuebles>) =>
  ({ comando: { id, datos }, contexto }: Orden<CrearInmueble>) =>
    unidadTrabajo(contexto, async ({ inmuebles, codigos }) => {
      const codigo = datos.codigo ?? (await codigos.siguiente())
      const creado = registrar(datos, { id, codigo, en: instante(contexto.ahora) })
      return representarInmueble(inmuebles.crear(id, nacer(creado), [creado]), contexto.ahora)
    })
