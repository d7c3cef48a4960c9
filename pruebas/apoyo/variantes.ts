import type pg from 'pg'
import type { Tropiezo } from '#seedwork/aplicacion/tropiezo.ts'
import type { Atender, Efecto } from '#seedwork/infraestructura/suscripciones/efecto.ts'
import { enTransaccion } from '#seedwork/infraestructura/suscripciones/transaccion.ts'

/** Lo que una variante necesita. */
type Medios = Readonly<{ pool: pg.Pool; atender: Atender; tropiezo: Tropiezo }>

/** Mueve el cursor sin mirar de quién es ni dónde estaba. */
const moverSinEpoca = `update suscripciones set posicion = $2, id_mensaje = $3
  where suscripcion = 'hijo' and topico = $1`

/** El cursor se mueve después, en otra transacción: lo que muere en medio se aplica dos veces. */
const cursorFuera = ({ pool, atender, tropiezo }: Medios): Efecto => ({
  async correr(mensajes, mover) {
    await enTransaccion({ pool, plazo: 3_000 }, (tx) => atender(mensajes, tx))
    await tropiezo('lector:tras-efecto')
    await pool.query(mover(mensajes.at(-1)!) as pg.QueryConfig)
    return mensajes.length
  },
})

/** Da por leído antes de aplicar: lo que muere en medio se pierde. */
const acuseAntes = ({ pool, atender, tropiezo }: Medios): Efecto => ({
  async correr(mensajes, mover) {
    await pool.query(mover(mensajes.at(-1)!) as pg.QueryConfig)
    await tropiezo('lector:tras-efecto')
    await enTransaccion({ pool, plazo: 3_000 }, (tx) => atender(mensajes, tx))
    return mensajes.length
  },
})

/** Arriendo sin época: quien despierta después de que lo relevaran todavía confirma. */
const sinEpoca = ({ pool, atender }: Medios): Efecto => ({
  async correr(mensajes) {
    const { topico, posicion, id } = mensajes.at(-1)!
    await enTransaccion({ pool, plazo: 3_000 }, async (tx) => {
      await atender(mensajes, tx)
      await tx.query(moverSinEpoca, [topico, posicion, id])
    })
    return mensajes.length
  },
})

/** No repite lo visto hace poco: la ventana se acaba antes que la caída. */
const ventana = ({ pool, atender, tropiezo }: Medios): Efecto => ({
  async correr(mensajes, mover) {
    await pool.query(
      'create table if not exists vistos (id uuid primary key, en timestamptz default clock_timestamp())',
    )
    await pool.query(`delete from vistos where en < clock_timestamp() - interval '200 milliseconds'`)
    await enTransaccion({ pool, plazo: 3_000 }, async (tx) => {
      const { rows } = await tx.query<{ id: string }>(
        'insert into vistos (id) select unnest($1::uuid[]) on conflict do nothing returning id',
        [mensajes.map((m) => m.id)],
      )
      const nuevos = new Set(rows.map((f) => f.id))
      await atender(
        mensajes.filter((m) => nuevos.has(m.id)),
        tx,
      )
    })
    await tropiezo('lector:tras-efecto')
    await pool.query(mover(mensajes.at(-1)!) as pg.QueryConfig)
    return mensajes.length
  },
})

/** Maneras conocidas de hacerlo mal, cada una con su nombre: la suite tiene que cazarlas todas. */
export const variantes: Readonly<Record<string, (medios: Medios) => Efecto>> = {
  'cursor-fuera': cursorFuera,
  'acuse-antes': acuseAntes,
  'sin-epoca': sinEpoca,
  ventana,
}
