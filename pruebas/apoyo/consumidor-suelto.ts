import { fileURLToPath } from 'node:url'
import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import { abrirPool } from '#seedwork/infraestructura/conexion.ts'
import type { DefinicionMensaje } from '#seedwork/infraestructura/esquemas/definicion.ts'
import type { Registro } from '#seedwork/infraestructura/esquemas/registro.ts'
import { migrar } from '#seedwork/infraestructura/migraciones.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { listarApartados } from '#seedwork/infraestructura/suscripciones/operador.ts'
import {
  abrirSuscripcion,
  type OpcionesSuscripcion,
  type Suscripcion,
} from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { esperarQue } from './esperar.ts'

const COMUNES = fileURLToPath(
  new URL('../../src/seedwork/infraestructura/suscripciones/migraciones', import.meta.url),
)

/** Lo que un consumidor anotó de un hecho. */
export type Apunte = Readonly<{ clave: string; datos: Readonly<Record<string, unknown>> }>

/** Un consumidor de `eventos-contrato` con su base, sus esquemas y su suscripción duradera. */
export type ConsumidorSuelto = AsyncDisposable &
  Readonly<{
    lector: Suscripcion
    /** Espera a que pase de una posición y da lo que anotó, en orden. */
    hasta(posicion: number): Promise<readonly Apunte[]>
    apartados(): Promise<readonly Readonly<{ tipo: string; error: string | null }>[]>
  }>

/** Abre un consumidor que anota cada `ContratoCreado` que lee en una de esas definiciones. */
export const abrirConsumidorSuelto = async (o: {
  url: string
  nombre: string
  fuente: Fuente
  esquemas: Registro
  lee: readonly DefinicionMensaje[]
  ajustes?: Partial<Pick<OpcionesSuscripcion, 'lote' | 'arriendo' | 'reintento' | 'tropiezo'>>
}): Promise<ConsumidorSuelto> => {
  await using pila = new AsyncDisposableStack()
  const { nombre, fuente, esquemas } = o
  const pool = abrirPool({ url: o.url, esquema: nombre, nombre: `alpes ${nombre}`, maximo: 2 })
  pila.defer(() => pool.end())
  await migrar({ pool, esquema: nombre, modulo: 'suscripciones', carpeta: COMUNES })
  await pool.query('create table if not exists apuntes (n serial, clave uuid not null, datos jsonb not null)')
  const enJson = (_: string, v: unknown) => (typeof v === 'bigint' ? Number(v) : v)
  const lector = pila.use(
    abrirSuscripcion({
      ...{ nombre, topicos: ['eventos-contrato'], fuente, pool, registro: sinRegistro, sondeo: 50 },
      reintento: { intentos: 1 },
      ...o.ajustes,
      async atender(mensajes, tx) {
        for (const m of mensajes) {
          const evento = esquemas.evento(o.lee, m)
          if (evento?.tipo === 'ContratoCreado')
            await tx.query('insert into apuntes (clave, datos) values ($1, $2)', [
              m.clave,
              JSON.stringify(evento.datos, enJson),
            ])
        }
      },
    }),
  )
  const cierre = pila.move()
  return {
    lector,
    async hasta(posicion) {
      await esperarQue(
        `${nombre} llega a ${posicion}`,
        () => (lector.estado().topicos[0]?.posicion ?? -1) >= posicion,
      )
      return (await pool.query<Apunte>('select clave, datos from apuntes order by n')).rows
    },
    apartados: async () =>
      (await listarApartados(pool, {})).map(({ tipo, error }) => ({ tipo, error: error ?? null })),
    [Symbol.asyncDispose]: () => cierre.disposeAsync(),
  }
}
