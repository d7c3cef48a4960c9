/**
 * Las tablas de una generación de la búsqueda. Las entradas se calculan de las otras dos: así dan igual
 * en cualquier orden en que lleguen un contrato y las fichas que nombra.
 */
export const DDL = `
  create table busqueda_fichas (
    id uuid primary key,
    clase text not null,
    titulo text not null,
    detalle text not null,
    estado text,
    palabras text[] not null
  );
  create table busqueda_contratos (
    id uuid primary key,
    numero text not null,
    estado text not null,
    palabras text[] not null,
    id_propiedad uuid,
    partes uuid[] not null
  );
  create index on busqueda_contratos using gin ((partes || id_propiedad));
  create table busqueda_entradas (
    id uuid primary key,
    clase text not null,
    titulo text not null,
    detalle text not null,
    estado text,
    orden text not null,
    palabras tsvector not null
  );
  create index on busqueda_entradas using gin (palabras) with (fastupdate = off);
  create index on busqueda_entradas ((orden collate "C"));
`

export const TABLAS = ['busqueda_fichas', 'busqueda_contratos', 'busqueda_entradas'] as const
