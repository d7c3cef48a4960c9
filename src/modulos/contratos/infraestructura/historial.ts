import { type Kysely, sql } from 'kysely'
import { instante } from '#seedwork/dominio/instante.ts'
import type { DatosDe } from '#seedwork/infraestructura/esquemas/definicion.ts'
import { aJsonSeguro } from '#seedwork/infraestructura/esquemas/json.ts'
import type { Registro } from '#seedwork/infraestructura/esquemas/registro.ts'
import type { CambioHistorial, EntradaHistorial } from '../aplicacion/queries/puertos.ts'
import {
  ContratoActualizado,
  ContratoEliminado,
  ContratoFirmado,
  ContratoProcesado,
  FirmaRegistrada,
  FirmasInvalidadas,
} from './schema/v1/eventos.ts'
import {
  ContratoProrrogado,
  ContratoTerminado,
  ContratoVencido,
  IncrementoAplicado,
  IncrementoPendienteDeIndice,
  OtrosiRegistrado,
  RenovacionDeshecha,
  RenovacionIniciada,
} from './schema/v1/eventos-vida.ts'
import { ContratoCreadoV2 } from './schema/v2/eventos.ts'

type Fila = Readonly<{
  posicion: bigint
  id: string
  tipo: string
  version_agregado: bigint
  ocurrido_en: Temporal.Instant
  guardado_en: Temporal.Instant
  actor: string
  origen: string
  correlacion: string
  causacion: string | null
  traceparent: string | null
  contenido: Buffer
}>

const cambio = (campo: string, antes: unknown, despues: unknown): CambioHistorial => ({
  campo,
  antes: aJsonSeguro(antes),
  despues: aJsonSeguro(despues),
})

type Terminos = DatosDe<typeof ContratoActualizado>['antes']

const distintos = (antes: Terminos, despues: Terminos): CambioHistorial[] =>
  (Object.keys(despues) as (keyof Terminos)[])
    .filter((campo) => JSON.stringify(antes[campo]) !== JSON.stringify(despues[campo]))
    .map((campo) => cambio(campo, antes[campo], despues[campo]))

const alActualizar = (e: DatosDe<typeof ContratoActualizado>): CambioHistorial[] => [
  ...(e.numero_antes === e.numero ? [] : [cambio('numero', e.numero_antes, e.numero)]),
  ...distintos(e.antes, e.despues),
]

const alCrear = (e: DatosDe<typeof ContratoCreadoV2>): CambioHistorial[] =>
  Object.entries({
    ...{ estado: e.estado, numero: e.numero, ...e.terminos },
    ...{ hash: e.hash, revision: e.revision, renueva_a: e.renueva_a },
  })
    .filter(([, valor]) => valor !== null && !(Array.isArray(valor) && valor.length === 0))
    .map(([campo, valor]) => cambio(campo, null, valor))

const alEliminar = ({ motivo }: DatosDe<typeof ContratoEliminado>): CambioHistorial[] => [
  cambio('estado', 'Pendiente', 'Anulado'),
  ...(motivo === null ? [] : [cambio('motivo', null, motivo)]),
]

const alTerminar = (e: DatosDe<typeof ContratoTerminado>): CambioHistorial[] => [
  cambio('estado', e.estado_antes, 'Terminado'),
  cambio('terminacion', null, { fecha: e.fecha, motivo: e.motivo, penalidad: e.penalidad }),
]

const alRegistrarOtrosi = (e: DatosDe<typeof OtrosiRegistrado>): CambioHistorial[] => [
  cambio('otrosi', null, { numero: e.otrosi, efectiva: e.efectiva }),
  ...(e.monto === null ? [] : [cambio('canon', e.monto_antes, e.monto)]),
  ...(e.incremento === null ? [] : [cambio('incremento', e.incremento_antes, e.incremento)]),
  ...(e.clausulas === null ? [] : [cambio('clausulas', e.clausulas_antes, e.clausulas)]),
]

const alIncrementar = (e: DatosDe<typeof IncrementoAplicado>): CambioHistorial[] => [
  cambio('canon', e.monto_antes, e.monto),
  cambio('incremento', null, {
    ...{ aniversario: e.aniversario, regla: e.regla, indice: e.indice, puntos_basicos: e.puntos_basicos },
  }),
]

const caso = <D>(
  definicion: Readonly<{ tipo: string; crear(datos: D): unknown }>,
  explicar: (datos: D) => CambioHistorial[],
): [string, (datos: unknown) => CambioHistorial[]] => [definicion.tipo, (datos) => explicar(datos as D)]

/** Qué cambió con cada hecho. Uno que no esté aquí (de una versión más nueva) sale sin cambios, no se pierde. */
const EXPLICAR = new Map([
  caso(ContratoCreadoV2, alCrear),
  caso(ContratoActualizado, alActualizar),
  caso(FirmaRegistrada, (e) => [cambio('firmas', null, { id_parte: e.id_parte, por: e.por, hash: e.hash })]),
  caso(FirmasInvalidadas, (e) => [cambio('firmas', e.partes, [])]),
  caso(ContratoFirmado, () => [cambio('estado', 'Pendiente', 'Firmado')]),
  caso(ContratoProcesado, () => [cambio('estado', 'Firmado', 'Procesado')]),
  caso(ContratoEliminado, alEliminar),
  caso(ContratoTerminado, alTerminar),
  caso(OtrosiRegistrado, alRegistrarOtrosi),
  caso(ContratoVencido, (e) => [cambio('estado', e.procesado ? 'Procesado' : 'Firmado', 'Vencido')]),
  caso(RenovacionIniciada, (e) => [cambio('renovado_por', null, e.id_sucesor)]),
  caso(RenovacionDeshecha, (e) => [cambio('renovado_por', e.id_sucesor, null)]),
  caso(IncrementoPendienteDeIndice, (e) => [
    cambio('incremento_pendiente', null, { aniversario: e.aniversario, serie: e.serie, anio: e.anio }),
  ]),
  caso(IncrementoAplicado, alIncrementar),
  caso(ContratoProrrogado, (e) => [cambio('fecha_fin', e.fin_antes, e.fin_nueva)]),
])

const entrada = (f: Fila, registro: Registro): EntradaHistorial => ({
  posicion: Number(f.posicion),
  id: f.id,
  tipo: f.tipo,
  version: Number(f.version_agregado),
  ocurrido_en: instante(f.ocurrido_en),
  guardado_en: instante(f.guardado_en),
  actor: f.actor,
  origen: f.origen,
  comando: f.causacion,
  correlacion: f.correlacion,
  traceparent: f.traceparent,
  cambios: EXPLICAR.get(f.tipo)?.(registro.decodificar(f.contenido).datos) ?? [],
})

type Pedido = Readonly<{ registro: Registro; id: string; desde: number; limite: number }>

/** Los hechos de un contrato, en orden: la bitácora misma es la historia. */
export const leerHistorial = async (
  db: Kysely<unknown>,
  { registro, id, desde, limite }: Pedido,
): Promise<readonly EntradaHistorial[]> => {
  const { rows } = await sql<Fila>`
    select posicion, id, tipo, version_agregado, ocurrido_en, guardado_en, actor, origen, correlacion,
      causacion, traceparent, contenido
    from bitacora where topico = 'eventos-contrato' and clave = ${id}::uuid and posicion > ${desde}
      and (versiones is null or version_esquema = split_part(versiones, ',', -1)::int4)
    order by version_agregado, posicion limit ${limite}`.execute(db)
  return rows.map((fila) => entrada(fila, registro))
}
