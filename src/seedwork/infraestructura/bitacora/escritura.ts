import { randomUUIDv7 } from 'node:crypto'
import type { Contexto } from '../../aplicacion/contexto.ts'
import type { EventoIntegracion } from '../../aplicacion/mensajes.ts'
import { sentenciaDeFilas } from '../uow/arreglos.ts'
import type { Sentencia } from '../uow/sentencias.ts'

/** Un mensaje por escribir en un tópico. Sin `id` recibe uno nuevo; con él, es el propio comando en la cola. */
export type Apunte = Readonly<{
  evento: EventoIntegracion
  clave: string
  version: number
  id?: string
  contexto: Contexto
}>

const COLUMNAS = [
  ['id', 'uuid'],
  ['tipo', 'text'],
  ['version_esquema', 'int4'],
  ['clave', 'uuid'],
  ['version_agregado', 'int8'],
  ['ocurrido_en', 'timestamptz'],
  ['actor', 'text'],
  ['origen', 'text'],
  ['correlacion', 'text'],
  ['causacion', 'text'],
  ['traceparent', 'text'],
  ['contenido', 'bytea'],
] as const

// El contador y los mensajes en una sentencia: desde aquí hasta el COMMIT nadie más escribe en el
// tópico, así que las posiciones son densas y están en orden de commit (ADR 0007).
const escribir = (columnas: readonly (readonly [string, string])[]) => {
  const lista = columnas.map(([n]) => n)
  return (origen: string): string => `with c as (
    update cabezas set posicion = posicion + $2::int8 where topico = $1 returning posicion - $2::int8 as base
  ), i as (
    insert into bitacora (topico, posicion, servicio, ${lista.join(', ')})
    select $1, c.base + u.n, $3, ${lista.map((n) => `u.${n}`).join(', ')} from c, ${origen}
  ) select base from c`
}

const CON_VERSIONES = [...COLUMNAS, ['versiones', 'text']] as const
const ESCRIBIR = escribir(COLUMNAS)
const ESCRIBIR_CON_VERSIONES = escribir(CON_VERSIONES)

type Escritor = Readonly<{ servicio: string; codificar: (evento: EventoIntegracion) => Buffer }>

const filaDe = (
  { evento, clave, version, id, contexto: c }: Apunte,
  codificar: Escritor['codificar'],
): unknown[] => [
  id ?? randomUUIDv7(),
  evento.tipo,
  evento.versionEsquema,
  clave,
  version,
  c.ahora,
  c.actor,
  c.origen,
  c.correlacion,
  id ? c.causacion : c.idComando,
  c.traceparent,
  codificar(evento),
]

/** Sentencia que añade `apuntes` al final de `topico`, en ese orden; contesta la posición previa (`base`). */
export const escribirEnBitacora = (
  topico: string,
  apuntes: readonly Apunte[],
  { servicio, codificar }: Escritor,
): Sentencia => {
  const previos = [topico, apuntes.length, servicio]
  const filas = apuntes.map((a) => filaDe(a, codificar))
  // Casi nunca: sólo mientras un evento sale en dos versiones. Lo corriente no lleva la columna.
  if (!apuntes.some((a) => a.evento.versiones))
    return sentenciaDeFilas({ nombre: 'bitacora:escribir', columnas: COLUMNAS, filas, previos }, ESCRIBIR)
  const conVersiones = filas.map((f, i) => [...f, apuntes[i]!.evento.versiones?.join(',') ?? null])
  return sentenciaDeFilas(
    { nombre: 'bitacora:escribir-versiones', columnas: CON_VERSIONES, filas: conVersiones, previos },
    ESCRIBIR_CON_VERSIONES,
  )
}
