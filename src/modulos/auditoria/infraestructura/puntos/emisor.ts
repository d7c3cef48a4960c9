import type pg from 'pg'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import { crearTimbre } from '#seedwork/infraestructura/suscripciones/timbre.ts'
import { cabezasDeCadena, type PuntoDeControl } from '../verificacion.ts'
import type { Destino } from './destino.ts'
import type { Llave } from './llave.ts'
import {
  comprobarPunto,
  escribirPunto,
  esFalla,
  firmarPunto,
  huellaDePunto,
  type PuntoFirmado,
} from './punto.ts'

/** Cada cuántas entradas o minutos se firma un punto, si hay algo nuevo. */
export type Ritmo = Readonly<{ entradas: number; minutos: number }>

export type OpcionesEmisor = Readonly<{
  pool: pg.Pool
  topicos: readonly string[]
  destino: Destino
  llave: Llave
  ritmo: Ritmo
  registro: Registro
  /** Sólo firma quien encadena: dos procesos no llevan dos series. */
  activo: () => boolean
  /** Ms entre miradas (5 000). */
  sondeo?: number | undefined
}>

type Ultimo = Readonly<{ texto: string; punto: PuntoFirmado }>

const largo = (cadenas: readonly PuntoDeControl[]): number => cadenas.reduce((n, c) => n + c.posicion, 0)

/** Por qué la cadena de ahora no pasa por lo que decía un punto, o `null`. */
const contradiccion = async (pool: pg.Pool, { numero, cadenas }: PuntoFirmado): Promise<string | null> => {
  const { rows } = await pool.query<{ topico: string; hash: string }>(
    `select a.topico, encode(a.hash, 'hex') as hash from auditoria a
     join unnest($1::text[], $2::int8[]) as p(topico, posicion) using (topico, posicion)`,
    [cadenas.map((c) => c.topico), cadenas.map((c) => c.posicion)],
  )
  const actuales = new Map(rows.map((f) => [f.topico, f.hash]))
  const distinta = cadenas.find((c) => actuales.get(c.topico) !== c.hash)
  return distinta
    ? `la cadena de ${distinta.topico} ya no pasa por el punto ${numero} (posición ${distinta.posicion}): es otra base o se reescribió`
    : null
}

/** Firma y exporta puntos de control de las cadenas mientras viva. */
export class Emisor {
  readonly #o: OpcionesEmisor
  readonly #fin = new AbortController()
  readonly #timbre = crearTimbre()
  readonly #marcha: Promise<void>
  #publicada = false
  #dicho: string | null = null

  constructor(opciones: OpcionesEmisor) {
    this.#o = opciones
    this.#marcha = this.#correr()
  }

  /** Deja de mirar y firma lo que falte, si se puede. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#fin.abort()
    this.#timbre.tocar()
    await this.#marcha
    await this.#intentar(true)
  }

  async #correr(): Promise<void> {
    const { signal } = this.#fin
    while (!signal.aborted) {
      await this.#timbre.esperar(this.#o.sondeo ?? 5_000, signal)
      if (!signal.aborted) await this.#intentar(false)
    }
  }

  async #intentar(ya: boolean): Promise<void> {
    if (!this.#o.activo()) return
    try {
      await this.#emitir(ya)
      this.#dicho = null
    } catch (error) {
      // Se repite en cada mirada: se dice una vez hasta que cambie.
      const texto = (error as Error).message
      if (texto !== this.#dicho)
        this.#o.registro.error({ err: error }, 'no se pudo firmar un punto de control')
      this.#dicho = texto
    }
  }

  async #emitir(ya: boolean): Promise<void> {
    const { pool, topicos, llave, destino } = this.#o
    const cadenas = await cabezasDeCadena(pool, topicos)
    const ultimo = await this.#ultimo()
    if (!this.#toca(cadenas, ultimo, ya)) return
    const motivo = ultimo && (await contradiccion(pool, ultimo.punto))
    if (motivo) throw new Error(motivo)
    if (!this.#publicada) await destino.publicarLlave(llave.pem)
    this.#publicada = true
    const punto = firmarPunto(llave, {
      numero: (ultimo?.punto.numero ?? 0) + 1,
      anterior: ultimo && huellaDePunto(ultimo.texto),
      en: new Date().toISOString(),
      cadenas,
    })
    await destino.guardar({ numero: punto.numero, texto: escribirPunto(punto) })
  }

  #toca(cadenas: readonly PuntoDeControl[], ultimo: Ultimo | null, ya: boolean): boolean {
    const nuevas = largo(cadenas) - (ultimo ? largo(ultimo.punto.cadenas) : 0)
    // Menos que antes también: es lo que hace notar que la cadena se cortó.
    if (nuevas === 0) return false
    const { entradas, minutos } = this.#o.ritmo
    const hace = ultimo ? Date.now() - Date.parse(ultimo.punto.en) : Number.POSITIVE_INFINITY
    return ya || nuevas < 0 || nuevas >= entradas || hace >= minutos * 60_000
  }

  /** El último punto que hay fuera, comprobado: no se encadena nada a uno que no es nuestro. */
  async #ultimo(): Promise<Ultimo | null> {
    const exportado = await this.#o.destino.ultimo()
    if (!exportado) return null
    const punto = comprobarPunto(exportado, this.#o.llave)
    if (esFalla(punto)) throw new Error(`el punto ${punto.numero} no vale: ${punto.causa}, ${punto.detalle}`)
    return { texto: exportado.texto, punto }
  }
}
