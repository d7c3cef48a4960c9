/** Las tablas de una generación del panel: las filas de los agregados que resume, y dos cuentas. */
export const DDL = `
  create table panel_contratos (
    id uuid primary key,
    estado text not null,
    id_propiedad uuid,
    inicio date,
    fin date,
    fin_efectivo date,
    moneda text not null
  );
  create index on panel_contratos (fin_efectivo, inicio)
    where estado in ('Firmado', 'Procesado', 'Vencido', 'Terminado');
  create table panel_canones (
    id uuid not null,
    desde date not null,
    monto numeric not null,
    primary key (id, desde)
  );
  create table panel_inmuebles (
    id uuid primary key,
    zona text not null,
    area_m2 numeric,
    activo boolean not null
  );
  create table panel_estados (estado text primary key, contratos int8 not null);
  create table panel_hechos (dia date not null, hecho text not null, cuantos int8 not null, primary key (dia, hecho));
`

export const TABLAS = [
  'panel_contratos',
  'panel_canones',
  'panel_inmuebles',
  'panel_estados',
  'panel_hechos',
] as const
