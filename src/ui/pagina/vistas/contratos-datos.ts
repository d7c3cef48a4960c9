import { batch, effect, signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { obtener } from '../nucleo/api.ts'
import { anunciar } from '../nucleo/avisos.ts'
import { crearLectura, type Lectura } from '../nucleo/datos.ts'
import { escuchar } from '../nucleo/enlace.ts'
import { T } from '../nucleo/preferencias.ts'
import { consulta } from '../nucleo/ruta.ts'
import type { Contrato, Evento, Pagina } from '../nucleo/tipos.ts'

/** Los filtros que la api entiende y la URL guarda. */
export const FILTROS = [
  'estado',
  'vigencia',
  'id_compania',
  'id_inquilino',
  'id_propiedad',
  'ciudad',
  'moneda',
  'vence_en',
  'inicio_desde',
  'inicio_hasta',
  'fin_desde',
  'fin_hasta',
  'monto_min',
  'monto_max',
  'q',
] as const

export const POR_PAGINA = 25

const soloFiltros = (c: URLSearchParams): URLSearchParams => {
  const q = new URLSearchParams()
  for (const clave of FILTROS) for (const valor of c.getAll(clave)) if (valor !== '') q.append(clave, valor)
  return q
}

/** Consulta de los filtros actuales, para el CSV. */
export const consultaFiltros = (c: URLSearchParams): string => {
  const q = soloFiltros(c)
  const orden = c.get('orden')
  if (orden) q.set('orden', orden)
  return q.size > 0 ? `?${q}` : ''
}

const rutaLista = (c: URLSearchParams): string => {
  const q = soloFiltros(c)
  for (const clave of ['orden', 'cursor']) {
    const valor = c.get(clave)
    if (valor) q.set(clave, valor)
  }
  q.set('limite', String(POR_PAGINA))
  q.set('totales', 'si')
  return `/contratos?${q}`
}

const contiene = (valores: readonly string[], valor: string | null | undefined): boolean =>
  valores.length === 0 || (valor !== null && valor !== undefined && valores.includes(valor))

/** Fechas civiles: el orden del texto es el del calendario. */
const dentro = (fecha: string, desde: string | null, hasta: string | null): boolean =>
  (!desde || fecha >= desde) && (!hasta || fecha <= hasta)

/** ¿Sigue cumpliendo los filtros? El texto libre sólo lo sabe la api: en la duda, sí. */
export const cumple = (k: Contrato, c: URLSearchParams): boolean => {
  const vence = c.get('vence_en')
  const dias = k.dias_restantes
  return (
    contiene(c.getAll('estado'), k.estado) &&
    contiene(c.getAll('vigencia'), k.vigencia) &&
    contiene(c.getAll('id_compania'), k.id_compania) &&
    contiene(c.getAll('id_inquilino'), k.id_inquilino) &&
    contiene(c.getAll('id_propiedad'), k.id_propiedad) &&
    contiene(c.getAll('moneda'), k.moneda) &&
    dentro(k.fecha_inicio, c.get('inicio_desde'), c.get('inicio_hasta')) &&
    dentro(k.fecha_fin, c.get('fin_desde'), c.get('fin_hasta')) &&
    (!vence || (dias !== null && dias <= Number(vence)))
  )
}

/** Se está mirando el principio de la lista: lo nuevo puede entrar sin mover nada de sitio. */
const arriba = (): boolean =>
  scrollY < 60 && !document.querySelector('[data-fila]:hover, [data-fila]:focus-within')

const SIN_CUENTA: Pagina<Contrato> = { elementos: [], siguiente: null }

/** Cuántos cumplen los filtros y cuánto suman, sin traer sus filas. */
const leerCuenta = (): Promise<Pagina<Contrato>> => {
  const q = soloFiltros(consulta.peek())
  q.set('limite', '1')
  q.set('totales', 'si')
  return obtener<Pagina<Contrato>>(`/contratos?${q}`).catch(() => SIN_CUENTA)
}

/** La lista viva: se lee una página y después sólo las filas que cambian. */
class ListaViva implements Lectura<Pagina<Contrato>> {
  readonly #lectura = crearLectura<Pagina<Contrato>>(() => rutaLista(consulta.peek()))
  readonly datos = this.#lectura.datos
  readonly problema = this.#lectura.problema
  readonly cargando = this.#lectura.cargando
  readonly nuevos = signal(0)
  /** Cuántas veces cambió cada fila: al subir, la fila destella una vez. */
  readonly destellos = signal<ReadonlyMap<string, number>>(new Map())
  /** En pausa la lista no se mueve: lo que cambia espera aquí hasta que se siga. */
  readonly enPausa = signal(false)
  readonly esperan = signal(0)
  readonly #porLeer = new Set<string>()
  #turno: ReturnType<typeof setTimeout> | undefined
  #cuenta: ReturnType<typeof setTimeout> | undefined

  releer = async (): Promise<void> => {
    this.nuevos.value = 0
    await this.#lectura.releer()
  }

  pausar = (): void => {
    this.enPausa.value = !this.enPausa.peek()
    if (this.enPausa.peek()) return
    this.esperan.value = 0
    this.#porLeer.clear()
    void this.releer()
  }

  /** Se pone a escuchar; devuelve cómo dejarlo. */
  empezar(): () => void {
    const bajas = [
      escuchar('evento', (evento) => this.#alLlegar(evento)),
      escuchar('reinicio', (topico) => this.#alReiniciar(topico)),
      effect(() => {
        void consulta.value
        void this.releer()
      }),
    ]
    return () => {
      for (const baja of bajas) baja()
      clearTimeout(this.#turno)
      clearTimeout(this.#cuenta)
      this.#lectura.cancelar()
    }
  }

  #alReiniciar(topico: string): void {
    if (topico === 'eventos-contrato' && !this.enPausa.peek()) void this.#lectura.releer()
  }

  #alLlegar(evento: Evento): void {
    if (evento.topico !== 'eventos-contrato') return
    if (this.enPausa.peek()) {
      this.esperan.value = this.#porLeer.add(evento.clave).size
      return
    }
    this.#contar()
    // lo que cambia fuera de la página que se mira sólo mueve la cuenta
    if (evento.version > 1 && !this.#aLaVista(evento.clave)) return
    this.#porLeer.add(evento.clave)
    this.#turno ??= setTimeout(() => this.#leerPendientes(), 80)
  }

  #aLaVista(id: string): Contrato | undefined {
    return this.datos.peek()?.elementos.find((e) => e.id === id)
  }

  #contar(): void {
    this.#cuenta ??= setTimeout(async () => {
      this.#cuenta = undefined
      const { total, totales_por_moneda } = await leerCuenta()
      const actual = this.datos.peek()
      if (actual && total !== undefined) {
        this.datos.value = { ...actual, total, ...(totales_por_moneda ? { totales_por_moneda } : {}) }
      }
    }, 500)
  }

  #leerPendientes(): void {
    this.#turno = undefined
    const ids = [...this.#porLeer]
    this.#porLeer.clear()
    // una importación mueve cientos a la vez: se relee la página, no contrato por contrato
    if (ids.length > 12) void this.#lectura.releer()
    else void this.#leerFilas(ids)
  }

  /** Las filas de una ráfaga se pintan de una vez, no una por respuesta. */
  async #leerFilas(ids: readonly string[]): Promise<void> {
    const leidos = await Promise.all(ids.map((id) => obtener<Contrato>(`/contratos/${id}`).catch(() => null)))
    batch(() => {
      for (const leido of leidos) if (leido) void this.#ponerLeido(leido)
    })
  }

  async #ponerLeido(leido: Contrato): Promise<void> {
    const previo = this.#aLaVista(leido.id)
    if (previo) return this.#sustituir(previo, leido)
    const c = consulta.peek()
    if (!cumple(leido, c) || leido.version > 1 || c.get('q')) return
    if (arriba() && !c.get('cursor') && !c.get('orden')) {
      await this.releer()
      this.destellos.value = new Map(this.destellos.peek()).set(leido.id, 1)
    } else this.nuevos.value += 1
  }

  #sustituir(previo: Contrato, leido: Contrato): void {
    const pagina = this.datos.peek()
    if (!pagina || leido.version < previo.version) return
    const elementos = pagina.elementos.map((e) => (e.id === leido.id ? leido : e))
    this.datos.value = { ...pagina, elementos }
    if (leido.version === previo.version) return
    const veces = this.destellos.peek()
    this.destellos.value = new Map(veces).set(leido.id, (veces.get(leido.id) ?? 0) + 1)
    anunciar(T().lista.cambio(leido.numero, T().estados[leido.estado]))
  }
}

export type Lista = ListaViva

/** La lista viva de la vista actual. */
export const usarLista = (): Lista => {
  const lista = useMemo(() => new ListaViva(), [])
  useEffect(() => lista.empezar(), [])
  return lista
}
