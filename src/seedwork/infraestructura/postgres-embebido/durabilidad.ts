/** Qué promete el servidor a una orden confirmada: `duradera` sobrevive a un corte de luz. */
export type Durabilidad = Readonly<{
  fsync: string
  synchronous_commit: string
  full_page_writes: string
  grado: 'duradera' | 'degradada'
}>

/** Lo que se usa de un pool o de un cliente de pg. */
type Consultable = { query(texto: string): Promise<{ rows: unknown[] }> }

const AJUSTES = ['fsync', 'synchronous_commit', 'full_page_writes'] as const

/** Valores de `synchronous_commit` que esperan a que la orden esté en nuestro disco. */
const EN_DISCO: ReadonlySet<string> = new Set(['on', 'local', 'remote_write', 'remote_apply'])

/** Grado de durabilidad, calculado de los ajustes con que corre el servidor, no de lo que le pedimos. */
export const durabilidad = async (base: Consultable): Promise<Durabilidad> => {
  const pedidos = AJUSTES.map((nombre) => `current_setting('${nombre}') as ${nombre}`).join(', ')
  const [fila] = (await base.query(`select ${pedidos}`)).rows as Record<(typeof AJUSTES)[number], string>[]
  if (!fila) throw new Error('el servidor no dijo sus ajustes de durabilidad')
  const { fsync, synchronous_commit, full_page_writes } = fila
  const duradera = fsync === 'on' && full_page_writes === 'on' && EN_DISCO.has(synchronous_commit)
  return { fsync, synchronous_commit, full_page_writes, grado: duradera ? 'duradera' : 'degradada' }
}
