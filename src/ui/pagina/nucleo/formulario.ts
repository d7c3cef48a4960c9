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

const claveDe = (cajon: string): string => `alpes.borrador.${cajon}`

const leerBorrador = <V>(cajon: string | null, inicial: V): V => {
  if (!cajon) return inicial
  try {
    const guardado = localStorage.getItem(claveDe(cajon))
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

const menos = (faltas: Faltas, campos: readonly string[]): Faltas => {
  const restantes = { ...faltas }
  for (const campo of campos) delete restantes[campo]
  return restantes
}

const crearEstado = <V>({ cajon, inicial }: { cajon: string | null; inicial: V }) => {
  const valores = signal<V>(leerBorrador(cajon, inicial))
  const faltas = signal<Faltas>({})
  const problema = signal<Problema | null>(null)
  return {
    valores,
    faltas,
    problema,
    ocupado: signal(false),
    tocado: signal(valores.peek() !== inicial),
    hayFaltas: computed(() => Object.keys(faltas.value).length > 0 || problema.value !== null),
  }
}

/** Estado de un formulario: valores (con borrador), faltas por campo, envío. */
export const crearFormulario = <V extends Record<string, unknown>, R>(o: Opciones<V, R>) => {
  const estado = crearEstado(o)
  const { valores, faltas, problema, ocupado, tocado } = estado
  const olvidar = (): void => {
    if (o.cajon) localStorage.removeItem(claveDe(o.cajon))
    tocado.value = false
  }
  const poner = (cambio: Partial<V>): void => {
    valores.value = { ...valores.peek(), ...cambio }
    tocado.value = true
    faltas.value = menos(faltas.peek(), Object.keys(cambio))
    if (o.cajon) localStorage.setItem(claveDe(o.cajon), JSON.stringify(valores.peek()))
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
      problema.value = aProblema(error)
      faltas.value = repartir(problema.value, o)
      enfocarFalta()
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
  return { ...estado, poner, enviar, vaciar }
}

export type Formulario<V extends Record<string, unknown>> = ReturnType<typeof crearFormulario<V, unknown>>

/** Un formulario que vive lo que su vista. */
export const usarFormulario = <V extends Record<string, unknown>, R>(o: Opciones<V, R>) =>
  useMemo(() => crearFormulario(o), [])
