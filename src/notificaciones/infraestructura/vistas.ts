import type { EstadoEntrega } from '../dominio/entrega.ts'
import { idMensajeDe } from './cola.ts'
import type { Sql } from './copias.ts'

/** Una notificación como la ve quien pregunta por ella. Instantes RFC 3339. */
export type Notificacion = Readonly<{
  id: string
  tipo: string
  canal: string
  estado: EstadoEntrega
  /** Por qué está omitida, cancelada, fallida o muerta; o qué espera. */
  motivo: string | null
  id_contrato: string | null
  /** La reserva de que trata; nula si es de un contrato. */
  id_reserva: string | null
  numero_contrato: string | null
  hito: string
  fecha_fin: string | null
  /** Id de la parte, o `gestor`, `cartera`, `admin`. */
  destinatario: string
  nombre_destinatario: string | null
  direccion: string | null
  asunto: string | null
  idioma: string | null
  intentos: number
  /** Sólo si va a salir sola. */
  proximo_intento: string | null
  ultimo_error: string | null
  respuesta_smtp: number | null
  /** `Message-ID` del correo. */
  id_mensaje: string
  origen: string | null
  correlacion: string | null
  creada_en: string
  actualizada_en: string
  enviada_en: string | null
}>

/** Además, lo que dice el correo. */
export type NotificacionEntera = Notificacion & Readonly<{ texto: string | null; html: string | null }>

/** Qué notificaciones se piden. */
export type Filtro = Readonly<{
  estado?: readonly string[]
  id_contrato?: string
  /** Id de parte, buzón o dirección. */
  destinatario?: string
}>

/** Dónde quedó la lista: la última que se vio. */
export type Marca = Readonly<{ creada: string; id: string }>

/** Qué página se pide. `orden` es por cuándo se creó; con `totales` se cuenta además todo el filtro. */
export type Pedida = Readonly<{
  limite: number
  tras: Marca | null
  orden: 'asc' | 'desc'
  totales: boolean
}>

/** Una página de notificaciones. */
export type PaginaNotificaciones = Readonly<{
  elementos: readonly Notificacion[]
  siguiente: Marca | null
  total?: number
}>

type Fila = Readonly<{
  id: string
  tipo: string
  canal: string
  estado: EstadoEntrega
  motivo: string | null
  faltan: readonly string[]
  id_contrato: string
  numero: string | null
  de_reserva: boolean
  hito: string
  fecha_fin: string
  destinatario: string
  nombre: string | null
  direccion: string | null
  asunto: string | null
  idioma: string | null
  intentos: number
  proximo_intento: Temporal.Instant
  ultimo_error: string | null
  respuesta: number | null
  origen: string | null
  correlacion: string | null
  creada_en: Temporal.Instant
  actualizada_en: Temporal.Instant
  enviada_en: Temporal.Instant | null
  texto: string | null
  html: string | null
}>

const COLUMNAS = `e.id, e.tipo, e.canal, e.estado, e.motivo, e.faltan::text[] as faltan, e.id_contrato,
  e.contenido->'contrato'->>'numero' as numero, e.contenido ? 'reserva' as de_reserva, e.hito, e.fecha_fin, e.destinatario, c.nombre, e.direccion, e.asunto,
  e.idioma, e.intentos, e.proximo_intento, e.ultimo_error, e.respuesta, e.causa->>'origen' as origen,
  e.causa->>'correlacion' as correlacion, e.creada_en, e.actualizada_en, e.enviada_en`

// El destinatario es un id de cliente o el nombre de un buzón: sólo lo primero se busca.
const ORIGEN = `entregas e left join clientes c
  on c.id = case when e.destinatario ~ '^[0-9a-f-]{36}$' then e.destinatario::uuid end`

/** Siempre con milésimas: dos instantes se pueden comparar como texto. */
const instante = (i: Temporal.Instant): string => i.toString({ smallestUnit: 'millisecond' })

const motivoDe = (f: Fila): string | null =>
  f.faltan.length > 0 ? `espera datos que aún no se conocen: ${f.faltan.join(', ')}` : f.motivo

