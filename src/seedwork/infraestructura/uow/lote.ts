import type pg from 'pg'
import type { EventoIntegracion } from '../../aplicacion/mensajes.ts'
import { sinTropiezo, type Tropiezo } from '../../aplicacion/tropiezo.ts'
import { ErrorDominio } from '../../dominio/errores.ts'
import { esPerdidaDeConexion } from '../conexion.ts'
import { Canal, type Respuesta } from './canal.ts'
import { Casos } from './casos.ts'
import { type PorTopico, posicionesDe, prepararCola } from './cola.ts'
import { CommitDesconocido } from './commit-desconocido.ts'
import type { Corrido, Reaccion } from './corrida.ts'
import { escribirDeUnaVez, type Optimismo } from './de-una-vez.ts'
import { bloquear, guardar } from './escritura.ts'
import type { Memoria } from './memoria.ts'
import type { Desenlace, OrdenEnCola } from './orden.ts'
import { rastrosDe } from './registro-comandos.ts'
import type { Secuencias } from './secuencias.ts'
import type { Sentencia } from './sentencias.ts'
import { Tomas } from './tomas.ts'
import { buscarRepetidos, choqueDeUnico } from './unicidad.ts'

/** Lo que un lote necesita y no cambia de uno a otro. */
export type EntornoLote = Readonly<{
  servicio: string
  codificar: (evento: EventoIntegracion) => Buffer
  reacciones: ReadonlyMap<string, readonly Reaccion[]>
  tropiezo: Tropiezo
  memoria: Memoria
  secuencias: Pick<Secuencias, 'siguiente'>
  optimismo: Optimismo
  /** Plazo de un caso de uso, en ms: quien no termina se queda fuera del lote. */
  plazoCaso: number
}>

/**
 * Con `moverCursor` el lote es de un lector y va en orden: sólo vale un prefijo (un mensaje no adelanta
 * a otro), y el cursor se mueve en la misma transacción hasta donde llegó.
 */
export type OpcionesLote = Readonly<{ moverCursor?: (resueltas: number) => Sentencia }>

/**
 * Corre un lote de órdenes en una transacción, de principio a fin.
 * Si lanza, nada quedó escrito, salvo `CommitDesconocido`.
 */
export const correrLote = async (
  cliente: pg.Client,
  ordenes: readonly OrdenEnCola[],
  entorno: EntornoLote,
  opciones: OpcionesLote = {},
): Promise<Desenlace[]> => {
  const lote = new Lote(cliente, entorno, opciones)
  for (const orden of ordenes) lote.admitir(orden)
  await lote.cerrar()
  const desenlaces = await lote.escribir()
  return ordenes.map((o) => desenlaces.get(o) ?? { tipo: 'aplazado' })
}

/**
 * Un lote: admite órdenes y las corre lado a lado; al cerrarse, bloquear y comparar, guardas, y una cola
 * que viaja en un solo paquete con el COMMIT (`docs/adr/0006`). Puede empezar mientras `anterior` confirma.
 */
export class Lote {
  readonly #canal: Canal
  readonly #entorno: EntornoLote
  readonly #opciones: OpcionesLote
  readonly #tomas: Tomas
  readonly #casos: Casos
  readonly #desenlaces = new Map<OrdenEnCola, Desenlace>()
  readonly #fin = Promise.withResolvers<void>()
  #ordenes: readonly OrdenEnCola[] = []
  #corridos: readonly Corrido[] = []

  constructor(
    cliente: pg.Client,
    entorno: EntornoLote,
    { anterior, ...opciones }: OpcionesLote & { anterior?: Lote } = {},
  ) {
    this.#canal = new Canal(cliente, anterior ? anterior.#fin.promise : undefined)
    this.#entorno = entorno
    this.#opciones = opciones
    this.#tomas = new Tomas(anterior ? anterior.#tomas : null)
    this.#casos = new Casos(this.#canal, this.#tomas, entorno)
    // Quien espera este final es el lote siguiente, si lo hay: de los fallos se entera quien escribe.
    this.#fin.promise.catch(() => {})
  }

  /** Mete una orden, que empieza a correr ya. */
  admitir(orden: OrdenEnCola): void {
    this.#casos.admitir(orden)
  }

