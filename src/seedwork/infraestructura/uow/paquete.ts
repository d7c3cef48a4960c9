import { hash } from 'node:crypto'
import type pg from 'pg'
import { leerColumna } from '../conexion.ts'

/** Una sentencia con nombre (preparada una vez por conexión). */
export type Sentencia = Readonly<{ name?: string; text: string; values?: readonly unknown[] }>

type Fila = Record<string, unknown>
/** Lo que vuelve de una sentencia: sus filas y la palabra con que PostgreSQL la cerró (`INSERT`, `COMMIT`). */
export type Respuesta = Readonly<{ filas: readonly Fila[]; orden: string }>

type Campo = Readonly<{ name: string; dataTypeID: number }>
/** La parte de la conexión de pg con que se escriben los mensajes del protocolo. */
type Protocolo = Readonly<{
  stream: { cork(): void; uncork(): void }
  parse(q: { name: string; text: string }): void
  bind(b: { statement: string; values: (string | Buffer | null)[] }): void
  describe(d: { type: 'P' }): void
  execute(e: object): void
  close(c: { type: 'S'; name: string }): void
  sync(): void
}>

/** Las sentencias que una conexión ya tiene preparadas, con los campos que devuelven. */
const preparadas = new WeakMap<object, Map<string, readonly Campo[] | null>>()

/** PostgreSQL sólo mira los primeros 63 bytes de un nombre: una sentencia sin él lleva su huella. */
const nombreDe = ({ name, text }: Sentencia): string =>
  name ?? (text.length < 60 ? text : `sql:${hash('sha1', text)}`)

const aValor = (v: unknown): string | Buffer | null =>
  v === null || v === undefined ? null : Buffer.isBuffer(v) ? v : String(v)

/**
 * Varias sentencias en un solo envío con un único `Sync` al final: el servidor contesta todo junto, y
 * ambos lados se despiertan una vez. Cada sentencia se prepara y se describe sólo la primera vez. Si una
 * falla, PostgreSQL salta las demás hasta el `Sync`.
 */
export class Paquete {
  readonly respuestas: { filas: Fila[]; orden: string }[] = []
  readonly #sentencias: readonly Sentencia[]
  readonly #promesa = Promise.withResolvers<readonly Respuesta[]>()
  #conocidas = new Map<string, readonly Campo[] | null>()
  #filas: Fila[] = []
  #campos: readonly Campo[] | null = null

  constructor(sentencias: readonly Sentencia[]) {
    this.#sentencias = sentencias
  }

  /** Lo manda por una conexión; falla con el error de la primera sentencia que falle. */
  enviar(cliente: pg.Client): Promise<readonly Respuesta[]> {
    cliente.query(this as unknown as pg.Submittable)
    return this.#promesa.promise
  }

  // Lo que sigue lo llama pg, con los nombres de su interfaz `Submittable`.

  submit(conexion: Protocolo): void {
    this.#conocidas = preparadas.get(conexion) ?? new Map()
    preparadas.set(conexion, this.#conocidas)
    conexion.stream.cork()
    for (const sentencia of this.#sentencias) this.#escribir(conexion, sentencia)
    conexion.sync()
    conexion.stream.uncork()
    this.#empezar()
  }

  #escribir(conexion: Protocolo, sentencia: Sentencia): void {
    const { text, values = [] } = sentencia
    const name = nombreDe(sentencia)
    const nueva = !this.#conocidas.has(name)
    if (nueva) {
      // Un intento anterior pudo fallar después de prepararla: cerrar una que no existe no es un error.
      conexion.close({ type: 'S', name })
      conexion.parse({ name, text })
    }
    conexion.bind({ statement: name, values: values.map(aValor) })
    if (nueva) conexion.describe({ type: 'P' })
    conexion.execute({})
  }

  #empezar(): void {
    const sentencia = this.#sentencias[this.respuestas.length]
    this.#filas = []
    this.#campos = sentencia ? (this.#conocidas.get(nombreDe(sentencia)) ?? null) : null
  }

  handleRowDescription({ fields }: { fields: readonly Campo[] }): void {
    this.#campos = fields
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    const fila: Fila = {}
    this.#campos?.forEach(({ name, dataTypeID }, i) => {
      const valor = fields[i] ?? null
      fila[name] = valor === null ? null : leerColumna(dataTypeID, valor)
    })
    this.#filas.push(fila)
  }

  handleCommandComplete({ text }: { text: string }): void {
    const sentencia = this.#sentencias[this.respuestas.length]!
    this.#conocidas.set(nombreDe(sentencia), this.#campos)
    this.respuestas.push({ filas: this.#filas, orden: text.split(' ', 1)[0]! })
    this.#empezar()
  }

  handleEmptyQuery(): void {}

  handlePortalSuspended(): void {}

  handleError(error: unknown): void {
    const fallida = this.#sentencias[this.respuestas.length]
    if (fallida) this.#conocidas.delete(nombreDe(fallida))
    this.#promesa.reject(error)
  }

  handleReadyForQuery(): void {
    this.#promesa.resolve(this.respuestas)
  }
}
