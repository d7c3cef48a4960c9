import type pg from 'pg'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { enTransaccion } from '#seedwork/infraestructura/suscripciones/transaccion.ts'
import { type AjustesAviso, referenciasDe, resolver, sinRepetir } from '../aplicacion/resolver.ts'
import { type EstadoEntrega, exigirReintentable } from '../dominio/entrega.ts'
import { referenciasPorId } from './copias.ts'
import { completarEntregas, type EnEspera, entregaParaCambiar, enviosDe } from './entregas.ts'

/** Ms que una persona espera a que se ponga en la cola. */
const PLAZO = 5_000

const reescribir = async (
  tx: pg.PoolClient,
  { id, clave, contenido }: EnEspera,
  ajustes: AjustesAviso,
): Promise<void> => {
  const referencias = await referenciasPorId(tx, referenciasDe(contenido))
  const usadas = await enviosDe(tx, [clave.idContrato], [id])
  const resolucion = sinRepetir(clave, resolver(contenido, referencias, ajustes), usadas)
  await completarEntregas(tx, [{ id, resolucion }])
}

const reintentarEn = async (tx: pg.PoolClient, id: string, ajustes: AjustesAviso): Promise<void> => {
  const entrega = await entregaParaCambiar(tx, id)
  if (!entrega) throw new ErrorDominio('NotificacionNoEncontrada', 'no existe esa notificación', { id })
  exigirReintentable(id, entrega.estado as EstadoEntrega)
  await tx.query('update entregas set intentos = 0, avisada_en = null, ultimo_error = null where id = $1', [
    id,
  ])
  if (entrega.clave.tipo !== 'ResumenFallidas') return reescribir(tx, entrega, ajustes)
  await tx.query(
    `update entregas set estado = 'pendiente', motivo = null, proximo_intento = clock_timestamp(),
       direccion = coalesce($2, direccion) where id = $1`,
    [id, ajustes.buzones.admin ?? null],
  )
}

/**
 * Vuelve a poner en la cola una notificación que no salió, con cinco intentos nuevos y la dirección que
 * hoy tiene su destinatario. Falla con `NotificacionNoEncontrada` o `ReintentoNoPermitido`.
 */
export const reintentarEntrega = async (pool: pg.Pool, id: string, ajustes: AjustesAviso): Promise<void> => {
  await enTransaccion({ pool, plazo: PLAZO }, (tx) => reintentarEn(tx, id, ajustes))
}
