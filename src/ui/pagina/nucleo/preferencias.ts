import { effect, signal } from '@preact/signals'
import { en } from '../textos/en.ts'
import { es } from '../textos/es.ts'
import { filtrar } from './ruta.ts'

export type Idioma = 'es' | 'en'
export type Tema = 'sistema' | 'claro' | 'oscuro'

const raiz = document.documentElement

/** El servidor ya los dejó escritos en `<html>`: por eso no hay destello. */
export const idioma = signal<Idioma>(raiz.lang === 'en' ? 'en' : 'es')
export const tema = signal<Tema>((raiz.dataset.tema as Tema | undefined) ?? 'sistema')

/** Los textos del idioma actual. Leerlos dentro de una vista la suscribe al cambio. */
export const T = () => (idioma.value === 'en' ? en : es)

/** Etiqueta BCP 47 para `Intl`: español de Colombia, inglés neutro. */
export const localizacion = (): string => (idioma.value === 'en' ? 'en-GB' : 'es-CO')

const galleta = (nombre: string, valor: string): void => {
  // biome-ignore lint/suspicious/noDocumentCookie: Cookie Store no está en todos los navegadores que se admiten
  document.cookie = `${nombre}=${valor}; Path=/; Max-Age=31536000; SameSite=Strict`
}

/** Cambia el idioma, lo recuerda y lo deja en la URL para que se pueda compartir. */
export const elegirIdioma = (nuevo: Idioma): void => {
  galleta('idioma', nuevo)
  idioma.value = nuevo
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
