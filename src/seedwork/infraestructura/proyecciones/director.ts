import type { Tropiezo } from '../../aplicacion/tropiezo.ts'
import type { Registro } from '../registro.ts'
import { abrirSuscripcion, type OpcionesSuscripcion, type Suscripcion } from '../suscripciones/suscripcion.ts'
import type { EstadoSuscripcion } from '../suscripciones/suscriptor.ts'
import { crearTimbre } from '../suscripciones/timbre.ts'
import { intentarCambio } from './cambio.ts'
import { esquemaBase, generacionesEnUso, type Medios } from './generaciones.ts'
import { atenderGeneracion } from './lectura.ts'
import { type Generacion, type Proyeccion, suscripcionDe } from './proyeccion.ts'

/** Al construir, lotes cortos: muchos por transacción estorbarían a lo vivo. */
const EN_OBRA = { lote: 200 } as const
/** Lo vivo junta lo que llegue en este rato (ms): bajo carga, de a muchos cuesta una fracción. */
const VIVA = { reposo: 100 } as const

export type OpcionesDirector = Medios &
  Readonly<{
    proyecciones: readonly Proyeccion[]
    registro: Registro
    tropiezo: Tropiezo
    latido: OpcionesSuscripcion['latido']
    trazas: OpcionesSuscripcion['trazas']
    /** Ms entre vueltas sin que nadie lo despierte. */
    cada: number
    /** Ms del arriendo de sus suscripciones; por omisión, el de cualquiera. */
    arriendo?: number | undefined
  }>

type Abierta = Readonly<{ generacion: Generacion; suscripcion: Suscripcion }>

const EN_ESPERA: Omit<EstadoSuscripcion, 'sinVuelta'> = {
  situacion: 'esperando',
  motivo: null,
  retenidas: 0,
  topicos: [],
}

/** Abre y cierra en este proceso las suscripciones de las generaciones en uso, y cambia la viva cuando toca. */
export class Director {
  readonly #o: OpcionesDirector
  readonly #abiertas = new Map<string, Abierta>()
  readonly #timbre = crearTimbre()
  readonly #fin = new AbortController()
  readonly #marcha: Promise<void>
  #base: string | null = null
  #ultimaVuelta = performance.now()

  constructor(opciones: OpcionesDirector) {
    this.#o = opciones
    this.#marcha = this.#correr()
  }

  /** Que dé una vuelta ya: se acaba de pedir una construcción. */
  despertar(): void {
    this.#timbre.tocar()
  }

  /** Cómo va, en este proceso, el lector de la generación viva. */
  estado(nombre: string): EstadoSuscripcion {
    for (const { generacion, suscripcion } of this.#abiertas.values())
      if (generacion.nombre === nombre && generacion.estado === 'viva') return suscripcion.estado()
    return { ...EN_ESPERA, sinVuelta: Math.round(performance.now() - this.#ultimaVuelta) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#fin.abort()
    this.#timbre.tocar()
    await this.#marcha
    await Promise.all([...this.#abiertas.values()].map(({ suscripcion }) => suscripcion.detener()))
  }

  async #correr(): Promise<void> {
    const { signal } = this.#fin
    while (!signal.aborted) {
      const hubo = await this.#vuelta().catch((err: unknown) => {
        if (!signal.aborted) this.#o.registro.warn({ err }, 'las proyecciones no pudieron dar su vuelta')
        return false
      })
      if (!hubo) await this.#timbre.esperar(this.#o.cada, signal)
    }
  }

  /** Una vuelta; devuelve si cambió la viva de alguna, para dar otra enseguida. */
  async #vuelta(): Promise<boolean> {
    this.#base ??= await esquemaBase(this.#o.pool)
    const suyas = (await generacionesEnUso(this.#o.pool)).filter((g) => this.#codigoDe(g) !== undefined)
    await this.#cerrarRetiradas(new Map(suyas.map((g) => [suscripcionDe(g), g])))
    for (const g of suyas) this.#abrir(g, this.#base)
    let hubo = false
    for (const g of suyas) if (g.estado === 'construyendo') hubo = (await this.#cambiar(g)) || hubo
    this.#ultimaVuelta = performance.now()
    return hubo
  }

  /** La proyección de una generación, si es de la versión que este código sabe plegar. */
  #codigoDe(g: Generacion): Proyeccion | undefined {
    return this.#o.proyecciones.find((p) => p.nombre === g.nombre && p.version === g.version)
  }

  #abrir(generacion: Generacion, base: string): void {
    const nombre = suscripcionDe(generacion)
    const abierta = this.#abiertas.get(nombre)
    if (abierta) {
      this.#abiertas.set(nombre, { ...abierta, generacion })
      return
    }
    const { pool, fuente, registro, tropiezo, latido, arriendo, trazas } = this.#o
    const viva = generacion.estado !== 'construyendo'
    const proyeccion = this.#codigoDe(generacion)!
    const suscripcion = abrirSuscripcion({
      ...{ nombre, pool, fuente, registro, tropiezo, latido, arriendo },
      topicos: proyeccion.topicos,
      atender: atenderGeneracion(proyeccion, { base, generacion: generacion.generacion }),
      // Rehacer lo pasado no es parte de lo que lo causó.
      ...(viva ? { ...VIVA, trazas } : EN_OBRA),
    })
    this.#abiertas.set(nombre, { generacion, suscripcion })
  }

  async #cerrarRetiradas(enUso: ReadonlyMap<string, Generacion>): Promise<void> {
    for (const [nombre, { suscripcion }] of this.#abiertas) {
      if (enUso.has(nombre)) continue
      this.#abiertas.delete(nombre)
      await suscripcion.detener()
      // Si se abrió justo cuando la retiraban pudo volver a dar de alta su cursor.
      await this.#o.pool.query('delete from suscripciones where suscripcion = $1', [nombre])
    }
  }

  /** Sólo quien la construye la cambia: los demás procesos se enteran en su próxima vuelta. */
  async #cambiar(nueva: Generacion): Promise<boolean> {
    const { pool, fuente, registro, tropiezo } = this.#o
    if (this.#abiertas.get(suscripcionDe(nueva))?.suscripcion.estado().situacion !== 'activa') return false
    const viva = (await generacionesEnUso(pool)).find((g) => g.nombre === nueva.nombre && g.estado === 'viva')
    if (!viva) return false
    const { nombre } = nueva
    const obra = { proyeccion: this.#codigoDe(nueva)!, viva: viva.generacion, nueva: nueva.generacion }
    const hecho = await intentarCambio({ pool, fuente }, obra, tropiezo)
    if (hecho) registro.info({ proyeccion: nombre, generacion: nueva.generacion }, 'proyección reconstruida')
    return hecho
  }
}
