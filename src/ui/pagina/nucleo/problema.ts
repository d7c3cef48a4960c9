/** Una falta en un campo, como la da la api (RFC 9457). */
export type FaltaApi = Readonly<{ pointer: string; detail: string }>

/** Lo que salió mal al hablar con los servicios. `status` 0: no hubo respuesta. */
export class Problema extends Error {
  readonly status: number
  readonly codigo: string
  readonly faltas: readonly FaltaApi[]
  readonly instancia: string | null
  readonly cuerpo: unknown

  constructor(status: number, cuerpo: unknown) {
    const c = (typeof cuerpo === 'object' && cuerpo !== null ? cuerpo : {}) as Record<string, unknown>
    const texto = (clave: string) => (typeof c[clave] === 'string' ? (c[clave] as string) : null)
    super(texto('detail') ?? texto('title') ?? `HTTP ${status}`)
    this.status = status
    this.codigo = texto('codigo') ?? (status === 0 ? 'SinConexion' : 'ErrorInterno')
    this.faltas = Array.isArray(c.errors) ? (c.errors as FaltaApi[]) : []
    this.instancia = texto('instance')
    this.cuerpo = cuerpo
  }

  /** ¿Vale la pena repetir lo mismo dentro de un momento? */
  get pasajero(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504
  }
}

/** Convierte cualquier cosa lanzada en un `Problema`. */
export const aProblema = (error: unknown): Problema =>
  error instanceof Problema
    ? error
    : new Problema(0, { title: error instanceof Error ? error.message : String(error) })
