import { computed, signal } from '@preact/signals'

const leer = () => ({ camino: location.pathname, consulta: new URLSearchParams(location.search) })

/** Dónde está la página: camino y consulta de la URL, que es donde viven los filtros. */
export const ruta = signal(leer())
export const camino = computed(() => ruta.value.camino)
export const consulta = computed(() => ruta.value.consulta)

/** El idioma escrito en la URL acompaña a quien navega. */
const conIdioma = (url: URL): URL => {
  const idioma = new URLSearchParams(location.search).get('lang')
  if (idioma && !url.searchParams.has('lang')) url.searchParams.set('lang', idioma)
  return url
}

type Modo = { reemplazar?: boolean; arriba?: boolean }

/** Va a una dirección de la propia página. */
export const ir = (destino: string, { reemplazar = false, arriba = true }: Modo = {}): void => {
  const url = conIdioma(new URL(destino, location.origin))
  const escrita = url.pathname + url.search
  if (reemplazar) history.replaceState(null, '', escrita)
  else history.pushState(null, '', escrita)
  ruta.value = leer()
  if (arriba) scrollTo({ top: 0 })
}

/** La consulta actual con unos cambios; null quita la clave y un arreglo la repite. */
export type Cambios = Readonly<Record<string, string | readonly string[] | null>>
export const consultaCon = (cambios: Cambios): string => {
  const nueva = new URLSearchParams(consulta.peek())
  for (const [clave, valor] of Object.entries(cambios)) {
    nueva.delete(clave)
    for (const v of valor === null ? [] : [valor].flat()) nueva.append(clave, v)
  }
  return nueva.size > 0 ? `?${nueva}` : ''
}

/** Cambia la consulta sin moverse de sitio. */
export const filtrar = (cambios: Cambios, reemplazar = false): void =>
  ir(camino.peek() + consultaCon(cambios), { reemplazar, arriba: false })

const esPropio = (enlace: HTMLAnchorElement, suceso: MouseEvent): boolean =>
  enlace.origin === location.origin &&
  !enlace.target &&
  !enlace.hasAttribute('download') &&
  !enlace.pathname.startsWith('/api/') &&
  !enlace.hasAttribute('data-fuera') &&
  suceso.button === 0 &&
  !(suceso.metaKey || suceso.ctrlKey || suceso.shiftKey || suceso.altKey)

/** Los enlaces de la página navegan sin recargarla; los demás, como siempre. */
export const atenderEnlaces = (): void => {
  addEventListener('popstate', () => {
    ruta.value = leer()
  })
  document.addEventListener('click', (suceso) => {
    if (suceso.defaultPrevented || !(suceso.target instanceof Element)) return
    const enlace = suceso.target.closest('a')
    if (!enlace || !esPropio(enlace, suceso)) return
    if (enlace.hash && enlace.pathname === location.pathname) return
    suceso.preventDefault()
    ir(enlace.pathname + enlace.search)
  })
}
