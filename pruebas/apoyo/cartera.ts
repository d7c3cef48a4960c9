import { randomUUID } from 'node:crypto'
import path from 'node:path'
import type pg from 'pg'
import { EVENTOS_CLIENTE } from '#modulos/clientes/infraestructura/schema/v1/eventos.ts'
import { abrirClientes, MIGRACIONES_CLIENTES } from '#modulos/clientes/modulo.ts'
import { ContratoFirmado } from '#modulos/contratos/infraestructura/schema/v1/eventos.ts'
import { EVENTOS_INMUEBLE } from '#modulos/inmuebles/infraestructura/schema/v1/eventos.ts'
import { abrirInmuebles, MIGRACIONES_INMUEBLES } from '#modulos/inmuebles/modulo.ts'
import type { Contexto } from '#seedwork/aplicacion/contexto.ts'
import type { UnidadTrabajo } from '#seedwork/aplicacion/unidad-trabajo.ts'
import { abrirPool } from '#seedwork/infraestructura/conexion.ts'
import { crearRegistro } from '#seedwork/infraestructura/esquemas/registro.ts'
import { migrar } from '#seedwork/infraestructura/migraciones.ts'
import { abrirMotor, type Motor } from '#seedwork/infraestructura/uow/motor.ts'
import type { TransaccionPostgres } from '#seedwork/infraestructura/uow/transaccion.ts'
import { contexto } from './cuentas.ts'

const TOPICOS = ['eventos-inmueble', 'eventos-cliente', 'eventos-contrato'] as const
const ESQUEMA = 'alpes'
const BITACORA = {
  modulo: 'bitacora',
  carpeta: path.join(import.meta.dirname, '../../src/seedwork/infraestructura/bitacora/migraciones'),
}

export const registroCartera = crearRegistro([...EVENTOS_INMUEBLE, ...EVENTOS_CLIENTE, ContratoFirmado])

/** El instante en que corren las pruebas: mediodía en Bogotá del 2026-12-01. */
export const AHORA = Temporal.Instant.from('2026-12-01T17:00:00Z')

/** Los módulos de inmuebles y clientes sobre el motor de verdad. */
export type Cartera = AsyncDisposable & {
  pool: pg.Pool
  motor: Motor
  inmuebles: ReturnType<typeof abrirInmuebles>
  clientes: ReturnType<typeof abrirClientes>
  /** Emite `ContratoFirmado`, como haría el módulo de contratos con la última firma. */
  firmar(
    contrato: Readonly<{ inmueble: string; desde: string; hasta: string; id?: string; numero?: string }>,
  ): Promise<string>
}

/** Crea las tablas que usan estos módulos. */
export const prepararCartera = async (url: string): Promise<void> => {
  const pool = abrirPool({ url, esquema: ESQUEMA, nombre: 'preparar' })
  for (const modulo of [BITACORA, MIGRACIONES_CLIENTES, MIGRACIONES_INMUEBLES])
    await migrar({ pool, esquema: ESQUEMA, ...modulo })
  await pool.end()
}

const firmado = (unidadTrabajo: UnidadTrabajo<TransaccionPostgres>): Cartera['firmar'] => {
  return async ({ inmueble, desde, hasta, id = randomUUID(), numero = 'CT-0001' }) => {
    const evento = ContratoFirmado.crear({
      id,
      numero,
      id_propiedad: inmueble,
      fecha_inicio: desde,
      fecha_fin: hasta,
      monto: '1000000',
      moneda: 'COP',
      partes: [],
      hash: '0'.repeat(64),
      revision: 1,
    })
    await unidadTrabajo(contexto({ ahora: AHORA }), async (tx) => {
      tx.emitir(evento, id)
      return { id }
    })
    return id
  }
}

/** Abre los dos módulos. `comprobarSolape: false` deja la decisión a la restricción de la tabla. */
export const abrirCartera = async (
  url: string,
  opciones: { comprobarSolape?: boolean } = {},
): Promise<Cartera> => {
  const pool = abrirPool({ url, esquema: ESQUEMA, nombre: 'lecturas', maximo: 4 })
  const motor = await abrirMotor({
    url,
    esquema: ESQUEMA,
    servicio: 'pruebas',
    pool,
    topicos: TOPICOS,
    codificar: registroCartera.codificar,
  })
  const { comprobarSolape = true } = opciones
  const inmuebles = abrirInmuebles({
    motor,
    pool,
    reloj: { ahora: () => AHORA },
    politica: { comprobarSolape },
  })
  motor.reaccionar(inmuebles.reacciones)
  return {
    pool,
    motor,
    inmuebles,
    clientes: abrirClientes({ motor, pool }),
    firmar: firmado(motor.unidadTrabajo((tx) => tx)),
    async [Symbol.asyncDispose]() {
      await motor[Symbol.asyncDispose]()
      await pool.end()
    },
  }
}

/** Una orden corriente para esas pruebas. */
export const orden = <C>(comando: C, extra: Partial<Contexto> = {}) => ({
  comando,
  contexto: contexto({ ahora: AHORA, ...extra }),
})
