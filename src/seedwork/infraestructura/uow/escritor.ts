import type pg from 'pg'
import type { Hecho } from '../../aplicacion/contexto.ts'
import { ErrorDominio } from '../../dominio/errores.ts'
import { esPerdidaDeConexion, type OpcionesConexion } from '../conexion.ts'
import { averiguarCommit, CommitDesconocido } from './commit-desconocido.ts'
import type { Corrido } from './corrida.ts'
import { Enlace } from './enlace.ts'
import { Espera } from './espera.ts'
import { type EntornoLote, Lote, LotePerdido } from './lote.ts'
import type { Observador } from './observador.ts'
import type { Desenlace, OrdenEnCola } from './orden.ts'
import type { RegistroComando } from './registro.ts'
import { rastrosDe } from './registro-comandos.ts'
import { conPosiciones, repetir } from './respuestas.ts'

/** Cuántas órdenes caben en un lote y en la cola, y cuántas veces puede perder una antes de rendirse. */
export type LimitesEscritor = Readonly<{ lote: number; cola: number; perdidas: number }>
export const LIMITES: LimitesEscritor = { lote: 128, cola: 2_048, perdidas: 500 }

export type OpcionesEscritor = Readonly<{
  conexion: OpcionesConexion
  pool: pg.Pool
  entorno: EntornoLote
  limites?: Partial<LimitesEscritor>
  observador?: Observador
}>

type EnEspera = Readonly<{ orden: OrdenEnCola; promesa: PromiseWithResolvers<Hecho<unknown>> }>

/** Un lote con quienes esperan su respuesta. */
type Turno = Readonly<{ cliente: pg.Client; lote: Lote; esperas: Map<OrdenEnCola, EnEspera> }>

/** Lotes seguidos con alguien fuera tras los que el siguiente empieza sin otro por delante. */
const PACIENCIA = 8

/** Cuánto se insiste en volver a conectar antes de contestar que la base no está, en ms. */
const PLAZO_RECONEXION = 2_000

/**
 * El único escritor de un proceso. Mientras un lote confirma, las órdenes que llegan corren sus casos de
 * uso y forman el siguiente, que sale en cuanto el primero acaba: sin temporizador, sin que la base espere
 * a las respuestas, y sin esperar a nadie cuando no hay carga.
 */
export class Escritor implements AsyncDisposable {
  readonly #opciones: OpcionesEscritor
  readonly #limites: LimitesEscritor
  readonly #enlace: Enlace
  readonly #espera = new Espera<EnEspera>()
  /** El lote que confirma, y el que se forma mientras tanto. */
  #enVuelo: Turno | null = null
  #abierto: Turno | null = null
  /** Lotes seguidos que han dejado a alguien fuera. */
  #conAplazadas = 0
  #corriendo: Promise<void> | null = null
  #cerrado = false

  constructor(opciones: OpcionesEscritor) {
    this.#opciones = opciones
    this.#enlace = new Enlace(opciones.conexion)
    this.#limites = { ...LIMITES, ...opciones.limites }
  }

  /** Órdenes que esperan su lote. */
  get enCola(): number {
    return this.#espera.cuantos + (this.#abierto?.esperas.size ?? 0)
  }

  /** Corre una orden en el próximo lote. Con la cola llena falla antes de hacer nada (`Sobrecarga`). */
  correr(orden: OrdenEnCola): Promise<Hecho<unknown>> {
    if (this.#cerrado || this.enCola >= this.#limites.cola) {
      this.#opciones.observador?.sobrecarga?.()
      return Promise.reject(
        new ErrorDominio('Sobrecarga', 'hay demasiadas órdenes en espera; vuelva a intentar'),
      )
    }
    const promesa = Promise.withResolvers<Hecho<unknown>>()
    this.#espera.llegar({ orden, promesa })
    this.#arrancar()
    return promesa.promise
  }

