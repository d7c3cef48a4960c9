import type { Aviso } from '../avisos.ts'
import type { Cambio } from '../cambios.ts'
import type { AvisoVida } from '../vida.ts'
import type { Datos, Texto } from './datos.ts'
import type { TextosVida } from './textos-vida.ts'

/** Un aviso que no se pudo entregar, en el resumen para administración. */
export type SinEntregar = Readonly<{ asunto: string; destinatario: string; error: string }>

/** Las etiquetas de la tabla de datos. */
export type Etiquetas = Record<
  | 'contrato'
  | 'inmueble'
  | 'compania'
  | 'inquilino'
  | 'inicio'
  | 'fin'
  | 'canon'
  | 'revision'
  | 'hash'
  | 'falta'
  | 'antes'
  | 'despues',
  string
>

/** Todos los textos en un idioma: el compilador exige los mismos en los demás. */
export type Textos = Readonly<{
  saludo(nombre: string | null): string
  avisos: Readonly<Record<Exclude<Aviso, AvisoVida>['tipo'], (d: Datos) => Texto>>
  vida: TextosVida
  resumen(cuantas: number): Texto
  etiquetas: Etiquetas
  /** Etiquetas de lo que añaden los avisos de la vida de un contrato. */
  detalles: Readonly<
    Record<
      | 'rige'
      | 'termina'
      | 'regla'
      | 'indice'
      | 'aplicado'
      | 'motivo'
      | 'penalidad'
      | 'sucesor'
      | 'sinSucesor',
      string
    >
  >
  campos: Readonly<Record<Cambio['campo'], string>>
  /** `de 3 a 4 cláusulas`, o «cambió el texto» si son las mismas en número. */
  clausulas(antes: number, despues: number): readonly [string, string]
  periodicidad(valor: string): string
  /** La regla de incremento; `porcentaje` ya escrito, vacío si no lleva. */
  incremento(tipo: string, porcentaje: string): string
  boton: string
  pie: readonly string[]
}>
