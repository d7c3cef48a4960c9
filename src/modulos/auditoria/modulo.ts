import path from 'node:path'
import type pg from 'pg'
import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import type { ManejadoresQuery } from '#seedwork/aplicacion/queries.ts'
import type { Tropiezo } from '#seedwork/aplicacion/tropiezo.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import { abrirSuscripcion, type Suscripcion } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { type Encadenado, type FiltroEncadenados, listarEncadenados } from './infraestructura/actos.ts'
import { encadenar } from './infraestructura/consumidores/encadenar.ts'
import { abrirDestino, type Destino } from './infraestructura/puntos/destino.ts'
import { Emisor, type Ritmo } from './infraestructura/puntos/emisor.ts'
import { type Llave, leerLlave, llaveDeArchivo } from './infraestructura/puntos/llave.ts'
import { type EstadoPuntos, leerSerie } from './infraestructura/puntos/serie.ts'
import {
  cabezasDeCadena,
  type PuntoDeControl,
  type Verificacion,
  verificar,
} from './infraestructura/verificacion.ts'

export type { Encadenado } from './infraestructura/actos.ts'
export type { CausaPunto } from './infraestructura/puntos/punto.ts'
export type { CausaFalla } from './infraestructura/verificacion.ts'

/** Tablas del módulo, para el migrador. */
export const MIGRACIONES_AUDITORIA = {
  modulo: 'auditoria',
  carpeta: path.join(import.meta.dirname, 'infraestructura/migraciones'),
} as const

/** `puntos`: puntos de control guardados por otro, contra los que comparar además de los exportados. */
export type VerificarAuditoria = Readonly<{ tipo: 'VerificarAuditoria'; puntos?: readonly PuntoDeControl[] }>
export type ObtenerCabezasAuditoria = Readonly<{ tipo: 'ObtenerCabezasAuditoria' }>
/** Lo último de unos tópicos, con su eslabón. */
export type ListarEncadenados = Readonly<{ tipo: 'ListarEncadenados' }> & FiltroEncadenados
export type QueryAuditoria = VerificarAuditoria | ObtenerCabezasAuditoria | ListarEncadenados

export type RespuestasAuditoria = {
  /** `puntos` es `null` si no se exporta ninguno. */
  VerificarAuditoria: Verificacion & Readonly<{ puntos: EstadoPuntos | null }>
  ObtenerCabezasAuditoria: readonly PuntoDeControl[]
  ListarEncadenados: readonly Encadenado[]
}

/** Con qué y dónde se dejan puntos de control fuera de la base. */
export type Puntos = Readonly<{ destino: Destino; llave: Llave; ritmo: Ritmo }>

/**
 * Prepara los puntos de control. `destino`: carpeta o URL. `llave`: la privada (PKCS#8, PEM o base64) o,
 * si no se da, la de `archivo`, que se crea la primera vez. Falla con `ErrorArranque` si no sirve.
 */
export const prepararPuntos = async (
  o: Readonly<{ destino: string; llave: string | undefined; archivo: string; ritmo: Ritmo }>,
): Promise<Puntos> => ({
  destino: abrirDestino(o.destino),
  llave: o.llave === undefined ? await llaveDeArchivo(o.archivo) : leerLlave(o.llave),
  ritmo: o.ritmo,
})

type Recursos = Readonly<{
  pool: pg.Pool
  fuente: Fuente
  registro: Registro
  /** Todos los tópicos de la bitácora. */
  topicos: readonly string[]
  latido?: pg.Pool
  tropiezo?: Tropiezo
  /** Sin ellos, la cadena sólo se compara consigo misma. */
  puntos?: Puntos | undefined
  /** Ms entre miradas de quien firma. */
  sondeo?: number | undefined
}>

/** La cadena no tiene prisa (ms): de a muchos mensajes cuesta una fracción. */
const REPOSO = 250
const SUSCRIPCION = 'auditoria'

type Cadena = Parameters<typeof verificar>[0]

/** Los puntos se leen antes que las cadenas, que mientras tanto sólo pueden crecer. */
const verificarConPuntos = async (
  cadena: Cadena,
  puntos: Puntos | undefined,
  ajenos: readonly PuntoDeControl[] = [],
): Promise<RespuestasAuditoria['VerificarAuditoria']> => {
  const serie = puntos ? await leerSerie(puntos) : null
  const { integra, topicos } = await verificar(cadena, [...ajenos, ...(serie?.cadenas ?? [])])
  return { integra: integra && !serie?.estado.falla, topicos, puntos: serie?.estado ?? null }
}

/** Encadena y, si hay dónde, firma puntos; se cierra todo junto. */
const conEmisor = (encadenador: Suscripcion, abrirEmisor: () => Emisor | undefined): Suscripcion => {
  const emisor = abrirEmisor()
  const detener = async (): Promise<void> => {
    // Antes que el lector: el último punto lo firma quien aún es dueño de la cadena.
    await emisor?.[Symbol.asyncDispose]()
    await encadenador.detener()
  }
  return { ...encadenador, detener, [Symbol.asyncDispose]: detener }
}

/** Abre la auditoría: una cadena de hashes por tópico, que sigue a la bitácora. */
export const abrirAuditoria = ({ pool, fuente, topicos, puntos, sondeo, ...medios }: Recursos) => {
  const cadena = { pool, fuente, topicos, suscripcion: SUSCRIPCION }
  const encadenador = (): Suscripcion =>
    abrirSuscripcion({
      ...{ nombre: SUSCRIPCION, topicos, fuente, pool, reposo: REPOSO },
      atender: encadenar,
      ...medios,
    })
  return {
    queries: {
      VerificarAuditoria: ({ puntos: ajenos }) => verificarConPuntos(cadena, puntos, ajenos),
      ObtenerCabezasAuditoria: () => cabezasDeCadena(pool, topicos),
      ListarEncadenados: (filtro) => listarEncadenados(pool, filtro),
    } satisfies ManejadoresQuery<QueryAuditoria, RespuestasAuditoria>,
    consumidores: {
      /** Pone en marcha la suscripción que encadena y a quien firma; se cierra como todo lo que se abre. */
      abrirEncadenador: () => {
        const suscripcion = encadenador()
        const activo = (): boolean => suscripcion.estado().situacion === 'activa'
        const { registro } = medios
        return conEmisor(
          suscripcion,
          () => puntos && new Emisor({ pool, topicos, registro, activo, sondeo, ...puntos }),
        )
      },
    },
  }
}
