import { computed, signal } from '@preact/signals'
import { obtener } from './api.ts'
import { aProblema } from './problema.ts'

/** Lo que la api dice de sí misma. Lo que no diga se queda sin saber: no se inventa. */
export type Disposicion = Readonly<{
  status?: string
  version?: string
  base?: Readonly<{ disponible: boolean }>
  durabilidad?: Readonly<{ grado?: string }>
  reloj?: string | Readonly<{ ahora?: string; demo?: boolean; desplazado?: boolean }> | null
}>

export const disposicion = signal<Disposicion | null>(null)
/** Cuánto va el reloj del negocio por delante del de este navegador, en ms. */
const desfase = signal(0)
/** Pulso de un segundo para lo que cuenta el tiempo. */
export const pulso = signal(Date.now())

const instanteDe = (d: Disposicion | null): string | undefined =>
  typeof d?.reloj === 'string' ? d.reloj : d?.reloj?.ahora

/** Un día de diferencia no es un reloj mal puesto: es el reloj de la demostración. */
export const relojDemo = computed(() => Math.abs(desfase.value) > 86_400_000)
export const ahoraNegocio = computed(() => pulso.value + desfase.value)
/** Hoy según el negocio, como fecha civil; cambia una vez al día. */
export const hoy = computed(() => {
  const d = new Date(ahoraNegocio.value)
  const dos = (n: number) => String(n).padStart(2, '0')
  return `${d.getFullYear()}-${dos(d.getMonth() + 1)}-${dos(d.getDate())}`
})

/** Pregunta a la api por su reloj y su versión. */
export const leerDisposicion = async (): Promise<void> => {
  // un servicio que no está listo responde 503 y aun así dice su reloj
  const d = await obtener<Disposicion>('/readyz').catch(
    (error) => aProblema(error).cuerpo as Disposicion | null,
  )
  disposicion.value = d
  const dice = instanteDe(d)
  desfase.value = dice ? Date.parse(dice) - Date.now() : 0
}

/** Pone en marcha el pulso. */
export const andar = (): void => {
  setInterval(() => {
    pulso.value = Date.now()
  }, 1000)
}
