import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { crearFreno, type Freno, type HacerFreno } from '../../presentacion/acceso/freno.ts'
import type { Registro } from '../registro.ts'
import { crearTimbre } from '../suscripciones/timbre.ts'

/** Las tablas de los frenos, para las migraciones de quien los comparte. */
export const MIGRACIONES_FRENOS = {
  modulo: 'frenos',
  carpeta: fileURLToPath(new URL('./migraciones', import.meta.url)),
}

/** Ms entre dos vueltas: lo que los demás procesos tardan en saber lo que éste dejó pasar. */
const CADA = 1_000

/** Llaves que un proceso cuenta en una vuelta, las más gastadas: una lluvia de direcciones no inunda la base. */
const LLAVES_MAXIMAS = 1_000

// Lo de más de diez segundos ya volvió a los cubos. `skip locked`: varios procesos barren a la vez sin esperarse.
const VUELTA = `with viejas as (
    delete from frenos where ctid = any (array(
      select ctid from frenos where tomadas_en < clock_timestamp() - interval '20 seconds'
      limit 10000 for update skip locked))
  ), propias as (
    insert into frenos (proceso, vuelta, freno, llave, fichas)
    select $1, $2, * from unnest($3::text[], $4::text[], $5::int4[])
  )
  select proceso, vuelta, freno, llave, fichas,
    extract(epoch from clock_timestamp() - tomadas_en)::float8 * 1000 as hace
  from frenos where proceso <> $1 and tomadas_en > clock_timestamp() - interval '10 seconds'`

type Ajena = Readonly<{ proceso: string; vuelta: string; freno: string; llave: string }> &
  Readonly<{ fichas: number; hace: number }>

type Gasto = readonly [freno: string, llave: string, fichas: number]

/** Un freno que apunta lo que deja pasar. */
class Contado implements Freno {
  readonly #freno: Freno
  #gastos = new Map<string, number>()

  constructor(freno: Freno) {
    this.#freno = freno
  }

  tomar(llave: string): number {
    const espera = this.#freno.tomar(llave)
    if (espera === 0) this.#gastos.set(llave, (this.#gastos.get(llave) ?? 0) + 1)
    return espera
  }

  falta(llave: string): number {
    return this.#freno.falta(llave)
  }

  cargar(llave: string, fichas: number, hace: number): void {
    this.#freno.cargar(llave, fichas, hace)
  }

  /** Lo gastado desde la última vez. */
  recoger(): Map<string, number> {
    const gastos = this.#gastos
    this.#gastos = new Map()
    return gastos
  }
}

/** Los frenos de un proceso que cuentan con lo que toman los demás de su mismo esquema. */
export type FrenosCompartidos = AsyncDisposable & {
  hacer: HacerFreno
  /** Una vuelta ahora: dice lo que este proceso tomó y toma en cuenta lo de los otros. Nunca falla. */
  darVuelta(): Promise<void>
}

class Compartidos implements FrenosCompartidos {
  readonly #pool: pg.Pool
  readonly #registro: Registro
  readonly #proceso = randomUUID()
  readonly #frenos = new Map<string, Contado>()
  /** La última vuelta de cada proceso que ya se tomó en cuenta. */
  readonly #vistas = new Map<string, number>()
  readonly #fin = new AbortController()
  readonly #marcha: Promise<void>
  #vuelta = 0
  #solo = false

  constructor(pool: pg.Pool, registro: Registro, cada: number) {
    this.#pool = pool
    this.#registro = registro
    this.#marcha = this.#andar(cada)
  }

  readonly hacer: HacerFreno = (nombre, opciones) => {
    const freno = new Contado(crearFreno(opciones))
    this.#frenos.set(nombre, freno)
    return freno
  }

  async darVuelta(): Promise<void> {
    const gastos = this.#recoger()
    try {
      const { rows } = await this.#pool.query<Ajena>({
        name: 'frenos',
        text: VUELTA,
        values: [this.#proceso, ++this.#vuelta, ...[0, 1, 2].map((i) => gastos.map((g) => g[i]))],
      })
      this.#cargar(rows)
      if (this.#solo) this.#registro.info({}, 'los frenos vuelven a contar con los demás procesos')
      this.#solo = false
    } catch (err) {
      if (!this.#solo)
        this.#registro.warn({ err }, 'los frenos no se pueden compartir: cada proceso sigue con los suyos')
      this.#solo = true
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#fin.abort()
    await this.#marcha
  }

  async #andar(cada: number): Promise<void> {
    const timbre = crearTimbre()
    for (;;) {
      await timbre.esperar(cada, this.#fin.signal)
      if (this.#fin.signal.aborted) return
      await this.darVuelta()
    }
  }

  #recoger(): Gasto[] {
    const gastos: Gasto[] = []
    for (const [nombre, freno] of this.#frenos)
      for (const [llave, fichas] of freno.recoger()) gastos.push([nombre, llave, fichas])
    if (gastos.length <= LLAVES_MAXIMAS) return gastos
    return gastos.sort((a, b) => b[2] - a[2]).slice(0, LLAVES_MAXIMAS)
  }

  #cargar(ajenas: readonly Ajena[]): void {
    const nuevas = ajenas.filter((a) => Number(a.vuelta) > (this.#vistas.get(a.proceso) ?? 0))
    for (const { proceso, vuelta, freno, llave, fichas, hace } of nuevas) {
      this.#vistas.set(proceso, Math.max(Number(vuelta), this.#vistas.get(proceso) ?? 0))
      this.#frenos.get(freno)?.cargar(llave, fichas, hace)
    }
    const presentes = new Set(ajenas.map((a) => a.proceso))
    for (const proceso of this.#vistas.keys()) if (!presentes.has(proceso)) this.#vistas.delete(proceso)
  }
}

/**
 * Los frenos de un proceso entre los de su servicio: cada uno decide con su memoria, sin viajes, y una vez por
 * vuelta cuenta a los demás lo que dejó pasar y descuenta lo de ellos. Entre dos vueltas N procesos pueden dejar
 * pasar de más lo que quepa en sus cubos; después lo pagan esperando, y a la larga el ritmo es el de uno. Sin base,
 * cada proceso sigue con los suyos.
 * @param cada ms entre vueltas
 */
export const abrirFrenos = (o: { pool: pg.Pool; registro: Registro; cada?: number }): FrenosCompartidos =>
  new Compartidos(o.pool, o.registro, o.cada ?? CADA)
