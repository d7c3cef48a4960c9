import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as pausa } from 'node:timers/promises'
import type { Cuaderno } from './cuaderno.ts'

/** Lo que contestó el sistema. */
export type Contestacion = Readonly<{
  estado: number
  encabezados: Readonly<Record<string, string | string[] | undefined>>
  texto: string
}>

export type Peticion = Readonly<{
  metodo: string
  ruta: string
  cuerpo?: unknown
  encabezados?: Readonly<Record<string, string>>
}>

/** Cuentas del testigo: lo que se dijo sin que el sistema lo dijera bien. */
export type Cuentas = {
  aceptadas: number
  rechazadas: number
  desconocidas: number
  repetidas: number
  defectos: string[]
}

/** Un cliente que no se rinde: lo que no sabe si pasó lo repite con la misma clave hasta saberlo. */
export type Insistente = Readonly<{
  cuentas: Cuentas
  /** Una orden hasta que se sabe en qué quedó; lo aceptado ya está en el cuaderno. */
  ordenar(operacion: string, peticion: Omit<Peticion, 'metodo'>): Promise<Contestacion>
  leer(ruta: string): Promise<Contestacion>
}>

/** Ms que se espera una respuesta antes de darla por perdida, y entre intentos. */
const PLAZO = 15_000
const PAUSA = 40

const agente = new Agent({ keepAlive: true, maxSockets: 4_096 })

/** Una petición, sin insistir: falla si no llega una respuesta entera. */
export const pedir = (
  base: string,
  { metodo, ruta, cuerpo, encabezados = {} }: Peticion,
): Promise<Contestacion> => {
  const { promise, resolve, reject } = Promise.withResolvers<Contestacion>()
  const datos = cuerpo === undefined ? '' : JSON.stringify(cuerpo)
  const tipo = cuerpo === undefined ? {} : { 'content-type': 'application/json' }
  const headers = { ...tipo, 'content-length': String(Buffer.byteLength(datos)), ...encabezados }
  const peticion = request(new URL(ruta, base), { agent: agente, method: metodo, headers, timeout: PLAZO })
  peticion.on('timeout', () => peticion.destroy(new Error('sin respuesta')))
  peticion.on('error', reject)
  peticion.on('response', (respuesta) => {
    let texto = ''
    respuesta.setEncoding('utf8').on('data', (trozo: string) => {
      texto += trozo
    })
    respuesta.on('error', reject)
    respuesta.on('aborted', () => reject(new Error('respuesta cortada')))
    respuesta.on('end', () =>
      resolve({ estado: respuesta.statusCode ?? 0, encabezados: respuesta.headers, texto }),
    )
  })
  peticion.end(datos)
  return promise
}

type Partes = Readonly<{ base: string; token: string; cuaderno: Cuaderno; azar: () => number }>

const conClave = (token: string, peticion: Peticion, clave?: string): Peticion => ({
  ...peticion,
  encabezados: {
    ...peticion.encabezados,
    authorization: `Bearer ${token}`,
    ...(clave === undefined ? {} : { 'idempotency-key': clave }),
  },
})

/** Pide hasta que la respuesta dice en qué quedó. */
const hastaSaber = async (base: string, peticion: Peticion, cuentas: Cuentas): Promise<Contestacion> => {
  for (;;) {
    try {
      const contestada = await pedir(base, peticion)
      if (contestada.estado < 500 && contestada.estado !== 429) return contestada
      if (contestada.estado !== 503) cuentas.defectos.push(`${contestada.estado} ${contestada.texto}`)
    } catch {
      // El sistema murió o se está levantando: no se sabe si la orden se hizo.
    }
    cuentas.desconocidas++
    await pausa(PAUSA)
  }
}

/** Abre el cliente. Una de cada diez aceptadas se repite a propósito: tiene que contestar lo mismo. */
export const abrirInsistente = ({ base, token, cuaderno, azar }: Partes): Insistente => {
  const cuentas: Cuentas = { aceptadas: 0, rechazadas: 0, desconocidas: 0, repetidas: 0, defectos: [] }
  const anotar = async (operacion: string, clave: string, c: Contestacion): Promise<void> => {
    const asincrona = c.estado === 202 ? { asincrona: true as const } : {}
    const posicion = String(c.encabezados['alpes-posicion'] ?? '')
    await cuaderno.anotar({ operacion, clave, respuesta: `${c.estado} ${c.texto}`, posicion, ...asincrona })
  }
  return {
    cuentas,
    leer: (ruta) => hastaSaber(base, conClave(token, { metodo: 'GET', ruta }), cuentas),
    async ordenar(operacion, datos) {
      const clave = randomUUID()
      const peticion = conClave(token, { metodo: operacion.split(' ', 1)[0]!, ...datos }, clave)
      const contestada = await hastaSaber(base, peticion, cuentas)
      if (contestada.estado >= 300) {
        cuentas.rechazadas++
        return contestada
      }
      await anotar(operacion, clave, contestada)
      cuentas.aceptadas++
      if (azar() < 0.1) {
        cuentas.repetidas++
        await anotar(operacion, clave, await hastaSaber(base, peticion, cuentas))
      }
      return contestada
    },
  }
}
