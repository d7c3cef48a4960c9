import { type Signal, signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { obtener } from './api.ts'
import { aProblema, type Problema } from './problema.ts'

/** Una lectura: lo último que se supo sigue a la vista mientras llega lo nuevo. */
export type Lectura<D> = Readonly<{
  datos: Signal<D | null>
  problema: Signal<Problema | null>
  cargando: Signal<boolean>
  releer: () => Promise<void>
}>

/** Una lectura sin atar a ningún componente. */
export const crearLectura = <D>(ruta: () => string | null): Lectura<D> & { cancelar: () => void } => {
  const datos = signal<D | null>(null)
  const problema = signal<Problema | null>(null)
  const cargando = signal(true)
  let corte = new AbortController()
  const releer = async (): Promise<void> => {
    const destino = ruta()
    if (destino === null) return
    corte.abort()
    corte = new AbortController()
    const { signal: senal } = corte
    cargando.value = true
    try {
      const leido = await obtener<D>(destino, senal)
      if (senal.aborted) return
      datos.value = leido
      problema.value = null
    } catch (error) {
      if (senal.aborted) return
      problema.value = aProblema(error)
    }
    cargando.value = false
  }
  return { datos, problema, cargando, releer, cancelar: () => corte.abort() }
}

/** Lee una ruta y la vuelve a leer cuando cambia. */
export const usarLectura = <D>(ruta: string | null): Lectura<D> => {
  const actual = useMemo(() => ({ ruta }), [])
  actual.ruta = ruta
  const lectura = useMemo(() => crearLectura<D>(() => actual.ruta), [])
  useEffect(() => {
    void lectura.releer()
  }, [ruta])
  useEffect(() => lectura.cancelar, [])
  return lectura
}

/** Consulta sin sus claves vacías. */
export const consultaDe = (
  valores: Readonly<Record<string, string | number | readonly string[] | null | undefined>>,
): string => {
  const q = new URLSearchParams()
  for (const [clave, valor] of Object.entries(valores)) {
    for (const v of Array.isArray(valor) ? valor : [valor]) {
      if (v !== null && v !== undefined && v !== '') q.append(clave, String(v))
    }
  }
  return q.size > 0 ? `?${q}` : ''
}
