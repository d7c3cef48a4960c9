import { setTimeout as dormir } from 'node:timers/promises'
import type { Posicion } from '../../aplicacion/contexto.ts'
import type { Fuente } from '../../aplicacion/fuente.ts'
import { clavesRetenidas } from './apartado.ts'
import type { Arriendo } from './arriendo.ts'
import {
  anotarEstado,
  type Cursor,
  type EstadoTopico,
  type Lector,
  olvidarCaidas,
  registrados,
  registrar,
} from './cursores.ts'
import { describirError, esCursorAjeno } from './fallos.ts'
import { anomalia, comienzoDe, comprobarAncla, contiguos, desanclado } from './lectura.ts'
import type { Medios } from './medios.ts'
import { Procesador } from './procesador.ts'
import { repetirApartados } from './repetidor.ts'
import { crearTimbre, retroceso } from './timbre.ts'

/** Cómo va un tópico. `motivo` explica lo que no sea `activa`. */
export type AvanceTopico = Posicion &
  Readonly<{ cabeza: number; estado: EstadoTopico; motivo: string | null }>

/**
 * Cómo va una suscripción en este proceso. `esperando`: otro lector tiene el arriendo.
 * `sinVuelta`: ms desde la última vez que dio la vuelta entera sin error; si crece, está muerta.
 */
export type EstadoSuscripcion = Readonly<{
  situacion: 'esperando' | 'activa' | 'pausada' | 'cerrada'
  motivo: string | null
  sinVuelta: number
  /** Claves con algo apartado. */
  retenidas: number
  topicos: readonly AvanceTopico[]
}>

type Opciones = Readonly<{
  medios: Medios
  lector: Lector
  arriendo: Arriendo
  fuente: Fuente
  lote: number
  inicio: 'principio' | 'cabeza'
  sondeo: number
  reposo: number
  /** Ms entre intentos de tomar un arriendo ajeno. */
  espera: number
  ocio: Readonly<{ cada: number; hacer: (cursores: readonly Posicion[]) => Promise<void> }> | undefined
  pausa: Readonly<{ base: number; tope: number }>
  senal: AbortSignal
}>

const RELEVO = { base: 20, tope: 2_000 }

/** El bucle de una suscripción: arriendo, lectura, aplicación y espera. De todo error se recupera igual: vuelve a tomar. */
export class Suscriptor {
  readonly #o: Opciones
  readonly #procesador: Procesador
  readonly #timbre = crearTimbre()
  readonly #pendientes = new Set<string>()
  readonly #anclados = new Set<string>()
  readonly #cabezas = new Map<string, number>()
  #cursores = new Map<string, Cursor>()
  #tomado = false
  /** Por qué está en pausa; se levanta cuando una pasada entera sale bien. */
  #pausa: string | null = null
  #registrada = false
  /** El último lote venía completo: queda más por leer. */
  #lleno = false
  #fallos = 0
  #vuelta = performance.now()
  #ocio = performance.now()

  constructor(opciones: Opciones) {
    this.#o = opciones
    this.#procesador = new Procesador(opciones.medios)
  }

  /** El latido vio que el arriendo ya es de otro. */
  relevar(): void {
    this.#o.medios.registro.info({ suscripcion: this.#o.medios.suscripcion }, 'lector relevado por otro')
    this.#timbre.tocar()
  }

