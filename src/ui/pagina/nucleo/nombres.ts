import { type Signal, signal } from '@preact/signals'
import { obtener } from './api.ts'
import { escuchar } from './enlace.ts'
import type { Cliente, Inmueble, Pagina } from './tipos.ts'

type Clases = { inmuebles: Inmueble; clientes: Cliente }
type Clase = keyof Clases

/** Fichas ya leídas, por id: una lista de contratos nombra a muchos clientes e inmuebles. */
const fichas = {
  inmuebles: signal<ReadonlyMap<string, Inmueble>>(new Map()),
  clientes: signal<ReadonlyMap<string, Cliente>>(new Map()),
}
const pedidas = new Set<string>()
const faltan: Record<Clase, Set<string>> = { inmuebles: new Set(), clientes: new Set() }
let turno = false

/** Guarda fichas que llegaron por otra lectura. */
export const guardarFichas = <C extends Clase>(clase: C, nuevas: readonly Clases[C][]): void => {
  if (nuevas.length === 0) return
  const caja = fichas[clase] as unknown as Signal<ReadonlyMap<string, Clases[C]>>
  caja.value = new Map([...caja.peek(), ...nuevas.map((n) => [n.id, n] as const)])
  for (const n of nuevas) pedidas.add(n.id)
}

const POCAS = 6

const leerSueltas = async (clase: Clase, ids: readonly string[]): Promise<void> => {
  const leidas = await Promise.all(
    ids.map((id) => obtener<Clases[Clase]>(`/${clase}/${id}`).catch(() => null)),
  )
  guardarFichas(clase, leidas.filter((f) => f !== null) as never)
  for (const [i, id] of ids.entries()) if (leidas[i] === null) pedidas.delete(id)
}

/** Muchas a la vez: salen más baratas en páginas de doscientas que una a una. */
const leerMuchas = async (clase: Clase, ids: readonly string[]): Promise<void> => {
  let cursor: string | null = null
  for (let pagina = 0; pagina < 4; pagina += 1) {
    const resto = cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''
    const leida: Pagina<Clases[Clase]> = await obtener(`/${clase}?limite=200${resto}`)
    guardarFichas(clase, leida.elementos as never)
    cursor = leida.siguiente
    if (!cursor || ids.every((id) => fichas[clase].peek().has(id))) break
  }
  const aun = ids.filter((id) => !fichas[clase].peek().has(id))
  if (aun.length > 0) await leerSueltas(clase, aun)
}

const buscar = (): void => {
  turno = false
  for (const clase of ['inmuebles', 'clientes'] as const) {
    const ids = [...faltan[clase]]
    faltan[clase].clear()
    if (ids.length === 0) continue
    const leer = ids.length > POCAS ? leerMuchas : leerSueltas
    leer(clase, ids).catch(() => {
      for (const id of ids) pedidas.delete(id)
    })
  }
}

/** La ficha de un id, o undefined mientras llega (y se pide, una vez, junto con las demás del momento). */
export const ficha = <C extends Clase>(clase: C, id: string | null | undefined): Clases[C] | undefined => {
  if (!id) return undefined
  const hallada = fichas[clase].value.get(id) as Clases[C] | undefined
  if (hallada || pedidas.has(id)) return hallada
  pedidas.add(id)
  faltan[clase].add(id)
  if (!turno) {
    turno = true
    queueMicrotask(buscar)
  }
  return undefined
}

/** El nombre de un cliente o inmueble; mientras llega, un guion largo. */
export const nombre = (clase: Clase, id: string | null | undefined): string => ficha(clase, id)?.nombre ?? '—'

/** Los cambios en vivo de una ficha conocida la releen. */
export const vigilarFichas = (): void => {
  escuchar('evento', (evento) => {
    const clase = ({ 'eventos-inmueble': 'inmuebles', 'eventos-cliente': 'clientes' } as const)[evento.topico]
    if (clase && fichas[clase].peek().has(evento.clave)) void leerSueltas(clase, [evento.clave])
  })
}
