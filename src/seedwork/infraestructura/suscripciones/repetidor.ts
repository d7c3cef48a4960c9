import * as apartado from './apartado.ts'
import type { Cursor } from './cursores.ts'
import { esCursorAjeno, esDelEntorno } from './fallos.ts'
import { consultar, correrEfecto, ficha, type Medios } from './medios.ts'
import { retroceso } from './timbre.ts'

/**
 * Da un paso por cada clave retenida que ya pueda avanzar: repite su cabeza, o la cierra si un operador
 * lo pidió. Lo hace el mismo lector que lee, así que nunca compite consigo mismo. Devuelve si hubo alguno.
 */
export const repetirApartados = async (
  medios: Medios,
  cursores: ReadonlyMap<string, Cursor>,
  seguir: () => boolean,
): Promise<boolean> => {
  const pares = medios.retenidas.pares().filter(([topico]) => cursores.has(topico))
  if (pares.length === 0) return false
  const listas = await apartado.cabezasListas(medios.pool, medios.suscripcion, pares)
  for (const cabeza of listas) {
    if (!seguir()) break
    const cerrado = await repetir(medios, { cursor: cursores.get(cabeza.topico)!, cabeza })
    if (cerrado && !(await apartado.sigueRetenida(medios.pool, medios.suscripcion, cabeza)))
      medios.retenidas.liberar(cabeza.topico, cabeza.clave)
  }
  return listas.length > 0
}

/** Atiende una cabeza; devuelve si quedó cerrada. */
const repetir = async (medios: Medios, r: apartado.Repeticion): Promise<boolean> => {
  const { estado, intentos, mensaje } = r.cabeza
  if (estado === 'marcado-descarte') {
    await consultar(medios, apartado.sentenciaDescartar(r))
    medios.registro.warn(ficha(mensaje), 'apartado descartado por un operador')
    return true
  }
  // Contado y sin resultado: el proceso murió en el último intento que le quedaba.
  if (estado === 'esperando-reintento' && intentos >= medios.reintento.intentos) {
    const muerte = new Error('el proceso murió al intentarlo')
    await consultar(medios, apartado.sentenciaFallar(r, 'espera-operador', muerte))
    return false
  }
  await consultar(medios, apartado.sentenciaIntentar(r, retroceso(medios.reintento, intentos + 1)))
  try {
    await correrEfecto(medios, [mensaje], () => apartado.sentenciaResolver(r))
    return true
  } catch (error) {
    await trasFallo(medios, r, error)
    return false
  }
}

const trasFallo = async (medios: Medios, r: apartado.Repeticion, error: unknown): Promise<void> => {
  if (esCursorAjeno(error)) throw error
  if (esDelEntorno(error)) {
    await consultar(medios, apartado.sentenciaDescontar(r)).catch(() => {})
    throw error
  }
  const intento = r.cabeza.intentos + 1
  const estado = apartado.trasFallar(error, intento, medios.reintento)
  await consultar(medios, apartado.sentenciaFallar(r, estado, error))
  medios.registro.warn(
    { err: error, intento, estado, ...ficha(r.cabeza.mensaje) },
    'el apartado volvió a fallar',
  )
}
