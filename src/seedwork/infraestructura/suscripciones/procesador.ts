import type { Mensaje } from '../../aplicacion/mensajes.ts'
import * as apartado from './apartado.ts'
import { deUnoEnUno } from './atasco.ts'
import { type Cursor, contarIntento, descontarIntento, sentenciaMover } from './cursores.ts'
import { esCursorAjeno, esDelEntorno, ProcesoAtascado } from './fallos.ts'
import { correrEfecto, ficha, type Medios } from './medios.ts'

/** Caídas seguidas desde las que se va de uno en uno, y muertes de un mensaje tras las que ya no se intenta. */
const CAIDAS_PARA_SOSPECHAR = 2
const MUERTES_PARA_APARTAR = 3

const prefijo = (mensajes: readonly Mensaje[], cumple: (m: Mensaje) => boolean): readonly Mensaje[] => {
  const fin = mensajes.findIndex((m) => !cumple(m))
  return fin === -1 ? mensajes : mensajes.slice(0, fin)
}

/** Aplica lotes con el orden de cada clave, y aparta lo que falla. Los errores que deja salir son del entorno. */
export class Procesador {
  readonly #medios: Medios
  /** Por tópico, hasta qué posición se va de uno en uno: el lote falló, o puede que mate al proceso. */
  readonly #unoAUno = new Map<string, number>()
  readonly #sospecha = new Map<string, number>()
  /** El próximo intento es una sonda de un solo mensaje. */
  sondear = false

  constructor(medios: Medios) {
    this.#medios = medios
  }

  /** Aplica `mensajes`, que siguen al cursor sin huecos; entre trozos pregunta si debe `seguir`. */
  async procesar(cursor: Cursor, mensajes: readonly Mensaje[], seguir: () => boolean): Promise<void> {
    if (cursor.caidas >= CAIDAS_PARA_SOSPECHAR && !this.#esSospechoso(cursor, mensajes[0]!))
      this.#sospechar(cursor, mensajes)
    let resto = mensajes
    while (resto.length > 0 && seguir()) resto = resto.slice(await this.#trozo(cursor, resto))
  }

  /** Aplica o encola el primer trozo que se puede tratar igual; devuelve cuántos mensajes consumió. */
  async #trozo(cursor: Cursor, resto: readonly Mensaje[]): Promise<number> {
    const { pool, retenidas } = this.#medios
    const retenida = (m: Mensaje): boolean => retenidas.tiene(m.topico, m.clave)
    const primero = resto[0]!
    if (retenida(primero)) {
      const cola = prefijo(resto, retenida)
      await apartado.encolar(pool, this.#lote(cursor, cola))
      return this.#avanzar(cursor, cola)
    }
    const solo = this.sondear || primero.posicion <= (this.#unoAUno.get(cursor.topico) ?? 0)
    return this.#intentar(cursor, solo ? [primero] : prefijo(resto, (m) => !retenida(m)))
  }

  async #intentar(cursor: Cursor, mensajes: readonly Mensaje[]): Promise<number> {
    const primero = mensajes[0]!
    if (!this.#esSospechoso(cursor, primero)) return this.#correr(cursor, mensajes)
    return deUnoEnUno(async () => {
      const muertes = (await contarIntento(this.#medios.pool, cursor, primero)) - 1
      if (muertes >= MUERTES_PARA_APARTAR) return this.#apartarPorCaidas(cursor, primero, muertes)
      try {
        return await this.#correr(cursor, mensajes)
      } catch (error) {
        // Con la base o el broker caídos no se probó el mensaje: su intento no cuenta.
        if (esDelEntorno(error)) await descontarIntento(this.#medios.pool, cursor, primero).catch(() => {})
        throw error
      }
    })
  }

  async #correr(cursor: Cursor, mensajes: readonly Mensaje[]): Promise<number> {
    try {
      const hechos = await correrEfecto(this.#medios, mensajes, (hasta) =>
        sentenciaMover(cursor, hasta, this.#caidasTras(cursor, hasta)),
      )
      this.sondear = false
      return this.#avanzar(cursor, mensajes.slice(0, hechos))
    } catch (error) {
      if (esCursorAjeno(error) || esDelEntorno(error)) throw error
      if (error instanceof ProcesoAtascado) return this.#trasAtasco(cursor, mensajes, error)
      if (mensajes.length === 1) return this.#apartar(cursor, mensajes[0]!, error)
      this.#unoAUno.set(cursor.topico, mensajes.at(-1)!.posicion)
      return 0
    }
  }

  /** Atascar el proceso vale por matarlo: puede haber sido cualquiera, así que se va de uno en uno y contando. */
  #trasAtasco(cursor: Cursor, mensajes: readonly Mensaje[], error: ProcesoAtascado): number {
    this.#medios.registro.warn({ err: error, ...ficha(mensajes[0]!) }, 'un efecto se quedó sin su plazo')
    this.#sospechar(cursor, mensajes)
    return 0
  }

  async #apartar(cursor: Cursor, mensaje: Mensaje, error: unknown): Promise<number> {
    const { pool, reintento, registro } = this.#medios
    await apartado.apartar(pool, this.#lote(cursor, [mensaje]), { error, reintento })
    registro.warn({ err: error, ...ficha(mensaje) }, 'mensaje apartado')
    return this.#retener(cursor, mensaje)
  }

  async #apartarPorCaidas(cursor: Cursor, mensaje: Mensaje, muertes: number): Promise<number> {
    await apartado.apartarPorCaidas(this.#medios.pool, this.#lote(cursor, [mensaje]), muertes)
    this.#medios.registro.error(
      { muertes, ...ficha(mensaje) },
      'mensaje apartado sin intentarlo: mata o atasca el proceso',
    )
    return this.#retener(cursor, mensaje)
  }

  #retener(cursor: Cursor, mensaje: Mensaje): number {
    this.#medios.retenidas.retener(mensaje.topico, mensaje.clave)
    return this.#avanzar(cursor, [mensaje])
  }

  #avanzar(cursor: Cursor, hechos: readonly Mensaje[]): number {
    const hasta = hechos.at(-1)!
    cursor.caidas = this.#caidasTras(cursor, hasta)
    cursor.posicion = hasta.posicion
    cursor.idMensaje = hasta.id
    return hechos.length
  }

  #sospechar({ topico }: Cursor, mensajes: readonly Mensaje[]): void {
    const ultima = Math.max(mensajes.at(-1)!.posicion, this.#sospecha.get(topico) ?? 0)
    this.#sospecha.set(topico, ultima)
    this.#unoAUno.set(topico, ultima)
  }

  #esSospechoso(cursor: Cursor, mensaje: Mensaje): boolean {
    return mensaje.posicion <= (this.#sospecha.get(cursor.topico) ?? 0)
  }

  /** Las caídas no se olvidan hasta acabar el tramo sospechoso: el culpable puede ir más adelante. */
  #caidasTras(cursor: Cursor, hasta: Mensaje): number {
    return hasta.posicion < (this.#sospecha.get(cursor.topico) ?? 0) ? cursor.caidas : 0
  }

  #lote(cursor: Cursor, mensajes: readonly Mensaje[]) {
    return { cursor, mensajes, caidas: this.#caidasTras(cursor, mensajes.at(-1)!) }
  }
}
