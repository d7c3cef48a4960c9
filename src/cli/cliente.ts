import type { Acceso } from '#seedwork/infraestructura/acceso.ts'

/** Respuesta de error de la API, ya leída. `estado` 0: no hubo respuesta. */
export class ErrorApi extends Error {
  readonly estado: number
  readonly codigo: string
  readonly faltas: readonly { pointer: string; detail: string }[]

  constructor(estado: number, { codigo, detail, errors }: Problema) {
    super(detail ?? codigo ?? `la API contestó ${estado}`)
    this.estado = estado
    this.codigo = codigo ?? ''
    this.faltas = errors ?? []
  }
}

type Problema = { codigo?: string; detail?: string; errors?: { pointer: string; detail: string }[] }

/** Una petición: `cuerpo` viaja en JSON; `clave` es la de idempotencia. */
export type Peticion = Readonly<{
  metodo?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  cuerpo?: unknown
  clave?: string
  cabeceras?: Readonly<Record<string, string>>
}>

/** Lo que la API contestó: el cuerpo ya leído y sus cabeceras. */
export type Respuesta<T> = Readonly<{ datos: T; cabeceras: Headers }>

export type Cliente = {
  pedir<T>(ruta: string, peticion?: Peticion): Promise<Respuesta<T>>
  /** Para descargas: el cuerpo sin leer. */
  abrir(ruta: string, peticion?: Peticion): Promise<Response>
}

/** Milisegundos antes de dar una petición por perdida. */
const PLAZO = 30_000
/** Esperas entre intentos cuando el sistema está ocupado o reconectando, ms. */
const ESPERAS = [100, 300, 1_000, 3_000]

/** Cliente de un servicio. Reintenta 503 y cortes sólo en lecturas o con clave: repetir a ciegas duplicaría. */
export const crearCliente = (base: string, { token }: Pick<Acceso, 'token'>): Cliente => {
  const abrir = async (ruta: string, peticion: Peticion = {}): Promise<Response> => {
    const repetible = (peticion.metodo ?? 'GET') === 'GET' || peticion.clave !== undefined
    for (let intento = 0; ; intento++) {
      const respuesta = await enviar(`${base}${ruta}`, token, peticion)
      const pausa = ESPERAS[intento]
      if (respuesta instanceof Error) {
        if (!repetible || pausa === undefined) throw sinRespuesta(respuesta, base)
      } else {
        if (respuesta.ok) return respuesta
        if (!repetible || pausa === undefined || respuesta.status !== 503) return fallar(respuesta)
        await respuesta.body?.cancel()
      }
      await new Promise((seguir) => setTimeout(seguir, pausa))
    }
  }
  return {
    abrir,
    async pedir(ruta, peticion) {
      const respuesta = await abrir(ruta, peticion)
      const texto = await respuesta.text()
      return { datos: (texto ? JSON.parse(texto) : null) as never, cabeceras: respuesta.headers }
    },
  }
}

const enviar = async (
  url: string,
  token: string,
  { metodo, cuerpo, clave, cabeceras }: Peticion,
): Promise<Response | Error> => {
  try {
    return await fetch(url, {
      method: metodo ?? 'GET',
      signal: AbortSignal.timeout(PLAZO),
      headers: {
        authorization: `Bearer ${token}`,
        ...(cuerpo === undefined ? {} : { 'content-type': 'application/json' }),
        ...(clave ? { 'idempotency-key': clave } : {}),
        ...cabeceras,
      },
      ...(cuerpo === undefined ? {} : { body: JSON.stringify(cuerpo) }),
    })
  } catch (error) {
    return error as Error
  }
}

/** `fetch` guarda el motivo (conexión rehusada, puerto prohibido, certificado…) en la causa de su error. */
const sinRespuesta = (error: Error, base: string): ErrorApi => {
  const { code, message } = (error.cause ?? error) as { code?: string; message: string }
  return new ErrorApi(0, {
    codigo: 'SinRespuesta',
    detail: `${base} no contesta (${code ?? message}): ¿está el sistema en marcha?`,
  })
}

const fallar = async (respuesta: Response): Promise<never> => {
  const texto = await respuesta.text()
  try {
    throw new ErrorApi(respuesta.status, JSON.parse(texto) as Problema)
  } catch (error) {
    if (error instanceof ErrorApi) throw error
    throw new ErrorApi(respuesta.status, { detail: texto.slice(0, 200) })
  }
}
