import { estadoEnPalabras } from '../palabras.ts'
import { preguntarATodos, type ServicioConLectores } from '../servicios.ts'
import { enTabla } from '../tabla.ts'

/** Un lector duradero de un tópico, como lo dice su servicio. */
export type Suscripcion = Readonly<{
  suscripcion: string
  topico: string
  posicion: number
  cabeza: number | null
  atraso: number | null
  estado: string
  apartados: number
  caidas: number
}>

/** Los lectores de todos los servicios, con su atraso. */
export const verSuscripciones = async (servicios: readonly ServicioConLectores[]): Promise<void> => {
  const todas = await preguntarATodos<Suscripcion>(servicios, '/suscripciones')
  console.log(
    enTabla(todas, [
      { titulo: 'servicio', valor: (s) => s.servicio },
      { titulo: 'suscripción', valor: (s) => s.suscripcion },
      { titulo: 'tópico', valor: (s) => s.topico },
      { titulo: 'posición', valor: (s) => s.posicion },
      { titulo: 'cabeza', valor: (s) => s.cabeza },
      { titulo: 'atraso', valor: (s) => s.atraso },
      { titulo: 'apartados', valor: (s) => s.apartados },
      { titulo: 'estado', valor: (s) => estadoEnPalabras(s.estado) },
    ]),
  )
}
