import { type Signal, signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { obtener, pedir } from '../nucleo/api.ts'
import { consultaDe } from '../nucleo/datos.ts'
import { posicionVista } from '../nucleo/enlace.ts'
import { palabra } from '../nucleo/formato.ts'
import { idioma, T } from '../nucleo/preferencias.ts'

/** Un aviso a una persona y qué fue de él. */
export type Notificacion = Readonly<{
  id: string
  tipo: string
  estado: string
  motivo: string | null
  id_contrato: string | null
  numero_contrato: string | null
  destinatario: string
  nombre_destinatario: string | null
  direccion: string | null
  asunto: string | null
  idioma: string | null
  correlacion: string | null
  intentos: number
  proximo_intento: string | null
  ultimo_error: string | null
  creada_en: string
  enviada_en: string | null
}>

export type PaginaNotificaciones = Readonly<{ elementos: readonly Notificacion[]; siguiente: string | null }>

/** Una carta de la bandeja local. */
export type Carta = Readonly<{
  id: string
  para: string
  de?: string
  asunto: string
  fecha: string | null
  recibido_en?: string
  texto: string
  html: string
}>

export type PaginaCartas = Readonly<{
  transporte?: 'bandeja' | 'smtp'
  elementos: readonly Carta[]
  siguiente: string | null
}>

/** El estado de un aviso, con palabras. */
export const estadoAviso = (estado: string): string => palabra(T().avisos, estado)

/** Qué avisa, con palabras: los hay que se llaman como el hecho que cuentan. */
export const tipoAviso = (tipo: string): string => palabra({ ...T().hechos, ...T().tiposAviso }, tipo)

/** A quién va: el nombre de la parte, o el buzón de la oficina. */
export const paraQuien = (n: Notificacion): string =>
  n.nombre_destinatario ?? palabra(T().buzones, n.destinatario)

/** Estados que aún se mueven solos. */
const MOVIENDOSE: ReadonlySet<string> = new Set(['pendiente', 'enviando', 'reintento'])
const VUELTAS = 6

/** Los avisos de un contrato; se releen cuando cambia su versión y mientras alguno esté saliendo. */
export const usarAvisosDe = (id: string, version: number): Signal<readonly Notificacion[]> => {
  const avisos = useMemo(() => signal<readonly Notificacion[]>([]), [])
  useEffect(() => {
    let espera: ReturnType<typeof setTimeout> | undefined
    const corte = new AbortController()
    const ruta = `/notificaciones${consultaDe({ id_contrato: id, limite: 100, idioma: idioma.value })}`
    const leer = async (vuelta: number): Promise<void> => {
      const posicion = posicionVista('eventos-contrato')
      const opciones = posicion
        ? { esperar: `eventos-contrato=${posicion}`, senal: corte.signal }
        : { senal: corte.signal }
      const pagina = await pedir<PaginaNotificaciones>('GET', ruta, opciones)
        .then((r) => r.datos)
        .catch(() => obtener<PaginaNotificaciones>(ruta, corte.signal))
        .catch(() => null)
      if (corte.signal.aborted) return
      if (pagina) avisos.value = pagina.elementos
      if (vuelta < VUELTAS && (!pagina || pagina.elementos.some((n) => MOVIENDOSE.has(n.estado)))) {
        espera = setTimeout(() => void leer(vuelta + 1), 700 * (vuelta + 1))
      }
    }
    void leer(0)
    return () => {
      corte.abort()
      clearTimeout(espera)
    }
  }, [id, version, idioma.value])
  return avisos
}
