import { EVENTOS_CLIENTE } from '#modulos/clientes/infraestructura/schema/v1/eventos.ts'
import { COMANDOS_CONTRATO } from '#modulos/contratos/infraestructura/schema/v1/comandos.ts'
import { EVENTOS_CONTRATO } from '#modulos/contratos/infraestructura/schema/v1/eventos.ts'
import { EVENTOS_INMUEBLE } from '#modulos/inmuebles/infraestructura/schema/v1/eventos.ts'
import { aJsonSeguro } from '#seedwork/infraestructura/esquemas/json.ts'
import { crearRegistro } from '#seedwork/infraestructura/esquemas/registro.ts'
import { RESULTADOS_COMANDO } from '#seedwork/infraestructura/esquemas/resultados.ts'
import { sobra } from '#seedwork/infraestructura/esquemas/versiones.ts'
import type { Decodificar } from './ws/tramas.ts'

/**
 * Entiende los mensajes con los esquemas públicos que conoce este proceso. Lo que no conoce (un
 * productor más nuevo) sale con `datos: null`: la página relee el recurso, que es lo que manda. Un hecho que
 * llega en varias versiones se cuenta en la que este proceso lee; las demás son `undefined`.
 */
export const crearDecodificador = (): Decodificar => {
  const registro = crearRegistro([
    ...EVENTOS_CONTRATO,
    ...COMANDOS_CONTRATO,
    ...EVENTOS_INMUEBLE,
    ...EVENTOS_CLIENTE,
    ...RESULTADOS_COMANDO,
  ])
  return (mensaje) => {
    const { version } = registro.definicionDe(mensaje.tipo) ?? {}
    if (version !== undefined && sobra(mensaje, version)) return undefined
    try {
      return aJsonSeguro(registro.decodificar(mensaje.contenido).datos)
    } catch {
      return null
    }
  }
}