  /** Termina lo aceptado y cierra la conexión. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#cerrado = true
    await this.#corriendo
    this.#enlace.soltar()
  }

  #volver(enEspera: EnEspera): void {
    this.#espera.volver(enEspera)
    this.#arrancar()
  }

  #arrancar(): void {
    this.#formar()
    this.#corriendo ??= this.#vaciar()
  }

  /** Con un lote en vuelo, quienes esperan entran en el siguiente mientras quepan. */
  #formar(): void {
    if (!this.#enVuelo) return
    for (const enEspera of this.#espera.tomar(this.#limites.lote - (this.#abierto?.esperas.size ?? 0))) {
      this.#abierto ??= this.#nuevo(this.#enVuelo.cliente, this.#enVuelo.lote)
      this.#admitir(this.#abierto, enEspera)
    }
    if (this.#abierto) void this.#opciones.entorno.tropiezo('uow:siguiente-abierto')
  }

  #nuevo(cliente: pg.Client, anterior?: Lote): Turno {
    const lote = new Lote(cliente, this.#opciones.entorno, anterior ? { anterior } : {})
    return { cliente, lote, esperas: new Map() }
  }

  #admitir({ lote, esperas }: Turno, enEspera: EnEspera): void {
    esperas.set(enEspera.orden, enEspera)
    lote.admitir(enEspera.orden)
  }

