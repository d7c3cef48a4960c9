/**
 * `BASE_DATOS_URL=… node herramientas/podar-bitacora.ts --topico=eventos-contrato --motivo=… [--hasta=n] [--forzar]`
 *
 * Borra de la bitácora lo que ya leyeron todas las suscripciones duraderas de la base. Sin `--hasta`, todo
 * lo que se pueda; con `--forzar`, también lo que alguna no ha leído: ésa se detendrá y lo dirá. Queda en
 * la tabla `podas` con quién (`--quien`, o el usuario del sistema) y por qué. El historial de un contrato
 * sale de la bitácora: lo podado ya no aparece en él.
 */
import { userInfo } from 'node:os'
import { parseArgs } from 'node:util'
import { masAtrasada, podarBitacora } from '#seedwork/infraestructura/bitacora/poda.ts'
import { abrirPool } from '#seedwork/infraestructura/conexion.ts'

const { values: v } = parseArgs({
  options: {
    topico: { type: 'string' },
    motivo: { type: 'string' },
    hasta: { type: 'string' },
    quien: { type: 'string', default: userInfo().username },
    forzar: { type: 'boolean', default: false },
  },
})
const url = process.env.BASE_DATOS_URL
if (!url || !v.topico || !v.motivo) throw new Error('faltan BASE_DATOS_URL, --topico o --motivo')
const pool = abrirPool({
  ...{ url, esquema: 'alpes', nombre: 'alpes: poda', maximo: 1 },
  plazos: { sentencia: 60_000 },
})
try {
  const hasta = v.hasta === undefined ? (await masAtrasada(pool, v.topico))?.posicion : Number(v.hasta)
  if (hasta === undefined || !Number.isSafeInteger(hasta) || hasta < 0)
    throw new Error('diga hasta dónde con --hasta=posición')
  const acto = { topico: v.topico, hasta, forzar: v.forzar, actor: v.quien, motivo: v.motivo }
  const borrados = hasta === 0 ? 0 : await podarBitacora(pool, acto)
  console.log(`${v.topico}: ${borrados} mensajes podados, hasta la posición ${hasta}`)
} finally {
  await pool.end()
}
