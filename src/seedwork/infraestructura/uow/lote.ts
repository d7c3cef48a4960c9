import type pg from 'pg'
import type { Posicion } from '../../aplicacion/contexto.ts'
import type { EventoIntegracion } from '../../aplicacion/mensajes.ts'
import { sinTropiezo, type Tropiezo } from '../../aplicacion/tropiezo.ts'
import { ErrorDominio } from '../../dominio/errores.ts'
import { type Apunte, escribirEnBitacora } from '../bitacora/escritura.ts'
import { esPerdidaDeConexion } from '../conexion.ts'
import { Canal, type Respuesta } from './canal.ts'
import { CommitDesconocido } from './commit-desconocido.ts'
import { type Corrido, correrOrden, type Reaccion } from './corrida.ts'
import { escribirDeUnaVez, type Optimismo } from './de-una-vez.ts'
import { bloquear, cambiarEstados, guardar } from './escritura.ts'
import { Lecturas } from './lecturas.ts'
import type { Memoria } from './memoria.ts'
import type { Desenlace, OrdenEnCola } from './orden.ts'
import { BuscadorDeRegistros, rastrosDe } from './registro-comandos.ts'
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
 * Corre un lote de órdenes en una transacción: casos de uso lado a lado, luego bloquear y comparar,
 * guardas, y una cola que viaja en un solo paquete con el COMMIT (`docs/adr/0006`).
 * Si lanza, nada quedó escrito, salvo `CommitDesconocido`.
 */
export const correrLote = async (
  cliente: pg.Client,
  ordenes: readonly OrdenEnCola[],
  entorno: EntornoLote,
  opciones: OpcionesLote = {},
): Promise<Desenlace[]> => {
  const canal = new Canal(cliente)
  try {
    return await new Lote(canal, entorno, opciones).correr(ordenes)
  } catch (error) {
    if (!(error instanceof CommitDesconocido)) await canal.deshacer()
    throw error
  }
}

class Lote {
  readonly #canal: Canal
  readonly #entorno: EntornoLote
  readonly #opciones: OpcionesLote
  readonly #desenlaces = new Map<OrdenEnCola, Desenlace>()

  constructor(canal: Canal, entorno: EntornoLote, opciones: OpcionesLote) {
    this.#canal = canal
    this.#entorno = entorno
    this.#opciones = opciones
  }

  async correr(ordenes: readonly OrdenEnCola[]): Promise<Desenlace[]> {
    const corridos = this.#prefijo(ordenes, await this.#correrCasos(ordenes))
    const vivos = this.#apartarSinEfecto(corridos)
    const cursor = this.#cursor(ordenes)
    if (vivos.length + cursor.length > 0) await this.#escribir(vivos, cursor)
    else await this.#canal.deshacer()
    return ordenes.map((o) => this.#desenlaces.get(o) ?? { tipo: 'aplazado' })
  }

  #cursor(ordenes: readonly OrdenEnCola[]): Sentencia[] {
    const { moverCursor } = this.#opciones
    if (!moverCursor) return []
    const corte = ordenes.findIndex((o) => this.#desenlaces.get(o)?.tipo === 'aplazado')
    const resueltas = corte < 0 ? ordenes.length : corte
    return resueltas > 0 ? [moverCursor(resueltas)] : []
  }

  /** Todos los casos de uso lado a lado; los que ya tienen desenlace no pasan. */
  async #correrCasos(ordenes: readonly OrdenEnCola[]): Promise<Corrido[]> {
    const registros = new BuscadorDeRegistros(this.#canal)
    const delLote = {
      lecturas: new Lecturas(this.#canal),
      tomas: new Tomas(),
      memoria: this.#entorno.memoria,
      reacciones: this.#entorno.reacciones,
      buscarRegistro: (id: string) => registros.buscar(id),
    }
    const corridos: Corrido[] = []
    const plazo = Promise.withResolvers<null>()
    const reloj = setTimeout(() => plazo.resolve(null), this.#entorno.plazoCaso)
    const corridas = await Promise.all(
      ordenes.map((orden) => Promise.race([correrOrden(orden, delLote), plazo.promise])),
    )
    clearTimeout(reloj)
    delLote.lecturas.cerrar()
    corridas.forEach((corrida, i) => {
      const orden = ordenes[i]!
      if (!corrida) this.#anotar(orden, { tipo: 'rechazo', error: fueraDePlazo() })
      else if ('corrido' in corrida) corridos.push(corrida.corrido)
      else this.#anotar(orden, corrida.desenlace)
    })
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
      const cola = this.#prepararCola(corridos)
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
    const { topicos, sentencias } = this.#prepararCola(vivos)
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

  /** Contador y mensajes de cada tópico, en orden de nombre, y los estados. */
  #prepararCola(corridos: readonly Corrido[]): { topicos: PorTopico; sentencias: Sentencia[] } {
    const apuntes: Apunte[] = corridos.flatMap((c) =>
      c.intento.emisiones.map((e) => ({ ...e, contexto: c.orden.contexto })),
    )
    const topicos = [...Map.groupBy(apuntes, (a) => a.evento.topico)].sort(([a], [b]) => (a < b ? -1 : 1))
    const bitacora = topicos.map(([topico, suyos]) => escribirEnBitacora(topico, suyos, this.#entorno))
    return { topicos, sentencias: [...bitacora, ...cambiarEstados(corridos)] }
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
    const bases = topicos.map((_, i) => Number(respuestas[i]!.filas[0]!.base))
    const posiciones = repartir(topicos, bases)
    for (const { orden, intento, resultado, texto } of corridos) {
      const suyas = posiciones.get(orden.contexto.idComando) ?? []
      const rastros = rastrosDe(intento)
      this.#desenlaces.set(orden, { tipo: 'hecho', resultado, texto, posiciones: suyas, rastros })
    }
  }
}

type PorTopico = readonly (readonly [string, readonly Apunte[]])[]
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

/** Posición más alta de cada comando en cada tópico. */
const repartir = (topicos: PorTopico, bases: readonly number[]): Map<string, Posicion[]> => {
  const porComando = new Map<string, Posicion[]>()
  topicos.forEach(([topico, apuntes], t) => {
    const ultimas = new Map(apuntes.map((a, i) => [a.contexto.idComando, bases[t]! + i + 1]))
    for (const [id, posicion] of ultimas)
      porComando.set(id, [...(porComando.get(id) ?? []), { topico, posicion }])
  })
  return porComando
}
