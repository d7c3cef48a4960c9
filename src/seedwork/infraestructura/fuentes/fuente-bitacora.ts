import type pg from 'pg'
import type { Origen } from '../../aplicacion/contexto.ts'
import type { Fuente, Tramo } from '../../aplicacion/fuente.ts'
import type { Mensaje } from '../../aplicacion/mensajes.ts'
import { CANAL_BITACORA } from '../avisador.ts'
import { crearAvisos } from './avisos.ts'
import { abrirEscucha } from './escucha.ts'

// Una sola sentencia, una sola instantánea: la cabeza y los mensajes son del mismo momento, así que
// «no hay nada y la cabeza va por delante» prueba un hueco. Los instantes salen como milisegundos para
// no depender de cómo lea las fechas cada conexión. El ancla es del mismo momento por lo mismo: una bitácora
// restaurada a un momento anterior que ya creció más allá del cursor no se distingue por su cabeza.
const LEER = `select coalesce(c.posicion, 0)::float8 as cabeza, coalesce(c.inicio, 1)::float8 as inicio,
    (select a.id from bitacora a where a.topico = t.topico and a.posicion = $2) as ancla,
    b.posicion::float8 as posicion, b.id, b.tipo, b.version_esquema, b.versiones, b.clave,
    b.version_agregado::float8 as version_agregado,
    floor(extract(epoch from b.ocurrido_en) * 1000)::float8 as ocurrido_en,
    floor(extract(epoch from b.guardado_en) * 1000)::float8 as guardado_en,
    b.actor, b.origen, b.correlacion, b.causacion, b.traceparent, b.servicio, b.contenido
  from (select $1::text as topico) t
  left join cabezas c on c.topico = t.topico
  left join lateral (
    select * from bitacora where topico = t.topico and posicion > $2 order by posicion limit $3
  ) b on true
  order by b.posicion`

type Fila = {
  cabeza: number
  inicio: number
  ancla: string | null
  posicion: number | null
  id: string
  tipo: string
  version_esquema: number
  versiones: string | null
  clave: string
  version_agregado: number
  ocurrido_en: number
  guardado_en: number
  actor: string
  origen: Origen
  correlacion: string
  causacion: string | null
  traceparent: string | null
  servicio: string
  contenido: Buffer
}

const deFila = (topico: string, f: Fila & { posicion: number }): Mensaje => ({
  topico,
  posicion: f.posicion,
  id: f.id,
  tipo: f.tipo,
  versionEsquema: f.version_esquema,
  ...(f.versiones !== null && { versiones: f.versiones.split(',').map(Number) }),
  clave: f.clave,
  versionAgregado: f.version_agregado,
  ocurridoEn: f.ocurrido_en,
  guardadoEn: f.guardado_en,
  actor: f.actor,
  origen: f.origen,
  correlacion: f.correlacion,
  causacion: f.causacion,
  traceparent: f.traceparent,
  servicio: f.servicio,
  contenido: f.contenido,
})

const esMensaje = (f: Fila): f is Fila & { posicion: number } => f.posicion !== null

/**
 * Fuente sobre las tablas de la bitácora. `pool` con `search_path` en su esquema; `escucha` es la URL
 * con que se abre la conexión de LISTEN, o `null` para vivir sólo del sondeo de quien lee.
 */
export const abrirFuenteBitacora = ({
  pool,
  escucha,
}: {
  pool: pg.Pool
  escucha: string | null
}): Fuente & AsyncDisposable => {
  const avisos = crearAvisos()
  const leidos = new Set<string>()
  const oido =
    escucha &&
    abrirEscucha({
      url: escucha,
      canal: CANAL_BITACORA,
      alAvisar: (texto) => texto.split(',').forEach(avisos.dar),
      alConectar: () => leidos.forEach(avisos.dar),
    })
  return {
    async leer(topico, desde, limite): Promise<Tramo> {
      leidos.add(topico)
      const { rows } = await pool.query<Fila>({
        name: 'bitacora:leer',
        text: LEER,
        values: [topico, desde, limite],
      })
      const { cabeza, inicio, ancla } = rows[0]!
      const anclado = ancla !== null && { ancla }
      return { cabeza, inicio, ...anclado, mensajes: rows.filter(esMensaje).map((f) => deFila(topico, f)) }
    },
    alLlegar: avisos.apuntar,
    async [Symbol.asyncDispose]() {
      if (oido) await oido[Symbol.asyncDispose]()
    },
  }
}
