import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Config } from '#config/config.ts'
import { abrirPool } from '#seedwork/infraestructura/conexion.ts'
import { ErrorArranque } from '#seedwork/infraestructura/error-arranque.ts'
import { abrirPostgresEmbebido } from '#seedwork/infraestructura/postgres-embebido/abrir.ts'
import { type Durabilidad, durabilidad } from '#seedwork/infraestructura/postgres-embebido/durabilidad.ts'
import { respaldar } from '#seedwork/infraestructura/postgres-embebido/respaldo.ts'
import type { BaseDatos } from '#seedwork/infraestructura/recursos.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'

/** Hace una copia en caliente; contesta dónde quedó. */
type Respaldar = (
  motivo: string,
  actor: string,
) => Promise<Readonly<{ carpeta: string; archivos: number; bytes: number }>>

/** La base ya abierta, con lo que promete. `respaldar` sólo si el servidor es el embebido. */
export type BaseAbierta = Readonly<{ base: BaseDatos; durabilidad: Durabilidad; respaldar?: Respaldar }>

const externa = async (url: string): Promise<BaseAbierta> => {
  const pool = abrirPool({ url, esquema: 'public', nombre: 'alpes: durabilidad', maximo: 1 })
  try {
    return { base: { url, disponible: () => true }, durabilidad: await durabilidad(pool) }
  } catch (error) {
    throw new ErrorArranque(`BASE_DATOS_URL: la base no contesta (${(error as Error).message})`, 1)
  } finally {
    await pool.end()
  }
}

const carpetaDeRespaldo = (datos: string): string =>
  path.join(datos, 'respaldos', new Date().toISOString().replaceAll(/[:.]/g, '-'))

const embebida = async (
  datos: string,
  registro: Registro,
  pila: AsyncDisposableStack,
): Promise<BaseAbierta> => {
  const servidor = pila.use(await abrirPostgresEmbebido({ datos, registro }))
  return {
    base: servidor,
    durabilidad: servidor.durabilidad,
    async respaldar(motivo, actor) {
      const destino = carpetaDeRespaldo(datos)
      registro.info({ motivo, actor, destino }, 'respaldo')
      await mkdir(path.dirname(destino), { recursive: true, mode: 0o700 })
      return {
        carpeta: destino,
        ...(await respaldar({ url: servidor.url, pgdata: servidor.pgdata, destino })),
      }
    },
  }
}

/** La base de `BASE_DATOS_URL` o, sin ella, un PostgreSQL propio en `datos`. Con `DURABILIDAD=exigida`, ninguna menor. */
export const abrirBase = async (
  config: Config,
  { datos, registro }: { datos: string; registro: Registro },
  pila: AsyncDisposableStack,
): Promise<BaseAbierta> => {
  const url = config.baseDatosUrl?.revelar()
  const abierta = url ? await externa(url) : await embebida(datos, registro, pila)
  if (config.exigirDurabilidad && abierta.durabilidad.grado !== 'duradera') {
    const { grado: _, ...ajustes } = abierta.durabilidad
    throw new ErrorArranque(`DURABILIDAD: se exige y el servidor no la da (${JSON.stringify(ajustes)})`)
  }
  return abierta
}
