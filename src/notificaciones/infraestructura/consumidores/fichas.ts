import { EVENTOS_CLIENTE } from '#modulos/clientes/infraestructura/schema/v1/eventos.ts'
import { EVENTOS_INMUEBLE } from '#modulos/inmuebles/infraestructura/schema/v1/eventos.ts'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import type { DefinicionMensaje } from '#seedwork/infraestructura/esquemas/definicion.ts'
import type { Registro } from '#seedwork/infraestructura/esquemas/registro.ts'
import type { FichaCliente, FichaInmueble } from '../../dominio/fichas.ts'

/** Una ficha con la versión del agregado de donde salió. */
export type ConVersion<F> = F & Readonly<{ version: number }>

type Lote = Readonly<{ mensajes: readonly Mensaje[]; esquemas: Registro }>

const conocidos = <D extends DefinicionMensaje>({ mensajes, esquemas }: Lote, suyos: readonly D[]) =>
  mensajes.flatMap((m) => {
    const evento = esquemas.evento(suyos, m)
    return evento ? [{ m, evento }] : []
  })

/** La última ficha de cada cliente en un lote de `eventos-cliente`. */
export const clientesDe = (
  mensajes: readonly Mensaje[],
  esquemas: Registro,
): readonly ConVersion<FichaCliente>[] => {
  const fichas = conocidos({ mensajes, esquemas }, EVENTOS_CLIENTE).map(({ m, evento }) => {
    const { nombre, correo, idioma } = evento.tipo === 'ClienteCreado' ? evento.datos : evento.datos.despues
    const ficha: ConVersion<FichaCliente> = {
      ...{ id: m.clave, nombre, correo, version: m.versionAgregado },
      idioma: idioma === 'en' ? 'en' : 'es',
    }
    return ficha
  })
  return [...new Map(fichas.map((f) => [f.id, f])).values()]
}

/** La última ficha de cada inmueble en un lote de `eventos-inmueble`. Ocuparlo o retirarlo no la cambia. */
export const inmueblesDe = (
  mensajes: readonly Mensaje[],
  esquemas: Registro,
): readonly ConVersion<FichaInmueble>[] => {
  const fichas = conocidos({ mensajes, esquemas }, EVENTOS_INMUEBLE).flatMap(({ m, evento }) => {
    if (evento.tipo !== 'InmuebleCreado' && evento.tipo !== 'InmuebleActualizado') return []
    const { nombre, ciudad, zona } = evento.tipo === 'InmuebleCreado' ? evento.datos : evento.datos.despues
    return [{ id: m.clave, nombre, ciudad, zona, version: m.versionAgregado }]
  })
  return [...new Map(fichas.map((f) => [f.id, f])).values()]
}
