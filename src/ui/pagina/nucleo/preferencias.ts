import { batch, effect, signal } from '@preact/signals'
import type { Textos } from '../textos/es.ts'
import { avisarFallo } from './avisos.ts'
import { filtrar } from './ruta.ts'

export type Idioma = 'es' | 'en'
export type Tema = 'sistema' | 'claro' | 'oscuro'

const raiz = document.documentElement

/** El servidor ya los dejó escritos en `<html>`: por eso no hay destello. */
export const idioma = signal<Idioma>(raiz.lang === 'en' ? 'en' : 'es')
export const tema = signal<Tema>((raiz.dataset.tema as Tema | undefined) ?? 'sistema')

/** Cada idioma llega en su archivo; el servidor ya anunció el de quien abre la página. */
const CARGAS: Readonly<Record<Idioma, () => Promise<Textos>>> = {
  es: async () => (await import('../textos/es.ts')).es,
  en: async () => (await import('../textos/en.ts')).en,
}

const textos = signal<Textos | null>(null)

/** Los textos del idioma actual. Leerlos dentro de una vista la suscribe al cambio. Antes de pintar, `traerTextos`. */
export const T = (): Textos => textos.value as Textos

/** Trae los textos de un idioma y lo pone. */
export const traerTextos = async (nuevo: Idioma): Promise<void> => {
  const leidos = await CARGAS[nuevo]()
  batch(() => {
    textos.value = leidos
    idioma.value = nuevo
  })
}

/** Etiqueta BCP 47 para `Intl`: español de Colombia, inglés neutro. */
export const localizacion = (): string => (idioma.value === 'en' ? 'en-GB' : 'es-CO')

const galleta = (nombre: string, valor: string): void => {
  // biome-ignore lint/suspicious/noDocumentCookie: Cookie Store no está en todos los navegadores que se admiten
  document.cookie = `${nombre}=${valor}; Path=/; Max-Age=31536000; SameSite=Strict`
}

/** Cambia el idioma, lo recuerda y lo deja en la URL para que se pueda compartir. */
export const elegirIdioma = async (nuevo: Idioma): Promise<void> => {
  try {
    await traerTextos(nuevo)
  } catch {
    return avisarFallo(T().sinRed)
  }
  galleta('idioma', nuevo)
  filtrar({ lang: nuevo }, true)
}

const VUELTA: Record<Tema, Tema> = { sistema: 'claro', claro: 'oscuro', oscuro: 'sistema' }

/** Pasa al siguiente tema: el del sistema, claro, oscuro. */
export const siguienteTema = (): void => {
  tema.value = VUELTA[tema.peek()]
  galleta('tema', tema.peek())
}

effect(() => {
  raiz.lang = idioma.value
  raiz.dataset.tema = tema.value
})
