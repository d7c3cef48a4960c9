import type pg from 'pg'
import type { Fuente } from '../../aplicacion/fuente.ts'
import type { Mensaje } from '../../aplicacion/mensajes.ts'
import type { Trazas } from '../../aplicacion/trazas.ts'
import { sinTropiezo, type Tropiezo } from '../../aplicacion/tropiezo.ts'
import { ErrorDominio } from '../../dominio/errores.ts'
import type { Registro } from '../registro.ts'
import type { Ensayado } from '../suscripciones/ensayo.ts'
import type { EstadoSuscripcion } from '../suscripciones/suscriptor.ts'
import { Director } from './director.ts'
import { ensayarPliegue } from './ensayo.ts'
import { type Acto, asegurar, empezarReconstruccion } from './generaciones.ts'
import type { Proyeccion } from './proyeccion.ts'
import { type FilaProyeccion, listarProyecciones } from './vista.ts'

type Opciones = Readonly<{
  /** Base con la bitácora, las suscripciones y las tablas de este mecanismo. */
  pool: pg.Pool
  fuente: Fuente
  registro: Registro
  proyecciones: readonly Proyeccion[]
  tropiezo?: Tropiezo | undefined
  latido?: pg.Pool | undefined
  trazas?: Trazas | undefined
  /** Ms entre vueltas del director (1 000) y de arriendo de sus lectores. */
  cada?: number | undefined
  arriendo?: number | undefined
}>

/** Un lector duradero de una proyección en este proceso, sea cual sea su generación viva. */
type LectorProyeccion = Readonly<{ nombre: string; estado(): EstadoSuscripcion }>

/** Las proyecciones de un servicio. */
export type Proyecciones = Readonly<{
  listar(): Promise<FilaProyeccion[]>
  /**
   * Empieza a rehacer una desde el principio, al lado de la viva; quien tenga los lectores lo hace y la
   * cambia. Contesta la generación que se construye. Falla con `ProyeccionNoEncontrada`,
   * `ReconstruccionEnCurso` o `ReconstruccionImposible`.
   */
  reconstruir(nombre: string, acto: Acto): Promise<Readonly<{ nombre: string; generacion: number }>>
  /** Qué filas cambiaría un mensaje en la generación de esa suscripción; `null` si no es de ninguna. */
  ensayar(suscripcion: string, mensaje: Mensaje): Promise<Ensayado | null>
  /** Pone a leer en este proceso; se cierra como todo lo que se abre. */
  abrirLectores(): AsyncDisposable & Readonly<{ lectores: readonly LectorProyeccion[] }>
}>

/** Deja listas las tablas de cada proyección (para poder leerlas) y ofrece operarlas. */
export const abrirProyecciones = async (o: Opciones): Promise<Proyecciones> => {
  const {
    pool,
    fuente,
    registro,
    proyecciones,
    tropiezo = sinTropiezo,
    latido,
    cada = 1_000,
    arriendo,
    trazas,
  } = o
  const medios = { pool, fuente }
  for (const p of proyecciones) await asegurar(medios, p)
  const directores = new Set<Director>()
  return {
    listar: () => listarProyecciones(medios, proyecciones),
    async reconstruir(nombre, acto) {
      const proyeccion = proyecciones.find((p) => p.nombre === nombre)
      if (!proyeccion) throw new ErrorDominio('ProyeccionNoEncontrada', `no hay una proyección ${nombre}`)
      const generacion = await empezarReconstruccion(medios, proyeccion, acto)
      for (const director of directores) director.despertar()
      return { nombre, generacion }
    },
    ensayar: (suscripcion, mensaje) => ensayarPliegue({ pool, proyecciones }, suscripcion, mensaje),
    abrirLectores() {
      const director = new Director({
        ...{ ...medios, proyecciones, registro, tropiezo, latido, cada, arriendo, trazas },
      })
      directores.add(director)
      return {
        lectores: proyecciones.map(({ nombre }) => ({ nombre, estado: () => director.estado(nombre) })),
        async [Symbol.asyncDispose]() {
          directores.delete(director)
          await director[Symbol.asyncDispose]()
        },
      }
    },
  }
}
