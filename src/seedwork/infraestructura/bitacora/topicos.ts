import type pg from 'pg'

/** Un tópico de la bitácora, como se enseña. */
export type TopicoVisto = Readonly<{
  topico: string
  /** Última posición escrita, y cuántas hay sin podar. */
  cabeza: number
  guardados: number
  /** Edad del último mensaje, en segundos; `null` si no hay ninguno. */
  edad_ultimo: number | null
  /** Mensajes por segundo en el último minuto. */
  ritmo: number
}>

/** Mensajes que se miran como mucho para el ritmo. */
const MUESTRA = 1_000
const VENTANA = 60

// Por la llave primaria, desde la cabeza: con menos de la muestra en el minuto se cuentan; con más, la muestra
// dice cuánto tardó en llegar.
const LISTAR = `select c.topico, c.posicion::float8 as cabeza,
    coalesce(c.posicion - p.primera + 1, 0)::float8 as guardados,
    extract(epoch from clock_timestamp() - u.ultimo)::float8 as edad_ultimo,
    case when u.cuantos = 0 then 0
      when u.cuantos < ${MUESTRA} then u.cuantos::float8 / ${VENTANA}
      else u.cuantos / greatest(1, extract(epoch from clock_timestamp() - u.primero)::float8) end as ritmo
  from cabezas c
  left join lateral (
    select posicion as primera from bitacora b where b.topico = c.topico order by b.posicion limit 1
  ) p on true
  left join lateral (
    select max(m.guardado_en) as ultimo,
      count(*) filter (where m.guardado_en > clock_timestamp() - interval '${VENTANA} seconds') as cuantos,
      min(m.guardado_en) filter (where m.guardado_en > clock_timestamp() - interval '${VENTANA} seconds') as primero
    from (select guardado_en from bitacora b where b.topico = c.topico order by b.posicion desc limit ${MUESTRA}) m
  ) u on true
  order by c.topico`

/** Todos los tópicos con su cabeza, la edad de lo último y su ritmo. */
export const listarTopicos = async (pool: pg.Pool): Promise<TopicoVisto[]> => {
  const { rows } = await pool.query<TopicoVisto>(LISTAR)
  return rows.map((f) => ({
    ...f,
    edad_ultimo: f.edad_ultimo === null ? null : Math.max(0, Math.round(f.edad_ultimo)),
    ritmo: Math.round(f.ritmo * 100) / 100,
  }))
}
