import type pg from 'pg'
import type { Carta } from '#seedwork/aplicacion/correo.ts'
import type { Desenlace } from '../dominio/entrega.ts'

/** Una entrega en manos de este repartidor desde `epoca`. `intentos` ya cuenta el que viene. */
export type EnMano = Readonly<{
  id: string
  epoca: string
  intentos: number
  carta: Carta
  /** De lo que causó el aviso. */
  traceparent?: string | null
}>

/** La cola de lo que falta por salir. El tiempo es el de la base, para que valga entre procesos. */
export type Cola = {
  /** Toma hasta `limite` entregas vencidas; cuenta el intento antes de hacerlo, para que una caída también cuente. */
  reclamar(limite: number): Promise<readonly EnMano[]>
  /** Escribe cómo terminó; `false` si el arriendo ya era de otro y no se escribió nada. */
  registrar(entrega: EnMano, desenlace: Desenlace, respuesta: number | null): Promise<boolean>
  /** Ms hasta la próxima que vence, o `null` si no hay ninguna. */
  proxima(): Promise<number | null>
}

/** El Message-ID de una entrega: siempre el mismo, también si el proceso muere entre el 250 y nuestro registro. */
export const idMensajeDe = (idEntrega: string): string => `<${idEntrega}@notificaciones.alpes>`

// A quien ya recibió lo suyo en esta hora lo que le toca le espera a que la más vieja cumpla una; lo que estaba
// saliendo cuando murió su proceso no se frena: puede que ya haya salido. La oficina no tiene límite.
// `skip locked`: dos repartidores se reparten la cola sin esperarse. Una que quedó «enviando» con el
// arriendo vencido es de un proceso muerto: se envía otra vez, con el mismo Message-ID, salvo que ya
// haya tumbado a tantos como intentos se permiten.
const RECLAMAR = `with agotadas as (
    update entregas set estado = 'muerta', motivo = 'el proceso murió cada vez que la enviaba',
      arrendado_hasta = null, actualizada_en = clock_timestamp()
    where estado = 'enviando' and arrendado_hasta < clock_timestamp() and intentos >= $3
  ), vencidas as (
    select id, direccion, estado, proximo_intento from entregas
    where (estado in ('pendiente', 'reintento') and faltan = '{}' and proximo_intento <= clock_timestamp())
      or (estado = 'enviando' and arrendado_hasta < clock_timestamp() and intentos < $3)
    order by proximo_intento, id limit $1 for update skip locked
  ), cuentas as (
    select v.id, h.primera, h.cuantas
        + (select count(*) from entregas s where s.estado = 'enviando' and s.direccion = v.direccion)
        + row_number() over (partition by v.direccion order by v.proximo_intento, v.id) as van
      from vencidas v cross join lateral (
        select count(*) as cuantas, min(enviada_en) as primera from (
          select enviada_en from entregas s
            where s.direccion = v.direccion and s.enviada_en > clock_timestamp() - interval '1 hour'
            order by enviada_en desc limit $4::int8) as ultimas
      ) as h
      where $4 > 0 and v.estado <> 'enviando' and v.direccion <> all ($5::text[])
  ), frenadas as (
    update entregas e set motivo = $6, actualizada_en = clock_timestamp(),
        proximo_intento = coalesce(c.primera + interval '1 hour', clock_timestamp() + interval '5 seconds')
      from cuentas c where e.id = c.id and c.van > $4
      returning e.id
  )
  update entregas e set estado = 'enviando', motivo = null, intentos = e.intentos + 1, epoca = e.epoca + 1,
    arrendado_hasta = clock_timestamp() + $2 * interval '1 millisecond', actualizada_en = clock_timestamp()
  from vencidas where e.id = vencidas.id and not exists (select from frenadas f where f.id = e.id)
  returning e.id, e.epoca::text as epoca, e.intentos, e.direccion, e.asunto, e.texto, e.html, e.idioma,
    e.causa->>'traceparent' as traceparent`

const REGISTRAR = `update entregas set intentos = intentos - $4, ultimo_error = $5, respuesta = $6,
    estado = case when $3 <> 'enviada' and cancelada_por is not null then 'cancelada' else $3 end,
    motivo = case when $3 = 'enviada' then null when cancelada_por is not null then cancelada_por
      when $3 = 'muerta' then $5 end,
    proximo_intento = clock_timestamp() + $7 * interval '1 millisecond', arrendado_hasta = null,
    enviada_en = case when $3 = 'enviada' then clock_timestamp() end, actualizada_en = clock_timestamp()
  where id = $1 and epoca = $2 and estado = 'enviando'`

const PROXIMA = `select extract(epoch from min(t) - clock_timestamp()) * 1000 as ms from (
    select min(proximo_intento) as t from entregas
    where estado in ('pendiente', 'reintento') and faltan = '{}'
    union all
    select min(arrendado_hasta) from entregas where estado = 'enviando') as proximas`

type Fila = Readonly<{ id: string; epoca: string; intentos: number; traceparent: string | null }> &
  Readonly<{ direccion: string; asunto: string; texto: string; html: string; idioma: 'es' | 'en' }>

const deFila = (f: Fila): EnMano => ({
  ...{ id: f.id, epoca: f.epoca, intentos: f.intentos, traceparent: f.traceparent },
  carta: {
    idMensaje: idMensajeDe(f.id),
    para: f.direccion,
    asunto: f.asunto,
    texto: f.texto,
    html: f.html,
    idioma: f.idioma,
  },
})

/**
 * `arriendo` en ms: más largo que lo que puede durar un envío; `intentos`: cuántos se permiten; `porHora`: correos
 * que salen a una misma dirección en una hora, 0 sin límite; `sinLimite`: las direcciones que no lo tienen.
 */
export type OpcionesCola = Readonly<{ arriendo: number; intentos: number }> &
  Readonly<{ porHora: number; sinLimite: readonly string[] }>

/** Abre la cola sobre la base. */
export const abrirCola = (pool: pg.Pool, { arriendo, intentos, porHora, sinLimite }: OpcionesCola): Cola => ({
  async reclamar(limite) {
    const frenada = `a esta dirección ya le salieron ${porHora} correos en la última hora: espera su turno`
    const valores = [limite, arriendo, intentos, porHora, sinLimite, frenada]
    const { rows } = await pool.query<Fila>(RECLAMAR, valores)
    return rows.map(deFila)
  },
  async registrar({ id, epoca }, d, respuesta) {
    const { rowCount } = await pool.query(REGISTRAR, [
      ...[id, epoca, d.estado, d.devuelveIntento ? 1 : 0, d.error, respuesta, d.esperaMs],
    ])
    return rowCount === 1
  },
  async proxima() {
    const { rows } = await pool.query<{ ms: string | null }>(PROXIMA)
    const ms = rows[0]?.ms
    return ms === null || ms === undefined ? null : Math.max(0, Number(ms))
  },
})
