import type pg from 'pg'
import Type from 'typebox'
import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import { type Durabilidad, durabilidad } from '#seedwork/infraestructura/postgres-embebido/durabilidad.ts'
import { ARRANQUE } from '#seedwork/infraestructura/proceso.ts'
import type { BaseDatos } from '#seedwork/infraestructura/recursos.ts'
import type { EstadoSuscripcion } from '#seedwork/infraestructura/suscripciones/suscriptor.ts'
import { estaVivo } from '#seedwork/infraestructura/suscripciones/vida.ts'
import type { Salud } from '#seedwork/presentacion/metricas.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import { objeto } from './esquemas.ts'
import { ruta } from './rutas.ts'

/** Un lector de este proceso, como lo mira `/readyz`. */
export type LectorVigilado = Readonly<{ nombre: string; estado(): EstadoSuscripcion }>

export type PartesSalud = Readonly<{
  base: BaseDatos
  pool: pg.Pool
  lectores: readonly LectorVigilado[]
  reloj: Reloj
  version: string
  enDrenaje(): boolean
  /** Ms sin dar la vuelta tras los que un lector está muerto; por omisión, los de todos. */
  sinVueltaMaximo?: number | undefined
}>

/** Plazo (ms) de la pregunta a la base: `/readyz` responde aunque ella no. */
const PLAZO_BASE = 1_500

const Disposicion = objeto({
  status: Type.Unsafe<'up' | 'down'>({ type: 'string', enum: ['up', 'down'] }),
  version: Type.String(),
  desde: Type.String({ format: 'date-time', description: 'Cuándo arrancó el proceso' }),
  drenando: Type.Boolean(),
  reloj: objeto({ ahora: Type.String({ description: 'Reloj de negocio' }) }),
  base: objeto({ disponible: Type.Boolean() }),
  durabilidad: Type.Unknown(),
  lectores: Type.Array(
    objeto({
      nombre: Type.String(),
      vivo: Type.Boolean(),
      situacion: Type.String(),
      motivo: Type.Unknown(),
      atraso: Type.Integer(),
    }),
  ),
})

const conPlazo = async <T>(promesa: Promise<T>): Promise<T | null> => {
  const { promise: vencido, resolve } = Promise.withResolvers<null>()
  const reloj = setTimeout(() => resolve(null), PLAZO_BASE)
  try {
    return await Promise.race([promesa.catch(() => null), vencido])
  } finally {
    clearTimeout(reloj)
  }
}

/** Los ajustes de la base, o `null` si no contesta. */
const preguntar = ({ base, pool }: PartesSalud): Promise<Durabilidad | null> =>
  base.disponible() ? conPlazo(durabilidad(pool)) : Promise.resolve(null)

const mirarLector = ({ nombre, estado }: LectorVigilado, maximo: number | undefined) => {
  const suyo = estado()
  const { situacion, motivo, topicos } = suyo
  const vivo = estaVivo(suyo, maximo)
  const porque = motivo ?? topicos.find((t) => t.motivo !== null)?.motivo ?? null
  const atraso = topicos.reduce((suma, t) => suma + Math.max(0, t.cabeza - t.posicion), 0)
  return { nombre, vivo, situacion, motivo: porque, atraso }
}

const disposicion = async (p: PartesSalud) => {
  const ajustes = await preguntar(p)
  const lectores = p.lectores.map((l) => mirarLector(l, p.sinVueltaMaximo))
  const lista = ajustes !== null && !p.enDrenaje() && lectores.every((l) => l.vivo)
  return {
    status: lista ? ('up' as const) : ('down' as const),
    version: p.version,
    desde: ARRANQUE,
    drenando: p.enDrenaje(),
    reloj: { ahora: p.reloj.ahora().toString({ smallestUnit: 'millisecond' }) },
    base: { disponible: ajustes !== null },
    durabilidad: ajustes,
    lectores,
  }
}

/** La salud de un proceso sin el rol `http`: la misma de `/readyz`, para su puerto de métricas. */
export const saludDe =
  (partes: PartesSalud): Salud =>
  async () => {
    const cuerpo = await disposicion(partes)
    return { lista: cuerpo.status === 'up', cuerpo }
  }

const Arriba = objeto({ status: Type.Unsafe<'up'>({ type: 'string', enum: ['up'] }) })

/** `/health` y `/livez`: el proceso atiende. `/readyz`: además puede trabajar. */
export const montarSalud = (app: Aplicacion, partes: PartesSalud): void => {
  const abierta = { etiqueta: 'salud', politica: 'abierta', entrada: {} } as const
  const exitos = { 200: { descripcion: 'Atiende', esquema: Arriba } }
  app.get('/health', ruta({ ...abierta, operacion: 'Salud', resumen: 'Atiende', exitos }), async () => ({
    status: 'up',
  }))
  app.get(
    '/livez',
    ruta({ ...abierta, operacion: 'Vida', resumen: 'El proceso vive', exitos }),
    async () => ({ status: 'up' }),
  )
  app.get(
    '/readyz',
    ruta({
      ...abierta,
      operacion: 'Disponibilidad',
      resumen: 'Puede trabajar: la base contesta y sus lectores están vivos',
      exitos: {
        200: { descripcion: 'Lista', esquema: Disposicion },
        503: { descripcion: 'Aún no, o ya no', esquema: Disposicion },
      },
    }),
    async (_, respuesta) => {
      const cuerpo = await disposicion(partes)
      if (cuerpo.durabilidad) respuesta.header('x-durability', cuerpo.durabilidad.grado)
      return respuesta.status(cuerpo.status === 'up' ? 200 : 503).send(cuerpo)
    },
  )
}
