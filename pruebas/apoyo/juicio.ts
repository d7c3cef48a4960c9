import type pg from 'pg'
import type { Historia, Violacion } from '../fallas/historia.ts'
import { verificar } from '../fallas/verificador.ts'

/**
 * Juzga con el verificador de historias lo que un lector dejó en la base: cada mensaje una vez, en el
 * orden de su clave, sin perder ninguno, y apartado sólo lo que se dice. Con `publicados`, también lo que
 * llegó al broker; sin lector (`null`), sólo eso.
 */
export const juzgar = async (
  pool: pg.Pool,
  suscripcion: string | null,
  apartadosEsperados: readonly string[] = [],
  publicados?: Historia['publicados'],
): Promise<Violacion[]> => {
  const bitacora = await pool.query(
    `select topico, posicion::float8 as posicion, id, clave, version_agregado::float8 as version, causacion from bitacora`,
  )
  const cabezas = await pool.query<{ topico: string; posicion: number }>(
    'select topico, posicion::float8 as posicion from cabezas',
  )
  const efectos = await pool.query(
    `select suscripcion, topico, posicion::float8 as posicion, id_mensaje as "idMensaje"
     from efectos where suscripcion = $1 order by n`,
    [suscripcion],
  )
  const apartados = await pool.query(
    'select suscripcion, id_mensaje as id from apartados where suscripcion = $1 and cerrado_en is null',
    [suscripcion],
  )
  return verificar({
    aceptados: [],
    bitacora: bitacora.rows,
    cabezas: Object.fromEntries(cabezas.rows.map((f) => [f.topico, f.posicion])),
    agregados: [],
    comandos: bitacora.rows.map((f) => f.causacion),
    efectos: efectos.rows,
    suscripciones: suscripcion === null ? {} : { [suscripcion]: cabezas.rows.map((f) => f.topico) },
    apartados: apartados.rows,
    apartadosEsperados: apartadosEsperados.map((id) => ({ suscripcion: suscripcion ?? '', id })),
    correos: [],
    correosEsperados: [],
    caidas: 0,
    ...(publicados && { publicados }),
  })
}
