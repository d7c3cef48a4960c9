import { esperarQue } from '../apoyo/esperar.ts'
import type { ProcesoHijo } from '../apoyo/proceso-hijo.ts'
import type { Escena } from './escena.ts'
import { pedir } from './insistente.ts'
import { PACIENCIA } from './sistema.ts'

/** Un fallo que se sabe provocar. `vez` numera las repeticiones: cada una cae en otro paso. */
export type Fallo = Readonly<{
  nombre: string
  /** Filas de la tabla de `docs/fallas.md` que prueba. */
  filas: readonly number[]
  /** En qué escena: con el PostgreSQL dentro, con un intermediario ante la base o con un broker. */
  embebida?: boolean
  red?: boolean
  broker?: boolean
  /** Por qué no se puede provocar aquí, si no se puede. */
  impedimento?: () => string | null
  /** Provoca el fallo una vez; vuelve con el sistema muerto o ya repuesto. */
  provocar(escena: Escena, vez: number): Promise<void>
}>

/** Pasos repetibles y dispersos: 1 + (7·vez) módulo tope. */
export const pasoDe = (vez: number, tope: number): number => 1 + ((7 * vez) % tope)

/** Espera a que el proceso muera de un SIGKILL, que es como mata un punto de caída. */
export const morir = async (proceso: ProcesoHijo, que: string): Promise<void> => {
  let fin: number | string | null = null
  void proceso.fin.then((f) => {
    fin = f
  })
  await esperarQue(`muere en ${que}`, () => fin, PACIENCIA).catch((error: Error) => {
    throw new Error(`${error.message}; lo que dijo: ${proceso.dicho().slice(-2_000)}`)
  })
  if (fin !== 'SIGKILL') throw new Error(`en ${que} el sistema salió con ${fin}: ${proceso.dicho()}`)
}

/** Espera a que el sistema diga que está listo otra vez. */
export const repuesto = async (escena: Escena): Promise<void> => {
  const proceso = await escena.vivo()
  let visto = ''
  const listo = async () => {
    const salud = await pedir(escena.instalacion.url, { metodo: 'GET', ruta: '/readyz' })
    visto = salud.texto
    return salud.estado === 200
  }
  await esperarQue('el sistema se repone solo', () => listo().catch(() => false), 60_000).catch(
    (error: Error) => {
      const dicho = proceso.dicho().slice(-2_000)
      throw new Error(
        `${error.message}; lo último que contestó: ${visto.slice(0, 2_000)}; lo que dijo: ${dicho}`,
      )
    },
  )
}
