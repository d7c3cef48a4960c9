import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DefinicionMensaje } from '#seedwork/infraestructura/esquemas/definicion.ts'
import type { Ascenso } from '#seedwork/infraestructura/esquemas/registro.ts'

/** Un proceso o un módulo que escribe o lee mensajes públicos. */
export type Participante = Readonly<{
  nombre: string
  /** El servicio en el que corre: cada uno se despliega por separado. `fuera`: no es nuestro. */
  servicio: 'api' | 'notificaciones' | 'ui' | 'fuera'
  /** Tópicos que escribe. */
  produce: readonly string[]
  /** Tópicos que lee, y para qué. */
  consume: Readonly<Record<string, string>>
  /** A qué reacciona en la misma transacción de quien lo emite. */
  reacciona?: readonly string[]
}>

/** Lo que un consumidor lee de un mensaje, grabado de su código (`npm run contratos -- --grabar`). */
export type Lectura = Readonly<{ consumidor: string; topico: string; tipo: string; version: number }>

/** Los mensajes públicos, y quién hace qué con ellos. */
export type Catalogo = Readonly<{
  /** Por tópico, tipo y versión. */
  definiciones: readonly DefinicionMensaje[]
  participantes: readonly Participante[]
  lecturas: readonly Lectura[]
  ascensos: readonly Ascenso[]
}>

const leer = (archivo: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../docs', archivo), 'utf8'))

const orden = (d: DefinicionMensaje): string => `${d.topico} ${d.tipo} ${String(d.version).padStart(4, '0')}`

/**
 * El catálogo de unos mensajes, con lo declarado en `docs/participantes.json` (que
 * `pruebas/participantes.test.ts` compara con el código) y lo grabado en `docs/consumidores.json`. Lee los
 * dos archivos: se llama una vez, no por petición.
 */
export const leerCatalogo = (
  definiciones: readonly DefinicionMensaje[],
  ascensos: readonly Ascenso[] = [],
): Catalogo => ({
  definiciones: definiciones.toSorted((a, b) => orden(a).localeCompare(orden(b))),
  participantes: leer('participantes.json'),
  lecturas: leer('consumidores.json'),
  ascensos,
})

/**
 * Lo que un participante lee de un tópico: las versiones grabadas de su código, aquello a lo que reacciona o,
 * si pasa los mensajes sin mirar dentro, todo.
 */
export const leidasPor = (c: Catalogo, p: Participante, topico: string): readonly DefinicionMensaje[] => {
  const delTopico = c.definiciones.filter((d) => d.topico === topico)
  const grabadas = c.lecturas.filter((l) => l.consumidor === p.nombre && l.topico === topico)
  if (grabadas.length > 0)
    return delTopico.filter((d) => grabadas.some((l) => l.tipo === d.tipo && l.version === d.version))
  return p.reacciona ? delTopico.filter((d) => p.reacciona?.includes(d.tipo)) : delTopico
}
