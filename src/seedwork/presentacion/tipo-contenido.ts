/** Lo que admite el cuerpo de una petición. */
export type TipoCuerpo = 'application/json' | 'application/merge-patch+json'

/**
 * La gramática entera, anclada: lo que no calza no llega a ningún analizador (los huecos de Fastify
 * CVE-2025-32442, CVE-2026-25223 y CVE-2026-33806 entraban por leerla con más holgura que el despacho).
 */
const GRAMATICA =
  /^(application\/(?:json|merge-patch\+json))((?: ?; ?[a-z0-9-]+=(?:[A-Za-z0-9._-]+|"[A-Za-z0-9._ -]*"))*)$/
const PARAMETRO = /; ?([a-z0-9-]+)=(?:"([^"]*)"|([A-Za-z0-9._-]+))/g

/** El tipo del cuerpo si el encabezado es exactamente uno de los admitidos, en UTF-8; si no, `null`. */
export const tipoDeCuerpo = (encabezado: string): TipoCuerpo | null => {
  if (encabezado === 'application/json') return encabezado
  const partes = GRAMATICA.exec(encabezado)
  if (partes === null) return null
  const vistos = new Set<string>()
  for (const [, nombre = '', citado, simple] of (partes[2] ?? '').matchAll(PARAMETRO)) {
    if (vistos.has(nombre)) return null
    vistos.add(nombre)
    if (nombre === 'charset' && (citado ?? simple)?.toLowerCase() !== 'utf-8') return null
  }
  return partes[1] as TipoCuerpo
}
