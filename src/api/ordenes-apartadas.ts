import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { peticionInvalida } from '#seedwork/dominio/errores-comunes.ts'
import type { Principal } from '#seedwork/presentacion/autenticacion.ts'
import { autorizarComando } from './politicas.ts'

type Orden = Readonly<{ id: string; topico: string; tipo: string; clave: string }>

/**
 * Corregir una orden apartada es darla: se ejecutará en nombre de quien la dio, así que quien opera no puede por
 * esta puerta lo que no podría por la otra. Sigue siendo del mismo agregado, y una firma no la corrige nadie: es
 * de quien firmó. Lo que no es una orden se deja pasar. Falla con `NoAutorizado`, `ApartadoNoMarcable` o
 * `PeticionInvalida`.
 */
export const exigirCorreccion = (
  principal: Principal | null,
  { id, topico, tipo, clave }: Orden,
  datos: Readonly<Record<string, unknown>>,
): void => {
  if (!topico.startsWith('comandos-')) return
  autorizarComando(principal ?? { roles: [] }, tipo)
  if (tipo === 'FirmarContrato')
    throw new ErrorDominio('ApartadoNoMarcable', 'una firma no se corrige: se descarta y se firma otra vez', {
      id,
    })
  if (datos.id !== clave)
    throw peticionInvalida([{ puntero: '/datos/id', detalle: `tiene que ser ${clave}` }])
}
