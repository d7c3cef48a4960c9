import { type Kysely, sql } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  // Los contratos que ya se conocían siguen su vida desde lo último que se avisó de ellos.
  await sql`update contratos c set ficha = jsonb_build_object('vida', jsonb_build_object(
      'estado', case
        when exists (select 1 from entregas e where e.id_contrato = c.id and e.tipo = 'ContratoProcesado') then 'Procesado'
        when exists (select 1 from entregas e where e.id_contrato = c.id and e.tipo = 'ContratoFirmado') then 'Firmado'
        else 'Pendiente' end,
      'origen', coalesce((select e.causa->>'origen' from entregas e where e.id_contrato = c.id limit 1), 'api'),
      'firmadoEn', null, 'renuevaA', null, 'sucesor', null,
      'canones', jsonb_build_array(jsonb_build_object(
        'desde', ficha->'terminos'->>'fechaInicio', 'valor', ficha->'terminos'->>'monto')),
      'reglas', jsonb_build_array(jsonb_build_object(
        'desde', ficha->'terminos'->>'fechaInicio', 'valor', ficha->'terminos'->>'incremento'))
    )) || ficha`.execute(db)
  await sql`create index contratos_por_inmueble on contratos ((ficha->'terminos'->>'idPropiedad'))`.execute(
    db,
  )
  await sql`create index programados_por_contrato on programados ((comando->>'idContrato'))
    where estado = 'pendiente'`.execute(db)
}
