import path from 'node:path'
import type pg from 'pg'
import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import type { ManejadoresQuery } from '#seedwork/aplicacion/queries.ts'
import type { Tropiezo } from '#seedwork/aplicacion/tropiezo.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import { abrirSuscripcion } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { encadenar } from './infraestructura/consumidores/encadenar.ts'
import {
  cabezasDeCadena,
  type PuntoDeControl,
  type Verificacion,
  verificar,
} from './infraestructura/verificacion.ts'

export type { CausaFalla } from './infraestructura/verificacion.ts'

/** Tablas del módulo, para el migrador. */
export const MIGRACIONES_AUDITORIA = {
  modulo: 'auditoria',
  carpeta: path.join(import.meta.dirname, 'infraestructura/migraciones'),
} as const

/** `puntos`: puntos de control guardados fuera, contra los que comparar. */
export type VerificarAuditoria = Readonly<{ tipo: 'VerificarAuditoria'; puntos?: readonly PuntoDeControl[] }>
export type ObtenerCabezasAuditoria = Readonly<{ tipo: 'ObtenerCabezasAuditoria' }>
export type QueryAuditoria = VerificarAuditoria | ObtenerCabezasAuditoria

export type RespuestasAuditoria = {
  VerificarAuditoria: Verificacion
  ObtenerCabezasAuditoria: readonly PuntoDeControl[]
}

type Recursos = Readonly<{
  pool: pg.Pool
  fuente: Fuente
  registro: Registro
  /** Todos los tópicos de la bitácora. */
  topicos: readonly string[]
  latido?: pg.Pool
  tropiezo?: Tropiezo
}>

/** La cadena no tiene prisa (ms): de a muchos mensajes cuesta una fracción. */
const REPOSO = 250
const SUSCRIPCION = 'auditoria'

/** Abre la auditoría: una cadena de hashes por tópico, que sigue a la bitácora. */
export const abrirAuditoria = ({ pool, fuente, topicos, ...medios }: Recursos) => {
  const recursos = { pool, fuente, topicos, suscripcion: SUSCRIPCION }
  return {
    queries: {
      VerificarAuditoria: ({ puntos }) => verificar(recursos, puntos),
      ObtenerCabezasAuditoria: () => cabezasDeCadena(pool, topicos),
    } satisfies ManejadoresQuery<QueryAuditoria, RespuestasAuditoria>,
    consumidores: {
      /** Pone en marcha la suscripción que encadena; se cierra como todo lo que se abre. */
      abrirEncadenador: () =>
        abrirSuscripcion({
          nombre: SUSCRIPCION,
          topicos,
          fuente,
          pool,
          reposo: REPOSO,
          atender: encadenar,
          ...medios,
        }),
    },
  }
}
