import { signal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { mandar, obtener } from '../nucleo/api.ts'
import { avisarHecho } from '../nucleo/avisos.ts'
import { crearFormulario, type Faltas } from '../nucleo/formulario.ts'
import { encargar } from '../nucleo/pendientes.ts'
import { aProblema } from '../nucleo/problema.ts'
import type { Contrato, EntradaHistorial } from '../nucleo/tipos.ts'
import { segundoPlano } from './contrato-orden.ts'

/** Lo que necesita el diálogo de cualquier transición. */
export type PropsTransicion = Readonly<{ c: Contrato; alCambiar: () => void; alCerrar: () => void }>

/** La versión desde la que se llenó, la vigente, y lo que pasó entre las dos. */
export type Cruce = Readonly<{ base: number; vigente: number; hechos: readonly EntradaHistorial[] }>

type Opciones<V> = PropsTransicion &
  Readonly<{
    que: string
    hecho: string
    metodo?: 'POST' | 'DELETE'
    ruta: string
    inicial: V
    revisar?: (v: V) => Faltas
    cuerpo: (v: V) => unknown
    /** Códigos sin puntero que se entienden mejor en un campo. */
    campoDelCodigo?: Readonly<Record<string, string>>
    campoDe?: (puntero: string) => string
    alTerminar?: (recurso: Contrato | null) => void
  }>

const leerCruce = async (id: string, base: number): Promise<Cruce> => {
  const [vigente, historial] = await Promise.all([
    obtener<Contrato>(`/contratos/${id}`),
    obtener<{ elementos: readonly EntradaHistorial[] }>(`/contratos/${id}/historial?limite=200`),
  ])
  const hechos = historial.elementos.filter((e) => e.version > base)
  return { base, vigente: vigente.version, hechos }
}

/**
 * Una transición como formulario. Va con la versión que se veía al abrirlo: si el contrato cambió entre
 * tanto la api contesta 412, no se aplica nada, y `cruce` dice qué pasó para decidir si se insiste.
 */
const crearTransicion = <V extends Record<string, unknown>>(o: Opciones<V>) => {
  const cruce = signal<Cruce | null>(null)
  let version = o.c.version
  const { ruta, metodo = 'POST' } = o
  /** Anular pide la versión a la fuerza, y un encargo no la lleva: ése se espera siempre. */
  const alFondo = (): boolean => segundoPlano.peek() && metodo === 'POST'
  const enviar = async (v: V): Promise<Contrato | null> => {
    const cuerpo = o.cuerpo(v)
    if (alFondo()) {
      encargar({ que: o.que, metodo, ruta, cuerpo, recurso: o.c.id })
      return null
    }
    try {
      return (await mandar<Contrato | null>(metodo, ruta, { cuerpo, version })).datos
    } catch (error) {
      if (aProblema(error).status === 412) cruce.value = await leerCruce(o.c.id, version)
      throw error
    }
  }
  const f = crearFormulario<V, Contrato | null>({
    cajon: null,
    inicial: o.inicial,
    revisar: o.revisar ?? (() => ({})),
    enviar,
    ...(o.campoDe ? { campoDe: o.campoDe } : {}),
    ...(o.campoDelCodigo ? { campoDelCodigo: o.campoDelCodigo } : {}),
    alTerminar: (recurso) => {
      if (!alFondo()) avisarHecho(o.hecho)
      o.alCambiar()
      o.alCerrar()
      o.alTerminar?.(recurso)
    },
  })
  const insistir = (): void => {
    version = cruce.peek()?.vigente ?? version
    cruce.value = null
    void f.enviar()
  }
  return { f, cruce, insistir }
}

export type Transicion = Pick<ReturnType<typeof crearTransicion>, 'cruce' | 'insistir'>

/** Una transición que vive lo que su diálogo. */
export const usarTransicion = <V extends Record<string, unknown>>(o: Opciones<V>) =>
  useMemo(() => crearTransicion(o), [])
