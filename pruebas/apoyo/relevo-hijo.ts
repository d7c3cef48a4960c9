import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { abrirRelevo } from '#seedwork/infraestructura/relevo.ts'
import { tropiezoDeEntorno } from '#seedwork/infraestructura/tropiezos.ts'
import { abrirPoolTaller, dejarEfecto, TOPICO } from './bitacora.ts'

/** Un relevo en su propio proceso; su broker es la tabla de efectos, fuera de toda transacción. */
const url = process.env.BASE_URL ?? ''
const pool = abrirPoolTaller(url)
const dejar = dejarEfecto('broker')
const fuente = abrirFuenteBitacora({ pool, escucha: null })
const relevo = abrirRelevo({
  ...{ topicos: [TOPICO], fuente, pool, registro: sinRegistro, arriendo: 400, lote: 10 },
  publicador: { publicar: (mensajes) => dejar(mensajes, pool) },
  tropiezo: tropiezoDeEntorno(process.env),
})
process.once('SIGTERM', async () => {
  await relevo.detener()
  await pool.end()
})
