import type { Contexto } from '../../aplicacion/contexto.ts'
import type { EventoIntegracion } from '../../aplicacion/mensajes.ts'
import type { Versionado } from '../../aplicacion/unidad-trabajo.ts'
import type { Lecturas } from './lecturas.ts'
import type { Guarda, Mapa } from './mapa.ts'
import type { Memoria } from './memoria.ts'
import type { OrdenEnCola } from './orden.ts'
import type { Secuencias } from './secuencias.ts'
import type { Tomas } from './tomas.ts'
import type { Anotacion, TransaccionPostgres } from './transaccion.ts'

/** Un agregado por escribir. `antes` es 0 si nace. */
export type Cambio = { mapa: Mapa<never>; id: string; antes: number; version: number; estado: unknown }
/** Un agregado como estaba al leerlo. */
export type Leido = Readonly<{ mapa: Mapa<never>; id: string; version: number; estado: unknown }>
/** Un mensaje por escribir, con la clave y la versión de su agregado. */
export type Emision = Readonly<{ evento: EventoIntegracion; clave: string; version: number; id?: string }>
/** Un borrado de fila de guarda. */
export type Suelta = Readonly<{ tabla: string; columna: string; id: string }>

/** Señal interna: lo que este intento necesita lo tiene otro; vuelve en el lote siguiente. */
export class Aplazado extends Error {}

/** Lo que un intento comparte con los demás de su lote. */
export type DelLote = Readonly<{
  lecturas: Lecturas
  tomas: Tomas
  memoria: Memoria
  secuencias: Pick<Secuencias, 'siguiente'>
}>

/**
 * Una corrida de un caso de uso dentro de un lote: lee por las lecturas del lote y sólo anota.
 * Si se aplaza o falla, lo anotado se olvida con él.
 */
export class Intento implements TransaccionPostgres {
  readonly contexto: Contexto
  readonly cambios = new Map<string, Cambio>()
  readonly leidos = new Map<string, Leido>()
  readonly guardas: Guarda[] = []
  readonly sueltas: Suelta[] = []
  readonly emisiones: Emision[] = []
  readonly #lote: DelLote
  readonly #numeros: Map<string, number>
  /** Lo que tomó de la memoria y no de la base. */
  readonly deMemoria = new Set<string>()
  readonly #releer: boolean
  #cerrado = false

  constructor({ contexto, numeros, releer }: OrdenEnCola, lote: DelLote) {
    this.contexto = contexto
    this.#lote = lote
    this.#numeros = numeros
    this.#releer = releer
  }

  async cargar<E>(mapa: Mapa<E>, id: string, modo: 'escribir' | 'leer'): Promise<Versionado<E> | null> {
    const llave = `${mapa.tabla}:${id}`
    this.#tomar(llave, modo === 'escribir')
    const cambio = this.cambios.get(llave)
    if (cambio) return { id, version: cambio.version, estado: cambio.estado as E }
    const fila = this.#recordado<E>(llave) ?? (await this.#lote.lecturas.cargar(mapa, id))
    this.#exigirAbierto()
    if (fila) this.leidos.set(llave, { mapa: mapa as unknown as Mapa<never>, ...fila })
    return fila
  }

  #recordado<E>(llave: string): Versionado<E> | undefined {
    if (this.#releer) return undefined
    const fila = this.#lote.memoria.consultar(llave)
    if (fila) this.deMemoria.add(llave)
    return fila as Versionado<E> | undefined
  }

  anotar<E>(mapa: Mapa<E>, { id, estado, eventos }: Anotacion<E>): Versionado<E> {
    const llave = `${mapa.tabla}:${id}`
    const antes = this.cambios.get(llave)?.antes ?? this.leidos.get(llave)?.version
    if (antes === undefined) throw new Error(`${llave} se guarda sin haberlo cargado`)
    return this.#escribir(mapa, antes, { id, estado, eventos })
  }

  crear<E>(mapa: Mapa<E>, alta: Anotacion<E>): Versionado<E> {
    this.#tomar(`${mapa.tabla}:${alta.id}`, true)
    return this.#escribir(mapa, 0, alta)
  }

  emitir(evento: EventoIntegracion, clave: string, id?: string): void {
    this.#exigirAbierto()
    this.emisiones.push({ evento, clave, version: 0, ...(id ? { id } : {}) })
  }

  guardia(guarda: Guarda): void {
    this.#exigirAbierto()
    this.guardas.push(guarda)
  }

  soltar(tabla: string, columna: string, id: string): void {
    this.#exigirAbierto()
    this.sueltas.push({ tabla, columna, id })
  }

  async siguiente(secuencia: string): Promise<number> {
    const sabido = this.#numeros.get(secuencia)
    if (sabido !== undefined) return sabido
    const numero = await this.#lote.secuencias.siguiente(secuencia)
    this.#numeros.set(secuencia, numero)
    this.#exigirAbierto()
    return numero
  }

  /** Toma una clave que no es un agregado (la de idempotencia). Lanza `Aplazado` si la tiene otro. */
  tomarClave(clave: string): void {
    this.#tomar(`clave:${clave}`, true)
  }

  /** Olvida lo anotado (para anotar en su lugar un rechazo) sin soltar lo tomado. */
  olvidar(): void {
    this.cambios.clear()
    this.guardas.length = 0
    this.sueltas.length = 0
    this.emisiones.length = 0
  }

  /** Nadie escribe ya en este intento: un caso de uso que siguiera corriendo encuentra la puerta cerrada. */
  cerrar(): void {
    this.#cerrado = true
  }

  /** Suelta lo tomado, para que otro intento del lote pueda seguir. */
  abandonar(): void {
    this.cerrar()
    this.olvidar()
    this.#lote.tomas.soltar(this)
  }

  #escribir<E>(mapa: Mapa<E>, antes: number, { id, estado, eventos }: Anotacion<E>): Versionado<E> {
    this.#exigirAbierto()
    const fila = { id, version: antes + 1, estado }
    this.cambios.set(`${mapa.tabla}:${id}`, { mapa: mapa as unknown as Mapa<never>, antes, ...fila })
    for (const evento of eventos(fila)) this.emisiones.push({ evento, clave: id, version: fila.version })
    return fila
  }

  #tomar(llave: string, exclusivo: boolean): void {
    this.#exigirAbierto()
    if (this.#lote.tomas.tomar(llave, this, exclusivo)) return
    this.abandonar()
    throw new Aplazado()
  }

  #exigirAbierto(): void {
    if (this.#cerrado) throw new Aplazado()
  }
}