  /** Espera a los casos de uso y contesta las órdenes que no entran en este lote. */
  cerrar(): Promise<readonly OrdenEnCola[]> {
    return this.#oDeshacer(async () => {
      const corridas = await this.#casos.terminar()
      this.#ordenes = corridas.map(([orden]) => orden)
      this.#corridos = this.#apartarSinEfecto(this.#prefijo(this.#ordenes, this.#repartir(corridas)))
      return this.#ordenes.filter((o) => this.#desenlaces.get(o)?.tipo === 'aplazado')
    })
  }

  /** Escribe y confirma; contesta en qué quedó cada orden. */
  async escribir(): Promise<ReadonlyMap<OrdenEnCola, Desenlace>> {
    await this.#oDeshacer(async () => {
      const cursor = this.#cursor(this.#ordenes)
      if (this.#corridos.length + cursor.length > 0) await this.#escribir(this.#corridos, cursor)
      else await this.#canal.deshacer()
    })
    this.#tomas.liberar()
    this.#fin.resolve()
    return this.#desenlaces
  }

  async #oDeshacer<R>(paso: () => Promise<R>): Promise<R> {
    try {
      return await paso()
    } catch (error) {
      this.#fin.reject(error)
      if (!(error instanceof CommitDesconocido)) await this.#canal.deshacer()
      throw error
    }
  }

  #cursor(ordenes: readonly OrdenEnCola[]): Sentencia[] {
    const { moverCursor } = this.#opciones
    if (!moverCursor) return []
    const corte = ordenes.findIndex((o) => this.#desenlaces.get(o)?.tipo === 'aplazado')
    const resueltas = corte < 0 ? ordenes.length : corte
    return resueltas > 0 ? [moverCursor(resueltas)] : []
  }

  /** Los que hay que escribir; de los demás se anota su desenlace. */
  #repartir(corridas: Awaited<ReturnType<Casos['terminar']>>): Corrido[] {
    const corridos: Corrido[] = []
    for (const [orden, corrida] of corridas) {
      if (!corrida) this.#anotar(orden, { tipo: 'rechazo', error: fueraDePlazo() })
      else if ('corrido' in corrida) corridos.push(corrida.corrido)
      else this.#anotar(orden, corrida.desenlace)
    }
    return corridos
  }

  /** Un fallo de la base no es de una orden: es del lote entero. */
  #anotar(orden: OrdenEnCola, desenlace: Desenlace): void {
    if (this.#canal.fallo !== undefined) throw this.#canal.fallo
    // Un lector no sabe qué hacer con un defecto nuestro: que lo aparte su suscripción.
    if (this.#opciones.moverCursor && desenlace.tipo === 'rechazo') throw desenlace.error
    this.#desenlaces.set(orden, desenlace)
  }

  /** En un lote ordenado, lo que va detrás de un aplazado también se aplaza. */
  #prefijo(ordenes: readonly OrdenEnCola[], corridos: Corrido[]): Corrido[] {
    if (!this.#opciones.moverCursor) return corridos
    const corte = ordenes.findIndex((o) => this.#desenlaces.get(o)?.tipo === 'aplazado')
    if (corte < 0) return corridos
    const dentro = new Set(ordenes.slice(0, corte))
    for (const o of ordenes.slice(corte)) this.#desenlaces.set(o, { tipo: 'aplazado' })
    return corridos.filter((c) => dentro.has(c.orden))
  }

  /** Lo que no cambia nada y no hay que recordar se contesta ya, sin escribir. */
  #apartarSinEfecto(corridos: readonly Corrido[]): Corrido[] {
    return corridos.filter((c) => {
      const { cambios, emisiones, guardas } = c.intento
      const hayQueEscribir = cambios.size + emisiones.length + guardas.length > 0
      if (hayQueEscribir || c.orden.contexto.clave || c.orden.registro !== 'directo') return true
      if (c.intento.deMemoria.size > 0) {
        c.orden.releer = true
        this.#desenlaces.set(c.orden, { tipo: 'aplazado' })
        return false
      }
      this.#desenlaces.set(c.orden, {
        tipo: 'hecho',
        resultado: c.resultado,
        texto: c.texto,
        posiciones: [],
        rastros: rastrosDe(c.intento),
      })
      return false
    })
  }

  async #escribir(corridos: readonly Corrido[], cursor: readonly Sentencia[]): Promise<void> {
    await this.#entorno.tropiezo('uow:casos')
    if (!vaPorPasos(this.#entorno.tropiezo) && this.#entorno.optimismo.vale()) {
      const cola = prepararCola(corridos, this.#entorno)
      const respuestas = await this.#sabiendo(corridos, () =>
        escribirDeUnaVez(this.#canal, corridos, {
          cursor,
          cola: cola.sentencias,
          tropiezo: this.#entorno.tropiezo,
        }),
      )
      if (respuestas) return this.#anotarHechos(corridos, cola.topicos, respuestas)
      this.#entorno.optimismo.escarmentar()
    }
    await this.#escribirPorPasos(corridos, cursor)
  }

  async #escribirPorPasos(corridos: readonly Corrido[], cursor: readonly Sentencia[]): Promise<void> {
    const { tropiezo } = this.#entorno
    const obsoletos = await bloquear(this.#canal, corridos)
    let vivos = await this.#descartar(corridos, new Map([...obsoletos].map((c) => [c, { en: 'version' }])))
    vivos = this.#rechazarRepetidos(vivos, await buscarRepetidos(this.#canal, vivos))
    await tropiezo('uow:antes-guardas')
    const { perdedores, limpieza } = await guardar(this.#canal, vivos, cursor)
    vivos = await this.#descartar(vivos, perdedores)
    await tropiezo('uow:antes-cola')
    const { topicos, sentencias } = prepararCola(vivos, this.#entorno)
    const respuestas = await this.#sabiendo(vivos, () => this.#mandarCola([...limpieza, ...sentencias]))
    await tropiezo('uow:tras-commit')
    this.#anotarHechos(vivos, topicos, respuestas.slice(limpieza.length))
  }

  #rechazarRepetidos(corridos: readonly Corrido[], repetidos: ReadonlyMap<Corrido, Error>): Corrido[] {
    for (const [{ orden }, error] of repetidos) {
      orden.condena = error
      this.#desenlaces.set(orden, { tipo: 'perdido', en: 'unico' })
    }
    if (repetidos.size > 0 && this.#opciones.moverCursor) throw new LotePerdido(new Map())
    return corridos.filter((c) => !repetidos.has(c))
  }

  /** Los perdedores se van antes de escribir; quien pierde dos veces en la misma guarda ya sabe su error. */
  async #descartar(
    corridos: readonly Corrido[],
    perdedores: ReadonlyMap<Corrido, Perdida>,
  ): Promise<Corrido[]> {
    for (const [{ orden, intento }, { en, error }] of perdedores) {
      this.#entorno.memoria.olvidar(intento.leidos.keys())
      if (error && orden.perdioEn === en) orden.condena = await error(this.#canal)
      this.#desenlaces.set(orden, { tipo: 'perdido', en })
    }
    // Ni un lote ordenado ni un borrado de guarda se pueden deshacer por partes: vuelve todo el lote.
    const indivisible =
      this.#opciones.moverCursor || corridos.some((c) => perdedores.has(c) && c.intento.sueltas.length > 0)
    if (perdedores.size > 0 && indivisible) throw new LotePerdido(perdedores)
    return corridos.filter((c) => !perdedores.has(c))
  }

  /** La cola y el COMMIT en un paquete; con un tropiezo puesto, se para con media cola enviada. */
  async #mandarCola(cola: readonly Sentencia[]): Promise<Respuesta[]> {
    const { tropiezo } = this.#entorno
    if (!vaPorPasos(tropiezo)) return this.#canal.confirmar(cola)
    const mitad = Math.ceil(cola.length / 2)
    const primeras = await this.#canal.enviar(cola.slice(0, mitad))
    await tropiezo('uow:en-la-cola')
    return [...primeras, ...(await this.#canal.confirmar(cola.slice(mitad)))]
  }

  /** Corre un envío que acaba en COMMIT: si la conexión se pierde en él, nadie sabe si ocurrió. */
  async #sabiendo<R>(corridos: readonly Corrido[], enviar: () => Promise<R>): Promise<R> {
    try {
      return await enviar()
    } catch (error) {
      if (esPerdidaDeConexion(error)) throw new CommitDesconocido(this.#canal.pid, corridos, error)
      throw choqueDeUnico(error, corridos) ?? error
    }
  }

  #anotarHechos(corridos: readonly Corrido[], topicos: PorTopico, respuestas: readonly Respuesta[]): void {
    recordar(this.#entorno.memoria, corridos)
    const posiciones = posicionesDe(topicos, respuestas)
    for (const { orden, intento, resultado, texto } of corridos) {
      const suyas = posiciones.get(orden.contexto.idComando) ?? []
      const rastros = rastrosDe(intento)
      this.#desenlaces.set(orden, { tipo: 'hecho', resultado, texto, posiciones: suyas, rastros })
    }
  }
}

type Perdida = Readonly<{ en: string; error?: (canal: Canal) => Promise<Error> }>

/** Alguien se adelantó en un lote que no puede partirse: se vuelve a correr entero. */
export class LotePerdido extends Error {
  constructor(perdedores: ReadonlyMap<Corrido, Perdida>) {
    super('otra transacción se adelantó')
    for (const [{ orden }, { en }] of perdedores) orden.perdioEn = en
  }
}

/** Lo leído y comprobado, y encima lo escrito: con eso empieza el próximo lote. */
const recordar = (memoria: Memoria, corridos: readonly Corrido[]): void => {
  for (const { intento } of corridos) {
    for (const [llave, fila] of intento.leidos) memoria.recordar(llave, fila)
    for (const [llave, fila] of intento.cambios) memoria.recordar(llave, fila)
  }
}

/** Puntos de caída que caen entre los pasos: con uno puesto, el lote tiene que darlos. */
const ENTRE_PASOS = new Set(['uow:antes-guardas', 'uow:antes-cola', 'uow:en-la-cola', 'uow:tras-commit'])

const vaPorPasos = (tropiezo: Tropiezo): boolean =>
  tropiezo !== sinTropiezo && (tropiezo.punto === undefined || ENTRE_PASOS.has(tropiezo.punto))

const fueraDePlazo = () => new ErrorDominio('PlazoVencido', 'la orden no terminó dentro de su plazo')
