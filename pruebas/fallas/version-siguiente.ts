import { cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'

const RAIZ = path.join(import.meta.dirname, '../..')

/** Qué añade la versión siguiente a las tablas más usadas: sólo amplía, como toda migración que convive con la anterior. */
const MIGRACIONES = {
  'seedwork/infraestructura/bitacora': ['bitacora', 'comandos'],
  'seedwork/infraestructura/suscripciones': ['suscripciones'],
  'modulos/clientes/infraestructura': ['clientes'],
  'modulos/contratos/infraestructura': ['contratos'],
} as const

const textoDe = (tablas: readonly string[]): string => `import { type Kysely, sql } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
${tablas
  .map(
    (
      tabla,
    ) => `  await sql\`alter table ${tabla} add column nota_siguiente text not null default 'sin nota'\`.execute(db)
  await sql\`create index ${tabla}_nota_siguiente on ${tabla} (nota_siguiente)\`.execute(db)
`,
  )
  .join('')}}
`

/**
 * Deja en `carpeta` el sistema como será en su próxima versión: este código y una migración más en cuatro módulos.
 * Devuelve la carpeta de sus fuentes, que corre con las dependencias de aquí.
 */
export const copiarSiguiente = async (carpeta: string): Promise<string> => {
  const fuentes = path.join(carpeta, 'src')
  await mkdir(carpeta, { recursive: true })
  const sinPagina = (origen: string): boolean => !origen.startsWith(path.join(RAIZ, 'src/ui'))
  await cp(path.join(RAIZ, 'src'), fuentes, { recursive: true, filter: sinPagina })
  await cp(path.join(RAIZ, 'package.json'), path.join(carpeta, 'package.json'))
  await symlink(path.join(RAIZ, 'node_modules'), path.join(carpeta, 'node_modules'))
  for (const [modulo, tablas] of Object.entries(MIGRACIONES))
    await writeFile(path.join(fuentes, modulo, 'migraciones/0999_siguiente.ts'), textoDe(tablas))
  return fuentes
}