const saldraSola = (f: Fila): boolean =>
  (f.estado === 'pendiente' || f.estado === 'reintento') && f.faltan.length === 0

const deFila = (f: Fila): Notificacion => ({
  ...{ id: f.id, tipo: f.tipo, canal: f.canal, estado: f.estado, motivo: motivoDe(f) },
  id_contrato: f.tipo === 'ResumenFallidas' || f.de_reserva ? null : f.id_contrato,
  id_reserva: f.de_reserva ? f.id_contrato : null,
  ...{ numero_contrato: f.numero, hito: f.hito, fecha_fin: f.fecha_fin || null },
  ...{ destinatario: f.destinatario, nombre_destinatario: f.nombre, direccion: f.direccion },
  ...{ asunto: f.asunto, idioma: f.idioma, intentos: f.intentos },
  proximo_intento: saldraSola(f) ? instante(f.proximo_intento) : null,
  ...{ ultimo_error: f.ultimo_error, respuesta_smtp: f.respuesta, id_mensaje: idMensajeDe(f.id) },
  ...{ origen: f.origen, correlacion: f.correlacion },
  creada_en: instante(f.creada_en),
  actualizada_en: instante(f.actualizada_en),
  enviada_en: f.enviada_en && instante(f.enviada_en),
})

const CUMPLE = `($1::text[] is null or e.estado = any($1)) and ($2::uuid is null or e.id_contrato = $2)
  and ($3::text is null or e.destinatario = $3 or lower(e.direccion) = lower($3))`

const LISTAR = {
  asc: `select ${COLUMNAS} from ${ORIGEN} where ${CUMPLE}
    and ($4::timestamptz is null or (e.creada_en, e.id) > ($4, $5::uuid))
  order by e.creada_en, e.id limit $6`,
  desc: `select ${COLUMNAS} from ${ORIGEN} where ${CUMPLE}
    and ($4::timestamptz is null or (e.creada_en, e.id) < ($4, $5::uuid))
  order by e.creada_en desc, e.id desc limit $6`,
}

const CONTAR = `select count(*)::int as n from entregas e where ${CUMPLE}`

/** Las notificaciones que cumplen el filtro, en ese orden, después de `tras`. */
export const listarNotificaciones = async (
  sql: Sql,
  filtro: Filtro,
  { limite, tras, orden, totales }: Pedida,
): Promise<PaginaNotificaciones> => {
  const valores = [filtro.estado ?? null, filtro.id_contrato ?? null, filtro.destinatario ?? null]
  const { rows } = await sql.query<Fila>(LISTAR[orden], [
    ...valores,
    ...[tras?.creada ?? null, tras?.id ?? null, limite + 1],
  ])
  const cuenta = totales ? await sql.query<{ n: number }>(CONTAR, valores) : null
  const filas = rows.slice(0, limite)
  const ultima = rows.length > limite ? filas.at(-1) : undefined
  return {
    elementos: filas.map(deFila),
    siguiente: ultima ? { creada: ultima.creada_en.toString(), id: ultima.id } : null,
    ...(cuenta && { total: cuenta.rows[0]?.n ?? 0 }),
  }
}

/** Una notificación con el texto de su correo, o `null`. */
export const obtenerNotificacion = async (sql: Sql, id: string): Promise<NotificacionEntera | null> => {
  const { rows } = await sql.query<Fila>(
    `select ${COLUMNAS}, e.texto, e.html from ${ORIGEN} where e.id = $1`,
    [id],
  )
  const fila = rows[0]
  return fila ? { ...deFila(fila), texto: fila.texto, html: fila.html } : null
}

/** Cuántas hay en cada estado, para las métricas. */
export const contarPorEstado = async (sql: Sql): Promise<Readonly<Record<string, number>>> => {
  const { rows } = await sql.query<{ estado: string; n: bigint }>(
    'select estado, count(*) as n from entregas group by estado',
  )
  return Object.fromEntries(rows.map((f) => [f.estado, Number(f.n)]))
}
