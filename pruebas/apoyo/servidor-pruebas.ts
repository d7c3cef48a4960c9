import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { abrirPostgresEmbebido } from '#seedwork/infraestructura/postgres-embebido/abrir.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'

/** Sin esperar al disco: este servidor se borra al terminar. Quien prueba caídas abre el suyo, duradero. */
const DE_USAR_Y_TIRAR = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
}

/**
 * La URL de un PostgreSQL en el que las pruebas crean sus bases: el de `BASE_DATOS_PRUEBAS_URL`, o uno
 * embebido que `cierre` detiene y borra.
 */
export const servidorDePruebas = async (cierre: AsyncDisposableStack): Promise<string> => {
  const dado = process.env.BASE_DATOS_PRUEBAS_URL
  if (dado) return dado
  const carpeta = mkdtempSync(join(tmpdir(), 'alpes-pruebas-'))
  cierre.defer(() => rmSync(carpeta, { recursive: true, force: true }))
  // El servidor, que no corre como root, tiene que poder llegar a sus datos.
  chmodSync(carpeta, 0o711)
  const datos = join(carpeta, 'datos')
  const servidor = await abrirPostgresEmbebido({ datos, registro: sinRegistro, ajustes: DE_USAR_Y_TIRAR })
  return cierre.use(servidor).url
}
