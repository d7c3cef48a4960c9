import type pg from 'pg'
import type { Id } from '#seedwork/dominio/id.ts'
import { enMs, instante } from '#seedwork/dominio/instante.ts'
import type { Mapa } from '#seedwork/infraestructura/uow/mapa.ts'
import { comprobarVersion } from '#seedwork/infraestructura/uow/repositorio.ts'
import type { TransaccionPostgres } from '#seedwork/infraestructura/uow/transaccion.ts'
import { type IndiceVista, representarIndice } from '../aplicacion/representacion-indice.ts'
import { type Indice, idDeIpc } from '../dominio/indice.ts'
import type { Indices } from '../dominio/repositorios.ts'
import { IndicePublicado } from './schema/v1/eventos-vida.ts'

type FilaIndice = Readonly<{
  id: string
  version: bigint
  anio: number
  puntos_basicos: number
  actualizado_en: Temporal.Instant
}>

const deFila = (f: FilaIndice): Indice => ({
  id: f.id as Id,
  serie: 'ipc',
  anio: f.anio,
  puntosBasicos: f.puntos_basicos,
  actualizadoEn: instante(f.actualizado_en),
})

const MAPA_INDICE: Mapa<Indice> = {
  agregado: 'indice',
  topico: 'eventos-contrato',
  tabla: 'indices',
  columnas: { serie: 'text', anio: 'int4', puntos_basicos: 'int4', actualizado_en: 'timestamptz' },
  aFila: ({ serie, anio, puntosBasicos, actualizadoEn }) => ({
    serie,
    anio,
    puntos_basicos: puntosBasicos,
    actualizado_en: actualizadoEn,
  }),
  deFila: (fila) => deFila(fila as FilaIndice),
  errores: { noEncontrado: 'IncrementoPendienteDeIndice', yaExiste: 'IdRepetido' },
  unicos: [],
}

/** Las variaciones de IPC, sobre la transacción en curso. */
export const indices = (tx: TransaccionPostgres): Indices => ({
  async ipc(anio) {
    return (await tx.cargar(MAPA_INDICE, idDeIpc(anio), 'leer'))?.estado.puntosBasicos ?? null
  },
  async tomar(anio) {
    const id = idDeIpc(anio)
    const fila = await tx.cargar(MAPA_INDICE, id, 'escribir')
    // Lo que no está tiene la versión 0: con `If-Match`, tampoco es lo que se leyó.
    comprobarVersion('el índice', fila ?? { id, version: 0 }, tx.contexto.versionEsperada)
    return fila
  },
  guardar(anterior, indice) {
    const { id, serie, anio, puntosBasicos: puntos_basicos, actualizadoEn } = indice
    const antes = anterior?.estado.puntosBasicos ?? null
    const publicado = IndicePublicado.crear({
      ...{ id, serie, anio, puntos_basicos, antes },
      fecha_publicacion: BigInt(enMs(actualizadoEn)),
    })
    const anotacion = { id, estado: indice, eventos: () => [publicado] }
    return anterior ? tx.anotar(MAPA_INDICE, anotacion) : tx.crear(MAPA_INDICE, anotacion)
  },
})

/** Las variaciones publicadas, por año descendente. */
export const leerIndices = async (pool: pg.Pool): Promise<readonly IndiceVista[]> => {
  const { rows } = await pool.query<FilaIndice>(
    'select id, version, anio, puntos_basicos, actualizado_en from indices order by anio desc',
  )
  return rows.map((f) => representarIndice({ id: f.id, version: Number(f.version), estado: deFila(f) }))
}
