/** Lo que admite el cuerpo de una petición. */
export type TipoCuerpo = 'application/json' | 'application/merge-patch+json'

/**
 * La gramática entera, anclada: lo que no calza no llega a ningún analizador (los huecos de Fastify
 * CVE-2025-32442, CVE-2026-25223 y CVE-2026-33806 entraban por leerla con más holgura que el despacho).
 */
const GRAMATICA =
  /^(application\/(?:json|merge-patch\+json))((?: ?; ?[a-z0-9-]+=(?:[a-z0-9._-]+|"[a-z0-9._ -]*"))*)$/i
const PARAMETRO = /; ?([a-z0-9-]+)=(?:"([^"]*)"|([a-z0-9._-]+))/gi

/**
 * El tipo del cuerpo si el encabezado es uno de los admitidos, en UTF-8; si no, `null`. Tipo y nombres de
 * parámetro valen con cualquier caja (RFC 9110 §8.3.1).
 */
export const tipoDeCuerpo = (encabezado: string): TipoCuerpo | null => {
  if (encabezado === 'application/json') return encabezado
  const partes = GRAMATICA.exec(encabezado)
  if (partes === null) return null
  const vistos = new Set<string>()
  for (const [, escrito = '', citado, simple] of (partes[2] ?? '').matchAll(PARAMETRO)) {
    const nombre = escrito.toLowerCase()
    if (vistos.has(nombre)) return null
    vistos.add(nombre)
    if (nombre === 'charset' && (citado ?? simple)?.toLowerCase() !== 'utf-8') return null
  }
  return partes[1]?.toLowerCase() as TipoCuerpo
}
