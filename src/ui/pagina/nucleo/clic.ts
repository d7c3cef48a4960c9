/** Una orden que alguien da en la página, como principio de una traza (`traceparent` de W3C). */
export type Clic = Readonly<{ traceparent: string; metodo: string; desde: number; marcado: boolean }>

/** Parte de los clics que se trazan; la escribió el servidor en `<html>`. */
const MUESTRA = Number(document.documentElement.dataset.muestra ?? 0)

const hex = (bytes: number): string => {
  const azar = crypto.getRandomValues(new Uint8Array(bytes))
  return Array.from(azar, (b) => b.toString(16).padStart(2, '0')).join('')
}

/** El clic de ahora mismo, o null si el sistema no traza. El que no toca viaja sin marcar: nadie lo sortea otra vez. */
export const nuevoClic = (metodo: string): Clic | null => {
  if (MUESTRA === 0) return null
  const marcado = Math.random() < MUESTRA
  const traceparent = `00-${hex(16)}-${hex(8)}-${marcado ? '01' : '00'}`
  return { traceparent, metodo, desde: performance.now(), marcado }
}

/** Deja dicho cuánto tardó, de la orden a la respuesta. Si no llega, a la traza le falta el principio y nada más. */
export const contar = (clic: Clic | null, estado: number): void => {
  if (!clic?.marcado) return
  const { traceparent, metodo, desde } = clic
  const cuerpo = JSON.stringify({ traceparent, metodo, ms: performance.now() - desde, estado })
  fetch('/clics', { method: 'POST', body: cuerpo, keepalive: true }).catch(() => {})
}
