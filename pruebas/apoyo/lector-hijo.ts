import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import type { Atender } from '#seedwork/infraestructura/suscripciones/efecto.ts'
import { abrirSuscripcion } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { tropiezoDeEntorno } from '#seedwork/infraestructura/tropiezos.ts'
import { abrirPoolTaller, dejarEfecto, TOPICO } from './bitacora.ts'
import { variantes } from './variantes.ts'
import { crearVeneno } from './veneno.ts'

/**
 * Un lector en su propio proceso, para matarlo y detenerlo. `VARIANTE` elige el efecto (`buena` o una de
 * las malas conocidas), `MORTAL` la posición cuyo efecto mata al proceso, `ROTA` la que falla siempre, y
 * `VENENO` lo demás que puede hacer un mensaje (`veneno.ts`). `VECINO` abre además, en el mismo proceso y
 * sobre lo mismo, una suscripción sana con ese nombre, que siempre está a medio hacer algo.
 */
const {
  BASE_URL: url = '',
  VARIANTE = 'buena',
  MORTAL = '0',
  ROTA = '0',
  ARRIENDO = '400',
  LOTE = '10',
  PLAZO = '3000',
  VECINO = '',
} = process.env
const decir = (datos: object, texto: string): void => {
  process.stdout.write(`${texto} ${JSON.stringify(datos, (_, v) => (v instanceof Error ? v.message : v))}\n`)
}
const registro: Registro = { debug: decir, info: decir, warn: decir, error: decir }

const pool = abrirPoolTaller(url)
const fuente = abrirFuenteBitacora({ pool, escucha: url })
const tropiezo = tropiezoDeEntorno(process.env)
const dejar = dejarEfecto('hijo')
const envenenar = crearVeneno(process.env)
const atender: Atender = async (mensajes, tx) => {
  envenenar.antes(mensajes)
  await dejar(mensajes, tx)
  envenenar.despues(mensajes)
  if (mensajes.some((m) => m.posicion === Number(ROTA))) throw new Error('rota')
  if (mensajes.some((m) => m.posicion === Number(MORTAL))) process.kill(process.pid, 'SIGKILL')
}
const dejarVecino = dejarEfecto(VECINO)
const atenderVecino: Atender = async (mensajes, tx) => {
  await tx.query('select pg_sleep(0.15)')
  await dejarVecino(mensajes, tx)
}
const comun = { topicos: [TOPICO], fuente, pool, registro, tropiezo }
const plazos = {
  arriendo: Number(ARRIENDO),
  lote: Number(LOTE),
  plazo: Number(PLAZO),
  reintento: { base: 50, tope: 100 },
}
const mala = variantes[VARIANTE]
const suscripciones = [
  abrirSuscripcion({
    ...{ nombre: 'hijo', ...comun, ...plazos },
    ...(mala ? { efecto: mala({ pool, atender, tropiezo }) } : { atender }),
  }),
  ...(VECINO === ''
    ? []
    : [abrirSuscripcion({ nombre: VECINO, ...comun, ...plazos, atender: atenderVecino })]),
]
process.once('SIGTERM', async () => {
  await Promise.all(suscripciones.map((s) => s.detener()))
  await fuente[Symbol.asyncDispose]()
  await pool.end()
})
decir({}, 'en marcha')
