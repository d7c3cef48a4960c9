import { userInfo } from 'node:os'
import type { Command } from 'commander'
import type { Config } from '#config/config.ts'
import { masAtrasada, PodaNegada, podarBitacora } from '#seedwork/infraestructura/bitacora/poda.ts'
import { abrirPool } from '#seedwork/infraestructura/conexion.ts'
import { ErrorArranque } from '#seedwork/infraestructura/error-arranque.ts'
import type { Suscripcion } from './suscripciones.ts'

/** Lo que dice quien poda. */
type Opciones = Readonly<{ motivo: string; hasta?: string; forzar: boolean; quien: string }>

/** `ajenas`: las suscripciones de los servicios con base propia, que la de la API no ve. */
type Partes = Readonly<{ config: () => Config; ajenas: () => Promise<readonly Suscripcion[]> }>

const PLAZO_SENTENCIA = 60_000

const posicionDe = (texto: string): number => {
  const posicion = Number(texto)
  if (!Number.isSafeInteger(posicion) || posicion < 0)
    throw new ErrorArranque(`--hasta pide una posición, y «${texto}» no lo es`)
  return posicion
}

/** Hasta dónde se poda: lo pedido o, si no, lo que ya leyó la más atrasada de todas. */
const limite = (cursores: readonly { posicion: number }[], hasta: string | undefined): number => {
  if (hasta !== undefined) return posicionDe(hasta)
  if (cursores.length === 0) throw new ErrorArranque('nadie lee ese tópico: diga hasta dónde con --hasta')
  return Math.min(...cursores.map((c) => c.posicion))
}

const podar = async ({ config, ajenas }: Partes, topico: string, o: Opciones): Promise<void> => {
  const url = config().baseDatosUrl?.revelar()
  if (url === undefined) throw new ErrorArranque('podar trabaja sobre la base: dé BASE_DATOS_URL')
  const deFuera = o.forzar ? [] : (await ajenas()).filter((s) => s.topico === topico)
  const pool = abrirPool({
    ...{ url, esquema: 'alpes', nombre: 'alpes: poda', maximo: 1 },
    plazos: { sentencia: PLAZO_SENTENCIA },
  })
  try {
    const suya = await masAtrasada(pool, topico)
    const hasta = limite([...(suya ? [suya] : []), ...deFuera], o.hasta)
    const estorba = deFuera.find((s) => s.posicion < hasta)
    if (estorba) throw new PodaNegada(topico, hasta, estorba)
    const acto = { topico, hasta, forzar: o.forzar, actor: o.quien, motivo: o.motivo }
    const borrados = hasta === 0 ? 0 : await podarBitacora(pool, acto)
    console.log(`${topico}: ${borrados} mensajes podados, hasta la posición ${hasta}`)
  } catch (error) {
    if (error instanceof PodaNegada || error instanceof RangeError) throw new ErrorArranque(error.message, 1)
    throw error
  } finally {
    await pool.end()
  }
}

/**
 * `alpes bitacora podar`: borra lo que ya leyeron todas las suscripciones duraderas, las de la base y las de
 * los demás servicios. Con `--forzar`, también lo que alguna no leyó: ésa se detendrá y lo dirá. El historial
 * de un contrato sale de la bitácora: lo podado ya no aparece en él.
 */
export const ponerPodar = (bitacora: Command, partes: Partes): void => {
  bitacora
    .command('podar <topico>')
    .description('borra lo que ya leyeron todos; sobre BASE_DATOS_URL')
    .requiredOption('--motivo <motivo>', 'por qué; queda anotado')
    .option('--hasta <n>', 'posición inclusiva; si no, la del más atrasado')
    .option('--forzar', 'aunque alguien no lo haya leído', false)
    .option('--quien <nombre>', 'en nombre de quién', userInfo().username)
    .action((topico: string, opciones: Opciones) => podar(partes, topico, opciones))
}
