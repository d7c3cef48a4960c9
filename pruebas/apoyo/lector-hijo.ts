import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import { abrirSuscripcion } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { tropiezoDeEntorno } from '#seedwork/infraestructura/tropiezos.ts'
import { abrirPoolTaller, dejarEfecto, TOPICO } from './bitacora.ts'
import { variantes } from './variantes.ts'

/**
 * Un lector en su propio proceso, para matarlo y detenerlo. `VARIANTE` elige el efecto (`buena` o una de
 * las malas conocidas), `MORTAL` la posición cuyo efecto mata al proceso y `ROTA` la que falla siempre.
 */
const {
  BASE_URL: url = '',
  VARIANTE = 'buena',
  MORTAL = '0',
  ROTA = '0',
  ARRIENDO = '400',
  LOTE = '10',
} = process.env
const decir = (datos: object, texto: string): void => {
  process.stdout.write(`${texto} ${JSON.stringify(datos, (_, v) => (v instanceof Error ? v.message : v))}\n`)
}
const registro: Registro = { debug: decir, info: decir, warn: decir, error: decir }

const pool = abrirPoolTaller(url)
const fuente = abrirFuenteBitacora({ pool, escucha: url })
const tropiezo = tropiezoDeEntorno(process.env)
const dejar = dejarEfecto('hijo')
const atender = async (mensajes: readonly Mensaje[], tx: Parameters<typeof dejar>[1]): Promise<void> => {
  await dejar(mensajes, tx)
  if (mensajes.some((m) => m.posicion === Number(ROTA))) throw new Error('rota')
  if (mensajes.some((m) => m.posicion === Number(MORTAL))) process.kill(process.pid, 'SIGKILL')
}
const comun = { nombre: 'hijo', topicos: [TOPICO], fuente, pool, registro, tropiezo }
const plazos = {
  arriendo: Number(ARRIENDO),
  lote: Number(LOTE),
  plazo: 3_000,
  reintento: { base: 50, tope: 100 },
}
const mala = variantes[VARIANTE]
const suscripcion = abrirSuscripcion(
  mala
    ? { ...comun, ...plazos, efecto: mala({ pool, atender, tropiezo }) }
    : { ...comun, ...plazos, atender },
)
process.once('SIGTERM', async () => {
  await suscripcion.detener()
  await fuente[Symbol.asyncDispose]()
  await pool.end()
})
decir({}, 'en marcha')
