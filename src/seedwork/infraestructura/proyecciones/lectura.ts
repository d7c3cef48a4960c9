import type pg from 'pg'
import { DependenciaCaida } from '../../aplicacion/errores-consumo.ts'
import type { Atender } from '../suscripciones/efecto.ts'
import { entrarEn } from './generaciones.ts'
import { esquemaDe, type Proyeccion } from './proyeccion.ts'

/** Retiene la fila de la generación hasta el commit: quien la retire espera a este lote, o este lote no corre. */
const enUso = async (tx: pg.PoolClient, nombre: string, generacion: number): Promise<boolean> => {
  const { rows } = await tx.query({
    name: 'proyeccion:en-uso',
    text: `select 1 from proyecciones
      where nombre = $1 and generacion = $2 and estado in ('viva', 'construyendo') for share`,
    values: [nombre, generacion],
  })
  return rows.length === 1
}

/**
 * El efecto de una generación: pliega sobre sus tablas. Si ya la retiraron no escribe nada, que sin sus
 * tablas los mismos nombres serían los de la que está viva.
 */
export const atenderGeneracion =
  (proyeccion: Proyeccion, { base, generacion }: Readonly<{ base: string; generacion: number }>): Atender =>
  async (mensajes, tx) => {
    const { nombre } = proyeccion
    if (!(await enUso(tx, nombre, generacion)))
      throw new DependenciaCaida(`la generación ${generacion} de ${nombre} ya no está en uso`)
    await entrarEn(tx, [esquemaDe(base, { nombre, generacion }), base])
    await proyeccion.plegar(mensajes, tx)
  }
