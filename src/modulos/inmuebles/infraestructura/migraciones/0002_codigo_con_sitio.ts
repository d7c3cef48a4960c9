import { type Kysely, sql } from 'kysely'

/**
 * Un código a mano del último millón (999.999.999, de un dedo que resbala) ya no empuja el contador: a los
 * automáticos no les quedaría sitio, y nadie podría volver a crear sin dar uno.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create or replace function empujar_codigo_inmueble() returns trigger language plpgsql as $$
    begin
      perform setval('codigo_inmueble', m)
        from (select max(codigo) as m from nuevos where codigo < 999000000) n
        where m > (select last_value from codigo_inmueble);
      return null;
    end $$`.execute(db)
}
