import type { Registro } from '#seedwork/infraestructura/registro.ts'
import { tropiezoDeEntorno } from '#seedwork/infraestructura/tropiezos.ts'
import { abrirPoolTaller } from './bitacora.ts'
import { abrirSuyas } from './proyecciones.ts'

/** Un proceso que mantiene la proyección de prueba, para matarlo a mitad de una reconstrucción. */
const decir = (datos: object, texto: string): void => {
  process.stdout.write(`${texto} ${JSON.stringify(datos, (_, v) => (v instanceof Error ? v.message : v))}\n`)
}
const registro: Registro = { debug: decir, info: decir, warn: decir, error: decir }
const pool = abrirPoolTaller(process.env.BASE_URL ?? '', 8)
const proyecciones = await abrirSuyas(pool, { registro, tropiezo: tropiezoDeEntorno(process.env) })
const lectores = proyecciones.abrirLectores()
process.once('SIGTERM', async () => {
  await lectores[Symbol.asyncDispose]()
  await pool.end()
})
decir({}, 'en marcha')
