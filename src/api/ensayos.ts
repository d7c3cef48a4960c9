import Type from 'typebox'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import { aJsonSeguro } from '#seedwork/infraestructura/esquemas/json.ts'
import type { Registro as Esquemas } from '#seedwork/infraestructura/esquemas/registro.ts'
import { deJson } from '#seedwork/infraestructura/fuentes/mensaje-json.ts'
import type { Proyecciones } from '#seedwork/infraestructura/proyecciones/proyecciones.ts'
import { type Ensayado, ensayoFallido } from '#seedwork/infraestructura/suscripciones/ensayo.ts'
import type { verApartado } from '#seedwork/infraestructura/suscripciones/operador.ts'
import type { Motor } from '#seedwork/infraestructura/uow/motor.ts'
import { RELEVO } from './broker.ts'
import { enumerado, nulo, objeto } from './esquemas.ts'
import { interpretarCon } from './lectores.ts'
import type { Modulos } from './modulos.ts'

const cadena = Type.String()
const Fila = Type.Record(cadena, Type.Unknown())

/** Qué cambiaría si el mensaje se aplicara ahora, contado por la base y deshecho. */
export const Efecto = objeto({
  desenlace: enumerado(['aplicaria', 'rechazaria', 'fallaria', 'sin-efecto', 'publicaria']),
  error: nulo(objeto({ clase: cadena, texto: cadena })),
  cambios: Type.Array(objeto({ tabla: cadena, llave: cadena, antes: nulo(Fila), despues: nulo(Fila) })),
  eventos: Type.Array(
    objeto({ topico: cadena, tipo: cadena, version: Type.Integer(), datos: Type.Unknown() }),
  ),
})

/** Con qué se ensaya un apartado: lo mismo con que lo aplicaría su suscripción. */
export type PartesEnsayo = Readonly<{
  esquemas: Esquemas
  motor: Pick<Motor, 'ensayar'>
  modulos: Pick<Modulos, 'contratos' | 'vuelos'>
  proyecciones: Pick<Proyecciones, 'ensayar'>
}>

type Visto = Awaited<ReturnType<typeof verApartado>>

const ensayarMensaje = async (
  { motor, modulos, proyecciones }: PartesEnsayo,
  suscripcion: string,
  mensaje: Mensaje,
): Promise<Ensayado | null> => {
  const { contratos, vuelos } = modulos
  for (const { comandos } of [contratos.consumidores, vuelos.consumidores])
    if (comandos.topico === suscripcion) {
      try {
        return await motor.ensayar(interpretarCon(comandos)(mensaje))
      } catch (error) {
        // No se entiende: con su esquema no llega a ser una orden.
        return ensayoFallido(error)
      }
    }
  if (suscripcion === RELEVO) return { desenlace: 'publicaria', error: null, cambios: [], eventos: [] }
  return proyecciones.ensayar(suscripcion, mensaje)
}

/**
 * El efecto que tendría un apartado ya marcado en su ensayo, con su copia si se editó. `null` si se descarta, o
 * si esa suscripción no la conoce este proceso.
 */
export const ensayarEfecto = async (partes: PartesEnsayo, visto: Visto) => {
  if (visto.estado === 'marcado-descarte') return null
  const mensaje = deJson(visto.copia ?? visto.mensaje)
  const hecho = await ensayarMensaje(partes, visto.suscripcion, mensaje)
  if (hecho === null) return null
  const { esquemas } = partes
  return {
    ...hecho,
    cambios: [...hecho.cambios],
    eventos: hecho.eventos.map((e) => ({
      ...{ topico: e.topico, tipo: e.tipo, version: e.versionEsquema },
      datos: aJsonSeguro(esquemas.escrito(esquemas.codificar(e)).datos),
    })),
  }
}
