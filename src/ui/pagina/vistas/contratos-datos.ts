import { batch, effect, signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { obtener } from '../nucleo/api.ts'
import { anunciar } from '../nucleo/avisos.ts'
import { crearLectura } from '../nucleo/datos.ts'
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

/** La lista viva: se lee una página y después sólo las filas que cambian. */
export const crearLista = () => {
  const lectura = crearLectura<Pagina<Contrato>>(() => rutaLista(consulta.peek()))
  const nuevos = signal(0)
  /** Cuántas veces cambió cada fila: al subir, la fila destella una vez. */
  const destellos = signal<ReadonlyMap<string, number>>(new Map())
  /** En pausa la lista no se mueve: lo que cambia espera aquí hasta que se siga. */
  const enPausa = signal(false)
  const esperan = signal(0)
  const porLeer = new Set<string>()
  let turno: ReturnType<typeof setTimeout> | undefined
  let cuenta: ReturnType<typeof setTimeout> | undefined

  const releer = async (): Promise<void> => {
    nuevos.value = 0
    await lectura.releer()
  }

  const contar = (): void => {
    cuenta ??= setTimeout(async () => {
      cuenta = undefined
      const q = soloFiltros(consulta.peek())
      q.set('limite', '1')
      q.set('totales', 'si')
      const { total, totales_por_moneda } = await obtener<Pagina<Contrato>>(`/contratos?${q}`).catch(
        (): Pagina<Contrato> => ({ elementos: [], siguiente: null }),
      )
      const actual = lectura.datos.peek()
      if (actual && total !== undefined) {
        lectura.datos.value = { ...actual, total, ...(totales_por_moneda ? { totales_por_moneda } : {}) }
      }
    }, 500)
  }

  const sustituir = (leido: Contrato): void => {
    const pagina = lectura.datos.peek()
    const previo = pagina?.elementos.find((e) => e.id === leido.id)
    if (!pagina || !previo || leido.version < previo.version) return
    lectura.datos.value = {
      ...pagina,
      elementos: pagina.elementos.map((e) => (e.id === leido.id ? leido : e)),
    }
    if (leido.version === previo.version) return
    destellos.value = new Map(destellos.peek()).set(leido.id, (destellos.peek().get(leido.id) ?? 0) + 1)
    anunciar(T().lista.cambio(leido.numero, T().estados[leido.estado]))
  }

  const ponerLeido = async (leido: Contrato): Promise<void> => {
    const { id } = leido
    if (lectura.datos.peek()?.elementos.some((e) => e.id === id)) return sustituir(leido)
    const c = consulta.peek()
    if (!cumple(leido, c) || leido.version > 1 || c.get('q')) return
    if (arriba() && !c.get('cursor') && !c.get('orden')) {
      await releer()
      destellos.value = new Map(destellos.peek()).set(id, 1)
    } else nuevos.value += 1
  }

  /** Las filas de una ráfaga se pintan de una vez, no una por respuesta. */
  const leerFilas = async (ids: readonly string[]): Promise<void> => {
    const leidos = await Promise.all(ids.map((id) => obtener<Contrato>(`/contratos/${id}`).catch(() => null)))
    batch(() => {
      for (const leido of leidos) if (leido) void ponerLeido(leido)
    })
  }

  const alLlegar = (evento: Evento): void => {
    if (evento.topico !== 'eventos-contrato') return
    if (enPausa.peek()) {
      esperan.value = porLeer.add(evento.clave).size
      return
    }
    contar()
    // lo que cambia fuera de la página que se mira sólo mueve la cuenta
    if (evento.version > 1 && !lectura.datos.peek()?.elementos.some((e) => e.id === evento.clave)) return
    porLeer.add(evento.clave)
    turno ??= setTimeout(() => {
      turno = undefined
      const ids = [...porLeer]
      porLeer.clear()
      // una importación mueve cientos a la vez: se relee la página, no contrato por contrato
      if (ids.length > 12) void lectura.releer()
      else void leerFilas(ids)
    }, 80)
  }

  const pausar = (): void => {
    enPausa.value = !enPausa.peek()
    if (enPausa.peek()) return
    esperan.value = 0
    porLeer.clear()
    void releer()
  }

  const empezar = (): (() => void) => {
    const bajas = [
      escuchar('evento', alLlegar),
      escuchar(
        'reinicio',
        (topico) => topico === 'eventos-contrato' && !enPausa.peek() && void lectura.releer(),
      ),
      effect(() => {
        void consulta.value
        void releer()
      }),
    ]
    return () => {
      for (const baja of bajas) baja()
      clearTimeout(turno)
      clearTimeout(cuenta)
      lectura.cancelar()
    }
  }

  return { ...lectura, releer, nuevos, destellos, enPausa, esperan, pausar, empezar }
}

export type Lista = ReturnType<typeof crearLista>

/** La lista viva de la vista actual. */
export const usarLista = (): Lista => {
  const lista = useMemo(crearLista, [])
  useEffect(() => lista.empezar(), [])
  return lista
}
