import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Contexto } from '#seedwork/aplicacion/contexto.ts'
import type { EventoIntegracion } from '#seedwork/aplicacion/mensajes.ts'
import type { Tropiezo } from '#seedwork/aplicacion/tropiezo.ts'
import type { Repositorio, UnidadTrabajo } from '#seedwork/aplicacion/unidad-trabajo.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { abrirPool } from '#seedwork/infraestructura/conexion.ts'
import { migrar } from '#seedwork/infraestructura/migraciones.ts'
import type { LimitesEscritor } from '#seedwork/infraestructura/uow/escritor.ts'
import type { Mapa } from '#seedwork/infraestructura/uow/mapa.ts'
import { abrirMotor, type Motor } from '#seedwork/infraestructura/uow/motor.ts'
import { crearRepositorio } from '#seedwork/infraestructura/uow/repositorio.ts'
import type { TransaccionPostgres } from '#seedwork/infraestructura/uow/transaccion.ts'

/** Un agregado mínimo para probar el motor sin el negocio: una cuenta con un límite. */
export type Cuenta = { nombre: string; saldo: number }
export type EventoCuenta = { tipo: 'CuentaAbierta' } | { tipo: 'Movimiento'; monto: number }
export type TxCuentas = { cuentas: Repositorio<Cuenta, EventoCuenta>; tx: TransaccionPostgres }

export const MAPA: Mapa<Cuenta> = {
  agregado: 'cuenta',
  tabla: 'cuentas',
  columnas: { nombre: 'text', saldo: 'int8' },
  aFila: (c) => c,
  deFila: (f) => ({ nombre: String(f.nombre), saldo: Number(f.saldo) }),
  errores: { noEncontrado: 'CuentaNoEncontrada', yaExiste: 'IdRepetido' },
  unicos: [{ columna: 'nombre', codigo: 'NombreRepetido', mensaje: 'ese nombre ya existe' }],
}

export const TOPICO = 'eventos-cuenta'
const despachar = (e: EventoCuenta): EventoIntegracion[] => [
  { topico: TOPICO, tipo: e.tipo, versionEsquema: 1, datos: e },
]
const codificar = (e: EventoIntegracion): Buffer => Buffer.from(JSON.stringify(e.datos))

export type Banco = AsyncDisposable & {
  motor: Motor
  pool: pg.Pool
  unidadTrabajo: UnidadTrabajo<TxCuentas>
}

/** Crea las tablas de cuentas y de la bitácora. */
export const prepararBanco = async (url: string): Promise<void> => {
  const pool = abrirPool({ url, esquema: 'alpes', nombre: 'preparar' })
  const carpeta = new URL('../../src/seedwork/infraestructura/bitacora/migraciones', import.meta.url).pathname
  await migrar({ pool, esquema: 'alpes', modulo: 'bitacora', carpeta })
  await pool.query(`create table if not exists cuentas (
    id uuid primary key, version int8 not null, nombre text not null unique, saldo int8 not null check (saldo < 1000000))`)
  await pool.query(`create table if not exists turnos (dueno uuid primary key, sitio text not null unique)`)
  await pool.query('create sequence if not exists numeros')
  await pool.end()
}

export const abrirBanco = async (
  url: string,
  opciones: { tropiezo?: Tropiezo; limites?: Partial<LimitesEscritor>; plazoCaso?: number } = {},
): Promise<Banco> => {
  const pool = abrirPool({ url, esquema: 'alpes', nombre: 'lecturas', maximo: 4 })
  const motor = await abrirMotor({
    url,
    esquema: 'alpes',
    servicio: 'pruebas',
    pool,
    topicos: [TOPICO, 'eventos-eco', 'comandos-cuenta', 'resultados-comando'],
    codificar,
    ...opciones,
  })
  return {
    motor,
    pool,
    unidadTrabajo: motor.unidadTrabajo((tx) => ({ cuentas: crearRepositorio(MAPA, despachar)(tx), tx })),
    async [Symbol.asyncDispose]() {
      await motor[Symbol.asyncDispose]()
      await pool.end()
    },
  }
}

export const contexto = (extra: Partial<Contexto> = {}): Contexto => ({
  idComando: randomUUID(),
  actor: 'prueba',
  origen: 'api',
  correlacion: randomUUID(),
  causacion: null,
  traceparent: null,
  ahora: Temporal.Instant.from('2026-12-01T17:00:00Z'),
  ...extra,
})

export const abrirCuenta = (
  banco: Banco,
  { id, nombre, ctx = contexto() }: { id: string; nombre: string; ctx?: Contexto },
) =>
  banco.unidadTrabajo(ctx, async ({ cuentas }) => {
    cuentas.crear(id, { nombre, saldo: 0 }, [{ tipo: 'CuentaAbierta' }])
    return { id }
  })

export const mover = (
  banco: Banco,
  { id, monto, ctx = contexto() }: { id: string; monto: number; ctx?: Contexto },
) =>
  banco.unidadTrabajo(ctx, async ({ cuentas }) => {
    const cuenta = await cuentas.obtener(id)
    const saldo = cuenta.estado.saldo + monto
    if (saldo < 0) throw new ErrorDominio('SaldoInsuficiente', 'no alcanza')
    const { version } = cuentas.guardar(cuenta, { ...cuenta.estado, saldo }, [{ tipo: 'Movimiento', monto }])
    return { id, saldo, version }
  })