  estado(): EstadoSuscripcion {
    const enMarcha = this.#pausa !== null ? 'pausada' : this.#tomado ? 'activa' : 'esperando'
    return {
      situacion: this.#o.senal.aborted ? 'cerrada' : enMarcha,
      motivo: this.#pausa,
      sinVuelta: Math.round(performance.now() - this.#vuelta),
      retenidas: this.#o.medios.retenidas.cuantas,
      topicos: [...this.#cursores.values()].map(({ topico, posicion, estado, motivo }) => {
        return { topico, posicion, cabeza: this.#cabezas.get(topico) ?? posicion, estado, motivo }
      }),
    }
  }

  async correr(): Promise<void> {
    const callar = this.#o.fuente.alLlegar((topico) => {
      if (!this.#cursores.has(topico)) return
      this.#pendientes.add(topico)
      this.#timbre.tocar()
    })
    let quieta = 0
    while (!this.#o.senal.aborted) {
      try {
        const hubo = await this.#pasada()
        quieta = hubo ? 0 : quieta + 1
        if (!hubo) await this.#descansar(quieta)
        else if (this.#o.reposo > 0 && !this.#lleno) await this.#dormir(this.#o.reposo)
      } catch (error) {
        await this.#tropezar(error)
      }
    }
    callar()
  }

  readonly #seguir = (): boolean => !this.#o.senal.aborted && !this.#o.arriendo.perdido

  async #pasada(): Promise<boolean> {
    if ((!this.#tomado || this.#o.arriendo.perdido) && !(await this.#tomar())) return false
    let hubo = false
    this.#lleno = false
    for (const cursor of this.#cursores.values()) {
      if (!this.#seguir()) return true
      if (this.#pendientes.delete(cursor.topico)) hubo = (await this.#leer(cursor)) || hubo
    }
    hubo = (await repetirApartados(this.#o.medios, this.#cursores, this.#seguir)) || hubo
    this.#vuelta = performance.now()
    this.#fallos = 0
    this.#pausa = null
    return hubo
  }

  async #tomar(): Promise<boolean> {
    if (!this.#registrada) await this.#registrar()
    const cursores = await this.#o.arriendo.tomar()
    this.#cursores = new Map((cursores ?? []).map((c) => [c.topico, c]))
    this.#tomado = cursores !== null
    this.#anclados.clear()
    if (!cursores) {
      this.#pausa = null
      this.#vuelta = performance.now()
      return false
    }
    this.#o.fuente.olvidar?.()
    for (const topico of this.#cursores.keys()) this.#pendientes.add(topico)
    const { retenidas, pool, suscripcion, registro } = this.#o.medios
    retenidas.reemplazar(await clavesRetenidas(pool, suscripcion))
    registro.debug({ suscripcion }, 'arriendo tomado')
    return true
  }

  async #registrar(): Promise<void> {
    const { medios, lector, fuente, inicio } = this.#o
    const conocidos = await registrados(medios.pool, lector)
    const nuevos = lector.topicos.filter((t) => !conocidos.has(t))
    const comienzos = await Promise.all(nuevos.map((t) => comienzoDe(fuente, t, inicio)))
    if (comienzos.length > 0) await registrar(medios.pool, lector.suscripcion, comienzos)
    this.#registrada = true
  }

  /** Lee y aplica un lote de un tópico; devuelve si había algo. */
  async #leer(cursor: Cursor): Promise<boolean> {
    const { fuente, lote, medios } = this.#o
    if (!this.#anclados.has(cursor.topico)) {
      const motivo = await comprobarAncla(fuente, cursor)
      if (motivo !== null) return this.#detener(cursor, motivo)
      this.#anclados.add(cursor.topico)
    }
    const tramo = await fuente.leer(cursor.topico, cursor.posicion, lote)
    this.#cabezas.set(cursor.topico, tramo.cabeza)
    const motivo = anomalia(cursor.posicion, tramo) ?? desanclado(cursor, tramo)
    if (motivo !== null) return this.#detener(cursor, motivo)
    const mensajes = contiguos(cursor.posicion, tramo)
    if (mensajes.length > 0) await this.#procesador.procesar(cursor, mensajes, this.#seguir)
    else if (cursor.caidas > 0) await olvidarCaidas(medios.pool, cursor)
    await this.#anotar(cursor, 'activa', null)
    if (cursor.posicion < tramo.cabeza) this.#pendientes.add(cursor.topico)
    if (mensajes.length >= lote) this.#lleno = true
    return mensajes.length > 0
  }

  /** Para este tópico, no los demás: se vuelve a mirar en cada sondeo, por si alguien reparó la bitácora. */
  async #detener(cursor: Cursor, motivo: string): Promise<false> {
    this.#anclados.delete(cursor.topico)
    this.#o.fuente.olvidar?.()
    await this.#anotar(cursor, 'detenida', motivo)
    return false
  }

  async #anotar(cursor: Cursor, estado: EstadoTopico, motivo: string | null): Promise<void> {
    if (estado === cursor.estado && motivo === cursor.motivo) return
    const { pool, registro, suscripcion } = this.#o.medios
    if (estado === 'detenida')
      registro.error({ suscripcion, topico: cursor.topico, motivo }, 'tópico detenido')
    await anotarEstado(pool, cursor, { estado, motivo })
  }

  /** Sin nada que hacer: hasta el próximo aviso o sondeo, cada vez más largo y nunca más de dos lecturas por segundo. */
  async #descansar(quieta: number): Promise<void> {
    const { senal, sondeo, lector, ocio, espera } = this.#o
    if (!this.#tomado) return this.#dormir(espera)
    if (ocio && performance.now() - this.#ocio >= ocio.cada) {
      await ocio.hacer([...this.#cursores.values()].map(({ topico, posicion }) => ({ topico, posicion })))
      this.#ocio = performance.now()
    }
    const minimo = 500 * lector.topicos.length
    await this.#timbre.esperar(Math.max(minimo, Math.min(sondeo, minimo * quieta)), senal)
    if (this.#pendientes.size === 0) for (const topico of this.#cursores.keys()) this.#pendientes.add(topico)
  }

  async #tropezar(error: unknown): Promise<void> {
    const { medios, senal, pausa } = this.#o
    if (senal.aborted) return
    this.#fallos++
    this.#tomado = false
    if (esCursorAjeno(error))
      medios.registro.info({ suscripcion: medios.suscripcion }, 'lector relevado por otro')
    else await this.#pausar(error)
    await this.#dormir(retroceso(esCursorAjeno(error) ? RELEVO : pausa, this.#fallos))
  }

  async #pausar(error: unknown): Promise<void> {
    const { registro, suscripcion } = this.#o.medios
    this.#pausa = describirError(error).texto
    this.#procesador.sondear = true
    registro.warn({ err: error, suscripcion, fallos: this.#fallos }, 'suscripción en pausa')
    for (const cursor of this.#cursores.values())
      await this.#anotar(cursor, 'pausada', this.#pausa).catch(() => {})
  }

  /** Espera que los avisos no acortan. */
  async #dormir(ms: number): Promise<void> {
    await dormir(ms, undefined, { signal: this.#o.senal }).catch(() => {})
  }
}
