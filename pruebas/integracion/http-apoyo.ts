import net from 'node:net'
import Type from 'typebox'
import { sinTrazas, type Trazas } from '#seedwork/aplicacion/trazas.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { autenticadorLocal } from '#seedwork/presentacion/autenticacion.ts'
import type { TablaErrores } from '#seedwork/presentacion/problemas.ts'
import { ANFITRIONES_LOCALES, type Limites } from '#seedwork/presentacion/seguridad.ts'
import { type Aplicacion, crearServidor, type ServidorHttp } from '#seedwork/presentacion/servidor.ts'
import { ERRORES } from '../../src/api/errores.ts'

export const TOKEN = 'token-de-prueba-con-mas-de-treinta-y-dos-letras'

/** Un servidor endurecido con unas rutas de muestra, escuchando en un puerto libre. */
export type Muestra = AsyncDisposable &
  ServidorHttp & {
    puerto: number
    url: string
    /** Cuerpos que llegaron al manejador, en orden. */
    ejecutadas: unknown[]
    /** Suelta las órdenes que esperan en `POST /lenta`. */
    soltar(): void
  }

const CUERPO = Type.Object(
  {
    nombre: Type.String({ minLength: 1, maxLength: 200 }),
    cantidad: Type.Optional(Type.Integer({ minimum: 1 })),
    color: Type.Optional(Type.Enum(['rojo', 'azul'])),
    partes: Type.Optional(Type.Array(Type.Object({ a: Type.String() }, { additionalProperties: false }))),
  },
  { additionalProperties: false },
)

const CONSULTA = Type.Object(
  {
    limite: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    estado: Type.Optional(Type.Array(Type.Enum(['Pendiente', 'Firmado']))),
    q: Type.Optional(Type.String({ maxLength: 100 })),
  },
  { additionalProperties: false },
)

const ID = Type.Object({ id: Type.String({ format: 'uuid' }) })

const montar = (app: Aplicacion, ejecutadas: unknown[], espera: Promise<void>): void => {
  const gestor = { politica: ['gestor'] as const }
  app.get('/vivo', { config: { politica: 'abierta' } }, async () => ({ status: 'up' }))
  app.get('/documento', { config: { politica: 'documento' } }, async () => ({ openapi: '3.1.0' }))
  app.get('/cosas', { config: gestor, schema: { querystring: CONSULTA } }, async (p) => p.query)
  app.get('/cosas/:id', { config: gestor, schema: { params: ID } }, async (p) => p.params)
  app.post('/cosas', { config: gestor, schema: { body: CUERPO } }, async (p, r) => {
    ejecutadas.push(p.body)
    return r.status(201).send(p.body)
  })
  app.patch('/cosas/:id', { config: gestor, schema: { params: ID, body: CUERPO } }, async (p) => p.body)
  app.delete(
    '/cosas/:id',
    {
      config: { ...gestor, cuerpoOpcional: true },
      schema: {
        params: ID,
        body: Type.Object({ motivo: Type.Optional(Type.String()) }, { additionalProperties: false }),
      },
    },
    async (p) => ({ motivo: p.body?.motivo ?? null }),
  )
  app.post('/lenta', { config: gestor }, async () => {
    ejecutadas.push('lenta')
    await espera
    return { lenta: true }
  })
  app.get('/rota', { config: gestor }, async () => {
    throw new Error('select secreto from tabla')
  })
}

export const abrirMuestra = async (
  limites: Partial<Limites> = {},
  local = true,
  trazas: Trazas = sinTrazas,
): Promise<Muestra> => {
  const servidor = crearServidor({
    registro: sinRegistro,
    tabla: ERRORES as TablaErrores,
    autenticar: autenticadorLocal(TOKEN),
    anfitriones: ANFITRIONES_LOCALES,
    local,
    limites,
    trazas: { trazas, sinRaiz: ['/cosas/:id'] },
  })
  const ejecutadas: unknown[] = []
  const puertaLenta = Promise.withResolvers<void>()
  montar(servidor.app, ejecutadas, puertaLenta.promise)
  await servidor.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = servidor.app.server.address() as net.AddressInfo
  return {
    ...servidor,
    puerto: port,
    url: `http://127.0.0.1:${port}`,
    ejecutadas,
    soltar: () => puertaLenta.resolve(),
    async [Symbol.asyncDispose]() {
      puertaLenta.resolve()
      servidor.app.server.closeAllConnections()
      await servidor.app.close()
    },
  }
}

/** Lo que volvió por un socket hasta que el servidor lo cerró (o hasta el plazo). */
export type Crudo = Readonly<{ texto: string; estados: readonly number[]; cerrado: boolean }>

/** Escribe bytes tal cual y lee hasta que el otro lado cierre; `plazo` en ms. */
export const crudo = (puerto: number, bytes: string | Buffer, plazo = 3_000): Promise<Crudo> =>
  new Promise((resolver) => {
    const trozos: Uint8Array[] = []
    const socket = net.connect(puerto, '127.0.0.1', () => socket.write(bytes))
    const terminar = (cerrado: boolean) => {
      clearTimeout(reloj)
      socket.destroy()
      const texto = Buffer.concat(trozos).toString('latin1')
      const estados = [...texto.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((m) => Number(m[1]))
      resolver({ texto, estados, cerrado })
    }
    const reloj = setTimeout(() => terminar(false), plazo)
    socket.on('data', (t: Buffer) => trozos.push(t))
    socket.on('end', () => terminar(true))
    socket.on('error', () => terminar(true))
  })

/** Una petición `fetch` con el token, a menos que se den otros encabezados de autorización. */
export const pedir = (m: { url: string }, ruta: string, opciones: RequestInit = {}): Promise<Response> =>
  fetch(`${m.url}${ruta}`, {
    ...opciones,
    headers: { authorization: `Bearer ${TOKEN}`, ...(opciones.headers as Record<string, string>) },
  })