  async #vaciar(): Promise<void> {
    // Las órdenes de este mismo turno entran juntas al primer lote.
    await Promise.resolve()
    do {
      while (this.enCola > 0) {
        const turno = this.#abierto
        this.#abierto = null
        if (turno) await this.#confirmar(turno)
        else await this.#correr(this.#espera.tomar(this.#limites.lote))
      }
      // Al último lote se le contesta en el turno siguiente, y de él puede volver alguna a la cola.
      await new Promise<void>(process.nextTick)
    } while (this.enCola > 0)
    this.#corriendo = null
  }

  /** Un lote desde el principio, sin otro por delante; `solo`, tampoco por detrás. */
  async #correr(lote: readonly EnEspera[], solo = false): Promise<void> {
    try {
      const turno = this.#nuevo(await this.#enlace.insistir(PLAZO_RECONEXION))
      for (const enEspera of lote) this.#admitir(turno, enEspera)
      return await this.#confirmar(turno, solo)
    } catch (error) {
      await this.#trasFallar(lote, error)
    }
  }

  async #confirmar(turno: Turno, solo = false): Promise<void> {
    const { lote, esperas } = turno
    const inicio = performance.now()
    const ordenes = esperas.size
    let msCommit = 0
    try {
      const aplazadas = await lote.cerrar()
      const mandado = performance.now()
      const fin = lote.escribir()
      if (!solo && this.#seAdelanta(aplazadas.length)) this.#enVuelo = turno
      this.#adelantar(turno, aplazadas)
      const desenlaces = await fin
      msCommit = performance.now() - mandado
      this.#enVuelo = null
      // Primero sale el lote siguiente; a éste se le contesta mientras la base trabaja.
      process.nextTick(() => this.#repartir(esperas, desenlaces))
    } catch (error) {
      this.#enVuelo = null
      this.#desandar()
      await this.#trasFallar([...esperas.values()], error)
    }
    const contextos = () => esperas.keys().map((o) => o.contexto)
    this.#opciones.observador?.lote?.({ ordenes, ms: performance.now() - inicio, msCommit, contextos })
  }

  /** Con el lote en camino, empieza el siguiente con lo que quedó fuera y lo que esperaba. */
  #adelantar({ esperas }: Turno, aplazadas: readonly OrdenEnCola[]): void {
    for (const orden of aplazadas) {
      this.#espera.volver(esperas.get(orden)!)
      esperas.delete(orden)
    }
    process.nextTick(() => this.#formar())
  }

  /**
   * ¿Empieza el lote siguiente antes de que acabe éste? Quien siempre halla lo suyo tomado por el de delante
   * no llegaría nunca: cada cierto número de lotes con aplazadas, el siguiente sale solo, con ellas primero.
   */
  #seAdelanta(aplazadas: number): boolean {
    this.#conAplazadas = aplazadas > 0 ? (this.#conAplazadas + 1) % PACIENCIA : 0
    return aplazadas === 0 || this.#conAplazadas > 0
  }

  /** El lote anterior falló: lo que corrió sobre él se olvida y vuelve a la cola, por delante. */
  #desandar(): void {
    if (this.#abierto) this.#espera.volverDelante(this.#abierto.esperas.values())
    this.#abierto = null
  }

  #repartir(
    esperas: ReadonlyMap<OrdenEnCola, EnEspera>,
    desenlaces: ReadonlyMap<OrdenEnCola, Desenlace>,
  ): void {
    const topicos = new Set<string>()
    for (const [orden, enEspera] of esperas) {
      const desenlace = desenlaces.get(orden)!
      if (desenlace.tipo === 'hecho') for (const p of desenlace.posiciones) topicos.add(p.topico)
      this.#contestar(enEspera, desenlace)
    }
    if (topicos.size > 0) this.#opciones.observador?.confirmado?.(topicos)
  }

  #contestar(enEspera: EnEspera, desenlace: Desenlace): void {
    const { orden, promesa } = enEspera
    const { pool } = this.#opciones
    if (desenlace.tipo === 'hecho') promesa.resolve(conPosiciones(pool, desenlace))
    else if (desenlace.tipo === 'repetido') promesa.resolve(repetir(pool, orden, desenlace.registro))
    else if (desenlace.tipo === 'rechazo') promesa.reject(desenlace.error)
    else if (desenlace.tipo === 'perdido') this.#otraVez(enEspera, desenlace.en)
    else this.#volver(enEspera)
  }

  #otraVez(enEspera: EnEspera, en: string): void {
    const { orden, promesa } = enEspera
    orden.perdidas++
    orden.perdioEn = en
    if (orden.perdidas <= this.#limites.perdidas) this.#volver(enEspera)
    else promesa.reject(new ErrorDominio('Sobrecarga', 'hay demasiados cambios a la vez sobre lo mismo'))
  }

  async #trasFallar(lote: readonly EnEspera[], error: unknown): Promise<void> {
    if (error instanceof CommitDesconocido) return this.#averiguar(lote, error)
    if (error instanceof LotePerdido || esChoque(error)) {
      for (const e of lote) this.#otraVez(e, e.orden.perdioEn ?? 'choque')
      return
    }
    if (esPerdidaDeConexion(error)) return this.#sinConexion(lote, error)
    if (lote.length === 1) return lote[0]!.promesa.reject(error)
    // Alguna orden rompe el lote de un modo que ninguna guarda previó: se parte hasta dar con ella.
    const mitad = lote.length >> 1
    await this.#correr(lote.slice(0, mitad), true)
    await this.#correr(lote.slice(mitad), true)
  }

  /** Nada quedó escrito: se vuelve a intentar una vez con otra conexión; si no hay base, se dice. */
  #sinConexion(lote: readonly EnEspera[], error: unknown): void {
    this.#desconectar()
    for (const e of lote) {
      if (e.orden.perdioEn !== 'conexion') this.#otraVez(e, 'conexion')
      else
        e.promesa.reject(
          new ErrorDominio('BaseNoDisponible', 'la base de datos no contesta', { causa: String(error) }),
        )
    }
  }

  #desconectar(): void {
    this.#opciones.entorno.memoria.vaciar()
    this.#enlace.soltar()
  }

  async #averiguar(lote: readonly EnEspera[], desconocido: CommitDesconocido): Promise<void> {
    this.#desconectar()
    const porOrden = new Map(desconocido.corridos.map((c) => [c.orden, c]))
    const confirmados = await averiguarCommit(this.#opciones.pool, desconocido)
    for (const enEspera of lote) {
      const corrido = porOrden.get(enEspera.orden)
      const registro = confirmados?.get(enEspera.orden.contexto.idComando)
      if (!corrido) this.#volver(enEspera)
      else if (!confirmados) enEspera.promesa.reject(resultadoDesconocido())
      else if (registro) enEspera.promesa.resolve(this.#confirmado(corrido, registro))
      else this.#otraVez(enEspera, 'commit')
    }
  }

  /** Con clave contesta el registro: pudo escribirlo otro proceso que corrió la misma orden entretanto. */
  #confirmado(
    { orden, resultado, texto, intento }: Corrido,
    registro: RegistroComando,
  ): Promise<Hecho<unknown>> {
    const { pool } = this.#opciones
    if (orden.contexto.clave) return repetir(pool, orden, registro)
    return conPosiciones(pool, { resultado, texto, posiciones: [], rastros: rastrosDe(intento) })
  }
}

const resultadoDesconocido = () =>
  new ErrorDominio(
    'ResultadoDesconocido',
    'no se sabe si la orden quedó escrita; repítala con la misma clave',
  )

const esChoque = (error: unknown): boolean =>
  ['40001', '40P01'].includes(String((error as { code?: unknown }).code))
