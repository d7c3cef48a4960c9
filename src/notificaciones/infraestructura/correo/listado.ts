import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { type CorreoLeido, leerCorreo } from './lectura.ts'

/** Un correo de la bandeja; `id` es el nombre de su archivo sin extensión. */
export type CorreoEnBandeja = Readonly<{ id: string; recibido: number }> & CorreoLeido

const conHora = async (carpeta: string, archivo: string): Promise<{ archivo: string; ms: number } | null> =>
  stat(path.join(carpeta, archivo)).then(
    (s) => ({ archivo, ms: s.mtimeMs }),
    () => null,
  )

/**
 * Los correos de la bandeja, del más nuevo al más viejo, desde después de `tras` (id de archivo y hora).
 * Un archivo ilegible se salta; una carpeta que aún no existe es una bandeja vacía.
 */
export const listarBandeja = async (
  carpeta: string,
  { limite, tras }: { limite: number; tras?: { id: string; recibido: number } },
): Promise<readonly CorreoEnBandeja[]> => {
  const nombres = await readdir(carpeta).catch(() => [])
  const hallados = await Promise.all(
    nombres.filter((n) => n.endsWith('.eml')).map((n) => conHora(carpeta, n)),
  )
  const elegidos = hallados
    .filter((h) => h !== null)
    .map((h) => ({ id: h.archivo.slice(0, -4), recibido: h.ms }))
    .sort((a, b) => b.recibido - a.recibido || (a.id < b.id ? 1 : -1))
    .filter((h) => !tras || h.recibido < tras.recibido || (h.recibido === tras.recibido && h.id < tras.id))
    .slice(0, limite)
  const leidos = elegidos.map(async (h) =>
    readFile(path.join(carpeta, `${h.id}.eml`)).then(
      (crudo) => ({ ...h, ...leerCorreo(crudo) }),
      () => null,
    ),
  )
  return (await Promise.all(leidos)).filter((c) => c !== null)
}
