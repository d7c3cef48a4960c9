import { realpathSync } from 'node:fs'
import type { Tropiezo } from '#seedwork/aplicacion/tropiezo.ts'
import { sinTropiezo } from '#seedwork/aplicacion/tropiezo.ts'
import { tomarCandado } from '../candado.ts'
import type { Registro } from '../registro.ts'
import { buscarBinarios } from './binarios.ts'
import { urlDe } from './conexion.ts'
import type { Durabilidad } from './durabilidad.ts'
import { iniciarDatos, leerClave } from './iniciar.ts'
import { Servidor } from './servidor.ts'
import { apuntar, crearCarpetaDatos, type Ubicacion, ubicar } from './ubicacion.ts'

/** Un PostgreSQL nuestro, sólo para este proceso. Al cerrarlo se para y suelta la carpeta. */
export type PostgresEmbebido = AsyncDisposable &
  Readonly<{
    /** Con la contraseña dentro: no se imprime. */
    url: string
    durabilidad: Durabilidad
    /** Carpeta de los datos de PostgreSQL; puede no estar en la de datos (ver `ubicacion.ts`). */
    pgdata: string
    /** Falso mientras está caído y se vuelve a arrancar. */
    disponible(): boolean
    alCaer(oyente: () => void): void
    alVolver(oyente: () => void): void
  }>

type OpcionesPostgres = Readonly<{
  /** Carpeta de datos; se crea si falta. */
  datos: string
  registro: Registro
  /** Puntos de caída: `postgres.ubicado`, `postgres.iniciado`, `postgres.listo`. */
  tropiezo?: Tropiezo
  /** Ajustes del servidor que cambian los de siempre; sólo para servidores de usar y tirar. */
  ajustes?: Readonly<Record<string, string>>
}>

const abrirServidor = async (
  ubicacion: Ubicacion,
  opciones: OpcionesPostgres,
  cierre: AsyncDisposableStack,
) => {
  const { registro, tropiezo = sinTropiezo, ajustes = {} } = opciones
  await iniciarDatos(ubicacion)
  await tropiezo('postgres.iniciado')
  const servidor = cierre.use(new Servidor({ ubicacion, clave: leerClave(ubicacion), registro, ajustes }))
  const durabilidad = await servidor.arrancar()
  await tropiezo('postgres.listo')
  return { servidor, durabilidad }
}

/**
 * Abre el PostgreSQL embebido de una carpeta de datos, lo crea la primera vez, y lo mantiene vivo.
 * @throws {ErrorArranque} si otro proceso tiene la carpeta (78, con su pid) o el servidor no arranca.
 */
export const abrirPostgresEmbebido = async (opciones: OpcionesPostgres): Promise<PostgresEmbebido> => {
  await using cierre = new AsyncDisposableStack()
  const { registro, tropiezo = sinTropiezo } = opciones
  crearCarpetaDatos(opciones.datos)
  const datos = realpathSync(opciones.datos)
  cierre.use(await tomarCandado(datos))
  const ubicacion = ubicar(datos, buscarBinarios())
  if (ubicacion.base !== datos) cierre.use(await tomarCandado(ubicacion.base))
  await tropiezo('postgres.ubicado')
  const { servidor, durabilidad } = await abrirServidor(ubicacion, opciones, cierre)
  apuntar(datos, ubicacion, registro)
  const abierto = cierre.move()
  return {
    url: urlDe(servidor.acceso),
    durabilidad,
    pgdata: ubicacion.pgdata,
    disponible: () => servidor.disponible,
    alCaer: (oyente) => servidor.alCaer(oyente),
    alVolver: (oyente) => servidor.alVolver(oyente),
    [Symbol.asyncDispose]: () => abierto.disposeAsync(),
  }
}
