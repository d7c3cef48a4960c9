import type { IncomingMessage } from 'node:http'

/** Qué nombres de máquina se aceptan en `Host`; vacío: cualquiera (TLS y nombre los pone quien va delante). */
export type Puerta = Readonly<{ nombres: ReadonlySet<string> }>

const LAZO = ['localhost', '127.0.0.1', '[::1]']

/**
 * En modo local sólo valen los nombres del lazo: así un dominio ajeno que apunte aquí (DNS rebinding) no
 * entra. Fuera de él, el de `PAGINA_URL` si se dijo (y los del lazo, para quien mira la salud).
 */
export const crearPuerta = (
  c: Readonly<{ anfitrion: string; modoLocal: boolean; paginaUrl?: string | undefined }>,
) => {
  const deFuera = c.paginaUrl === undefined ? null : new URL(c.paginaUrl).hostname.toLowerCase()
  if (!c.modoLocal && deFuera === null) return { nombres: new Set<string>() }
  return { nombres: new Set([...LAZO, c.anfitrion, ...(deFuera === null ? [] : [deFuera])]) }
}

const maquina = (autoridad: string): string | null =>
  /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/i.exec(autoridad)?.[1]?.toLowerCase() ?? null

/** ¿Nombra `Host` a este servicio? */
export const anfitrionValido = (puerta: Puerta, peticion: IncomingMessage): boolean => {
  const nombre = maquina(peticion.headers.host ?? '')
  return nombre !== null && (puerta.nombres.size === 0 || puerta.nombres.has(nombre))
}

/** De dónde dice el navegador que viene la petición. `ausente`: no lo dice (no es un navegador, o es muy viejo). */
export type Procedencia = 'propia' | 'ajena' | 'ausente'

/** Compara `Origin` (o, si falta, `Sec-Fetch-Site`) con el `Host` pedido. */
export const procedencia = (peticion: IncomingMessage): Procedencia => {
  const origen = peticion.headers.origin
  if (origen !== undefined) {
    const partes = /^https?:\/\/([^/]+)$/i.exec(origen)
    return partes?.[1]?.toLowerCase() === peticion.headers.host?.toLowerCase() ? 'propia' : 'ajena'
  }
  const sitio = peticion.headers['sec-fetch-site']
  if (sitio === undefined) return 'ausente'
  return sitio === 'same-origin' ? 'propia' : 'ajena'
}

const SEGUROS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** ¿Puede este método cambiar algo? */
export const esInseguro = (metodo: string): boolean => !SEGUROS.has(metodo)
