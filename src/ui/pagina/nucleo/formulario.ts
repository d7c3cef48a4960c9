import { computed, signal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { aProblema, type Problema } from './problema.ts'

export type Faltas = Readonly<Record<string, string>>

type Opciones<V, R> = {
  /** Nombre del borrador; null si no se guarda. */
  cajon: string | null
  inicial: V
  /** Faltas que se ven sin preguntar a la api, por campo. */
  revisar: (valores: V) => Faltas
  enviar: (valores: V) => Promise<R>
  alTerminar: (resultado: R) => void
  /** De puntero de la api a campo del formulario, cuando no se llaman igual. */
  campoDe?: (puntero: string) => string
  /** Códigos que la api da sin puntero y que hablan de un campo. */
  campoDelCodigo?: Readonly<Record<string, string>>
}

const leerBorrador = <V>(cajon: string | null, inicial: V): V => {
  if (!cajon) return inicial
  try {
    const guardado = localStorage.getItem(`alpes.borrador.${cajon}`)
    return guardado ? { ...inicial, ...(JSON.parse(guardado) as Partial<V>) } : inicial
  } catch {
    return inicial
  }
}

const dePuntero = (puntero: string): string => puntero.replace(/^\//, '').replaceAll('/', '.')

type Reparto = Readonly<{
  campoDe?: ((puntero: string) => string) | undefined
  campoDelCodigo?: Readonly<Record<string, string>> | undefined
}>

const repartir = (p: Problema, { campoDe = dePuntero, campoDelCodigo = {} }: Reparto): Faltas => {
  const campo = campoDelCodigo[p.codigo]
  const suelta = p.faltas.length === 0 && campo !== undefined ? { [campo]: p.message } : {}
  return { ...suelta, ...Object.fromEntries(p.faltas.map((f) => [campoDe(f.pointer), f.detail])) }
}

/** Lleva el foco al primer campo con falta, en el orden de la página; si no lo hay, al resumen. */
const enfocarFalta = (): void => {
  requestAnimationFrame(() => {
    const primera = document.querySelector<HTMLElement>(
      '.con-falta input, .con-falta select, .con-falta textarea',
    )
    const destino = primera ?? document.querySelector<HTMLElement>('.resumen-faltas')
    destino?.focus()
  })
}

/** Estado de un formulario: valores (con borrador), faltas por campo, envío. */
export const crearFormulario = <V extends Record<string, unknown>, R>(o: Opciones<V, R>) => {
  const valores = signal<V>(leerBorrador(o.cajon, o.inicial))
  const faltas = signal<Faltas>({})
  const problema = signal<Problema | null>(null)
  const ocupado = signal(false)
  const tocado = signal(valores.peek() !== o.inicial)

  const olvidar = (): void => {
    if (o.cajon) localStorage.removeItem(`alpes.borrador.${o.cajon}`)
    tocado.value = false
  }
  const poner = (cambio: Partial<V>): void => {
    valores.value = { ...valores.peek(), ...cambio }
    tocado.value = true
    const restantes = { ...faltas.peek() }
    for (const campo of Object.keys(cambio)) delete restantes[campo]
    faltas.value = restantes
    if (o.cajon) localStorage.setItem(`alpes.borrador.${o.cajon}`, JSON.stringify(valores.peek()))
  }
  const fallar = (error: unknown): void => {
    const p = aProblema(error)
    problema.value = p
    faltas.value = repartir(p, o)
    enfocarFalta()
  }
  const enviar = async (): Promise<void> => {
    if (ocupado.peek()) return
    problema.value = null
    faltas.value = o.revisar(valores.peek())
    if (Object.keys(faltas.peek()).length > 0) return enfocarFalta()
    ocupado.value = true
    try {
      const resultado = await o.enviar(valores.peek())
      olvidar()
      o.alTerminar(resultado)
    } catch (error) {
      fallar(error)
    } finally {
      ocupado.value = false
    }
  }
  const vaciar = (): void => {
    olvidar()
    valores.value = o.inicial
    faltas.value = {}
    problema.value = null
  }
  const hayFaltas = computed(() => Object.keys(faltas.value).length > 0 || problema.value !== null)
  return { valores, faltas, problema, ocupado, tocado, hayFaltas, poner, enviar, vaciar }
}

export type Formulario<V extends Record<string, unknown>> = ReturnType<typeof crearFormulario<V, unknown>>

/** Un formulario que vive lo que su vista. */
export const usarFormulario = <V extends Record<string, unknown>, R>(o: Opciones<V, R>) =>
  useMemo(() => crearFormulario(o), [])
