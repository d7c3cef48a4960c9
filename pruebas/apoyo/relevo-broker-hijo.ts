import { tropiezoDeEntorno } from '#seedwork/infraestructura/tropiezos.ts'
import { abrirPoolTaller } from './bitacora.ts'
import { relevar } from './relevo-broker.ts'

/** Un relevo hacia un broker en su propio proceso, para detenerlo y matarlo. */
const { BASE_URL = '', BROKER_URL = '' } = process.env
const pool = abrirPoolTaller(BASE_URL)
const pila = new AsyncDisposableStack()
const relevo = relevar({ pool }, BROKER_URL, pila, tropiezoDeEntorno(process.env))
let antes = ''
const reloj = setInterval(() => {
  const { situacion } = relevo.estado()
  if (situacion !== antes) process.stdout.write(`${situacion}\n`)
  antes = situacion
}, 20)
process.once('SIGTERM', async () => {
  clearInterval(reloj)
  await pila.disposeAsync()
  await pool.end()
})
