import { signal } from '@preact/signals'
import { mandar, obtener } from './api.ts'
import { avisarFallo, avisarHecho } from './avisos.ts'
import { escuchar } from './enlace.ts'
import { T } from './preferencias.ts'
import { aProblema } from './problema.ts'
import type { Comando } from './tipos.ts'

/** Un comando enviado en segundo plano y lo que se sabe de él. */
export type Pendiente = Readonly<{
  /** Propio de la página hasta que la api dé el suyo. */
  local: string
  id: string | null
  que: string
  recurso: string | null
  metodo: string
  ruta: string
  cuerpo: unknown
  clave: string
  estado: 'enviado' | Comando['estado'] | 'fallido'
  motivo: string | null
  en: number
}>

const CAJON = 'alpes.pendientes'
const guardados = (): readonly Pendiente[] => {
  try {
    return JSON.parse(sessionStorage.getItem(CAJON) ?? '[]') as Pendiente[]
  } catch {
    return []
  }
}

export const pendientes = signal<readonly Pendiente[]>(guardados())

const poner = (lista: readonly Pendiente[]): void => {
  pendientes.value = lista.slice(-20)
  sessionStorage.setItem(CAJON, JSON.stringify(pendientes.peek()))
}

const cambiar = (local: string, cambio: Partial<Pendiente>): void =>
  poner(pendientes.peek().map((p) => (p.local === local ? { ...p, ...cambio } : p)))

/** Olvida un comando ya resuelto. */
export const olvidar = (local: string): void => poner(pendientes.peek().filter((p) => p.local !== local))

/** El estado de un comando cambió: por la conexión en vivo, o porque se preguntó. */
const resolver = (comando: Comando): void => {
  const p = pendientes.peek().find((x) => x.id === comando.id)
  if (!p || p.estado === comando.estado) return
  const motivo = comando.problema?.detail ?? comando.problema?.title ?? comando.problema?.codigo ?? null
  cambiar(p.local, { estado: comando.estado, motivo, recurso: comando.recurso ?? p.recurso })
  if (comando.estado === 'ejecutado') avisarHecho(T().comandos.ejecutado(p.que))
  if (comando.estado === 'rechazado') avisarFallo(T().comandos.rechazado(p.que, motivo ?? ''))
}

const preguntar = async (p: Pendiente): Promise<void> => {
  if (!p.id) return
  try {
    resolver(await obtener<Comando>(`/comandos/${p.id}`))
  } catch {
    // si no responde ahora, lo hará la próxima vuelta
  }
}

type Encargo = Readonly<{ que: string; metodo: string; ruta: string; cuerpo: unknown; recurso?: string }>

const despachar = async (p: Pendiente): Promise<void> => {
  try {
    const r = await mandar<unknown>(p.metodo, p.ruta, { cuerpo: p.cuerpo, clave: p.clave, asincrono: true })
    const id = r.ubicacion?.split('/').pop() ?? null
    // la api puede haberlo hecho ya si no admite segundo plano en esa ruta
    cambiar(p.local, r.status === 202 ? { id, estado: 'pendiente' } : { estado: 'ejecutado' })
  } catch (error) {
    const problema = aProblema(error)
    cambiar(p.local, { estado: problema.pasajero ? 'fallido' : 'rechazado', motivo: problema.message })
  }
}

/** Envía sin esperar el resultado: la fila lo cuenta. */
export const encargar = (e: Encargo): void => {
  const p: Pendiente = {
    ...e,
    local: crypto.randomUUID(),
    id: null,
    recurso: e.recurso ?? null,
    clave: crypto.randomUUID(),
    estado: 'enviado',
    motivo: null,
    en: Date.now(),
  }
  poner([...pendientes.peek(), p])
  void despachar(p)
}

/** Vuelve a enviar uno que falló, con la misma clave: si llegó a hacerse, no se repite. */
export const reintentar = (p: Pendiente): void => {
  cambiar(p.local, { estado: 'enviado', motivo: null })
  void despachar(p)
}

/** Sigue los comandos por la conexión en vivo y, por si se pierde algo, preguntando. */
export const vigilarPendientes = (): void => {
  escuchar('comando', resolver)
  setInterval(() => {
    for (const p of pendientes.peek())
      if (p.estado === 'pendiente' && Date.now() - p.en > 3000) void preguntar(p)
  }, 3000)
}
