import type pg from 'pg'
import { ComandoRechazado } from '../esquemas/resultados.ts'
import { type CambioEnsayado, type Ensayado, ensayoFallido, soloLoDistinto } from '../suscripciones/ensayo.ts'
import { Optimismo } from './de-una-vez.ts'
import type { Cambio, Intento } from './intento.ts'
import { correrLote, type EntornoLote, LotePerdido } from './lote.ts'
import { Memoria } from './memoria.ts'
import { nuevaOrden, type OrdenEnCola } from './orden.ts'
import type { Sentencia } from './sentencias.ts'

/** SQLSTATE con que la base se niega a confirmar un ensayo. */
const ENSAYADO = 'AL003'

// El disparador salta al confirmar, cuando ya entraron las guardas, la bitácora y los estados: se corre lo
// mismo que de verdad, hasta el COMMIT, y es la base quien no lo deja pasar.
const PREPARAR = `create temp table if not exists ensayo_en_curso (n int4);
  create or replace function pg_temp.no_confirmar() returns trigger language plpgsql as $$
    begin raise exception 'es un ensayo' using errcode = '${ENSAYADO}'; end $$;
  drop trigger if exists no_confirmar on ensayo_en_curso;
  create constraint trigger no_confirmar after insert on ensayo_en_curso deferrable initially deferred
    for each row execute function pg_temp.no_confirmar()`

const NO_CONFIRMAR: Sentencia = {
  name: 'ensayo:no-confirmar',
  text: 'insert into ensayo_en_curso values (1) returning n',
}

/** Veces que se vuelve a correr: quien pierde una guarda sabe su rechazo a la segunda. */
const VUELTAS = 4

/** Da el siguiente de una secuencia sin gastarlo. `pool`: la conexión del ensayo está ocupada con su lote. */
const mirando = (pool: pg.Pool): EntornoLote['secuencias'] => ({
  async siguiente(secuencia) {
    const { rows } = await pool.query<{ n: string }>(
      `select (last_value + is_called::int4)::float8 as n from ${secuencia}`,
    )
    return Number(rows[0]?.n)
  },
})

const enJson = (fila: object): Record<string, unknown> =>
  JSON.parse(JSON.stringify(fila, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v)))

const filaDe = ({ mapa, version, estado }: Pick<Cambio, 'mapa' | 'version' | 'estado'>) => ({
  version,
  ...enJson(mapa.aFila(estado as never)),
})

const cambiosDe = ({ cambios, leidos }: Intento): CambioEnsayado[] =>
  [...cambios].map(([llave, cambio]) => {
    const leido = cambio.antes > 0 ? leidos.get(llave) : undefined
    const { tabla } = cambio.mapa
    return soloLoDistinto({
      ...{ tabla, llave: cambio.id, antes: leido ? filaDe(leido) : null, despues: filaDe(cambio) },
    })
  })

const contar = (intento: Intento): Ensayado => {
  const eventos = intento.emisiones.map((e) => e.evento)
  const rechazo = eventos.find((e) => e.tipo === ComandoRechazado.tipo)
  const { codigo, detalle } = (rechazo?.datos ?? {}) as { codigo?: string; detalle?: string }
  return {
    desenlace: rechazo ? 'rechazaria' : eventos.length > 0 ? 'aplicaria' : 'sin-efecto',
    error: rechazo ? { clase: codigo ?? '', texto: detalle ?? '' } : null,
    cambios: cambiosDe(intento),
    eventos,
  }
}

type Consumida = Pick<OrdenEnCola, 'contexto' | 'trabajo' | 'alRechazar'>

/**
 * Corre una orden por el camino de siempre en una transacción que la base no confirma, y contesta qué habría
 * cambiado. Por `cliente`, que es suyo mientras dura; no gasta números de secuencia. Nunca deja nada escrito.
 */
export const ensayarOrden = async (
  { cliente, pool }: Readonly<{ cliente: pg.Client; pool: pg.Pool }>,
  consumida: Consumida,
  entorno: EntornoLote,
): Promise<Ensayado> => {
  await cliente.query(PREPARAR)
  let visto: Intento | undefined
  const orden = nuevaOrden({
    ...consumida,
    registro: 'consumido',
    trabajo(tx) {
      visto = tx as Intento
      return consumida.trabajo(tx)
    },
  })
  // Aparte de la memoria del escritor: lo que aquí se decide no llega a ser verdad.
  const propio: EntornoLote = {
    ...{ ...entorno, memoria: new Memoria(), optimismo: new Optimismo() },
    secuencias: mirando(pool),
  }
  for (let vuelta = 1; vuelta <= VUELTAS; vuelta++) {
    try {
      await correrLote(cliente, [orden], propio, { moverCursor: () => NO_CONFIRMAR })
    } catch (error) {
      if ((error as { code?: string }).code === ENSAYADO && visto) return contar(visto)
      if (!(error instanceof LotePerdido)) return ensayoFallido(error)
    }
  }
  return ensayoFallido(new Error('lo que toca lo cambia otro sin parar: ensáyelo dentro de un rato'))
}
