import { createHash } from 'node:crypto'
import type {
  Causa,
  ClaveEntrega,
  Contenido,
  Intencion,
  PorCancelar,
  Resolucion,
} from '../aplicacion/entregas.ts'
import { mismoEnvio } from '../aplicacion/resolver.ts'
import type { Sql } from './copias.ts'

/** Una intención con lo que de ella se sabe hoy; `esperaMs`: cuánto falta para que pueda salir. */
export type Resuelta = Readonly<{ intencion: Intencion; resolucion: Resolucion; esperaMs?: number }>

/** Una entrega que esperaba referencias. */
export type EnEspera = Readonly<{ id: string; clave: ClaveEntrega; contenido: Contenido; causa: Causa }>

/**
 * UUID v8 de una entrega: los primeros 128 bits de SHA-256 de su clave. Aunque se pierda la base y se lea
 * la bitácora otra vez, la misma entrega tiene el mismo id, y su correo el mismo Message-ID.
 */
export const idDeEntrega = (c: ClaveEntrega): string => {
  const clave = [c.tipo, c.idContrato, c.hito, c.fechaFin, c.destinatario, c.canal].join('\0')
  const bytes = createHash('sha256').update(clave).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** Columnas de la resolución, para el alta y para cuando llega lo que se esperaba. */
const columnasDe = (r: Resolucion, esperaMs = 0) => ({
  espera_ms: esperaMs,
  estado: r.estado === 'espera' || r.estado === 'lista' ? 'pendiente' : r.estado,
  motivo: 'motivo' in r ? r.motivo : null,
  faltan: r.estado === 'espera' ? `{${r.faltan.join(',')}}` : '{}',
  direccion: 'direccion' in r ? (r.direccion ?? null) : null,
  idioma: r.estado === 'lista' ? r.idioma : null,
  asunto: r.estado === 'lista' ? r.escrito.asunto : null,
  texto: r.estado === 'lista' ? r.escrito.texto : null,
  html: r.estado === 'lista' ? r.escrito.html : null,
})

const RESUELTA = `espera_ms int8, estado text, motivo text, faltan uuid[], direccion text, idioma text, asunto text, texto text, html text`

const ANOTAR = `insert into entregas (id, tipo, id_contrato, hito, fecha_fin, destinatario, canal, contenido, causa,
    causada_en, estado, motivo, faltan, direccion, idioma, asunto, texto, html,
    proximo_intento)
  select e.id, e.tipo, e."idContrato", e.hito, e."fechaFin", e.destinatario, e.canal, e.contenido, e.causa,
    to_timestamp((e.causa->>'guardadoEn')::numeric / 1000), e.estado, e.motivo, e.faltan, e.direccion, e.idioma,
    e.asunto, e.texto, e.html, clock_timestamp() + e.espera_ms * interval '1 millisecond'
  from jsonb_to_recordset($1::jsonb) as e(id uuid, tipo text, "idContrato" uuid, hito text, "fechaFin" text,
    destinatario text, canal text, contenido jsonb, causa jsonb, ${RESUELTA})
  on conflict do nothing`

/** Da de alta las entregas nuevas; las que ya estaban (lectura repetida) se quedan como están. */
export const anotarEntregas = async (tx: Sql, resueltas: readonly Resuelta[]): Promise<void> => {
  if (resueltas.length === 0) return
  const filas = resueltas.map(({ intencion: { clave, contenido, causa }, resolucion, esperaMs }) => ({
    ...{ id: idDeEntrega(clave), ...clave, contenido, causa },
    ...columnasDe(resolucion, esperaMs),
  }))
  await tx.query(ANOTAR, [JSON.stringify(filas)])
}

const COMPLETAR = `update entregas set estado = e.estado, motivo = e.motivo, faltan = e.faltan,
    direccion = e.direccion, idioma = e.idioma, asunto = e.asunto, texto = e.texto, html = e.html,
    proximo_intento = clock_timestamp() + e.espera_ms * interval '1 millisecond', actualizada_en = clock_timestamp()
  from jsonb_to_recordset($1::jsonb) as e(id uuid, ${RESUELTA})
  where entregas.id = e.id`

/** Escribe lo que se supo de entregas que ya existen. */
export const completarEntregas = async (
  tx: Sql,
  completas: readonly Readonly<{ id: string; resolucion: Resolucion; esperaMs?: number }>[],
): Promise<void> => {
  if (completas.length === 0) return
  const filas = completas.map(({ id, resolucion, esperaMs }) => ({ id, ...columnasDe(resolucion, esperaMs) }))
  await tx.query(COMPLETAR, [JSON.stringify(filas)])
}

type FilaEntrega = {
  id: string
  tipo: ClaveEntrega['tipo']
  id_contrato: string
  hito: string
  fecha_fin: string
  destinatario: string
  canal: 'correo'
  contenido: Contenido
  causa: Causa
}

const CLAVE = 'id, tipo, id_contrato, hito, fecha_fin, destinatario, canal, contenido, causa'

const deFila = (f: FilaEntrega): EnEspera => ({
  id: f.id,
  clave: {
    ...{ tipo: f.tipo, idContrato: f.id_contrato, hito: f.hito, fechaFin: f.fecha_fin },
    ...{ destinatario: f.destinatario, canal: f.canal },
  },
  ...{ contenido: f.contenido, causa: f.causa },
})

/** Las entregas pendientes que esperaban alguna de estas referencias, en el orden en que nacieron. */
export const entregasQueEsperan = async (tx: Sql, ids: readonly string[]): Promise<readonly EnEspera[]> => {
  const { rows } = await tx.query<FilaEntrega>(
    `select ${CLAVE} from entregas
     where faltan && $1::uuid[] and faltan <> '{}' and estado = 'pendiente' order by creada_en, id for update`,
    [ids],
  )
  return rows.map(deFila)
}

/** Una entrega por su id, tomada para cambiarla, con su estado. */
export const entregaParaCambiar = async (
  tx: Sql,
  id: string,
): Promise<(EnEspera & { estado: string }) | null> => {
  const { rows } = await tx.query<FilaEntrega & { estado: string }>(
    `select ${CLAVE}, estado from entregas where id = $1 for update`,
    [id],
  )
  return rows[0] ? { ...deFila(rows[0]), estado: rows[0].estado } : null
}

/** Los envíos que ya tienen estos contratos, como los nombra `mismoEnvio`, sin contar los de `salvo`. */
export const enviosDe = async (
  tx: Sql,
  contratos: readonly string[],
  salvo: readonly string[] = [],
): Promise<Set<string>> => {
  const { rows } = await tx.query<FilaEntrega & { direccion: string }>(
    `select ${CLAVE}, direccion from entregas
     where id_contrato = any($1::uuid[]) and direccion is not null and not id = any($2::uuid[])
       and estado not in ('omitida', 'cancelada')`,
    [contratos, salvo],
  )
  return new Set(rows.map((f) => mismoEnvio(deFila(f).clave, f.direccion)))
}

// Sólo lo que el lector ya dejó atrás hace rato: entre dos hechos seguidos el aviso sale sin más, y así
// lo que se cancela depende de la bitácora y no de quién llegó primero.
// La que está saliendo no se toca: si no llega a salir, al registrarlo queda cancelada.
const CANCELAR = `update entregas set cancelada_por = $3, faltan = '{}', actualizada_en = clock_timestamp(),
    estado = case estado when 'enviando' then estado else 'cancelada' end,
    motivo = case estado when 'enviando' then motivo else $3 end
  where id_contrato = $1 and tipo = any($2) and ($4::text[] is null or destinatario = any($4))
    and estado in ('pendiente', 'reintento', 'fallida', 'enviando')
    and causada_en < to_timestamp($5::numeric / 1000) - interval '1 minute'`

/** Cancela los avisos sin salir que un hecho volvió inútiles. */
export const cancelarEntregas = async (tx: Sql, porCancelar: readonly PorCancelar[]): Promise<void> => {
  for (const { idContrato, cancelacion, causa } of porCancelar) {
    const { tipos, motivo, partes = null } = cancelacion
    await tx.query(CANCELAR, [idContrato, tipos, motivo, partes, causa.guardadoEn])
  }
}
