import type { IndiceVersionado } from '../dominio/repositorios.ts'

export type IndiceVista = Readonly<{
  serie: 'ipc'
  anio: number
  puntos_basicos: number
  version: number
  fecha_actualizacion: string
}>

/** Una variación de índice como la ve quien llama. */
export const representarIndice = ({ version, estado }: IndiceVersionado): IndiceVista => ({
  serie: estado.serie,
  anio: estado.anio,
  puntos_basicos: estado.puntosBasicos,
  version,
  fecha_actualizacion: estado.actualizadoEn,
})
