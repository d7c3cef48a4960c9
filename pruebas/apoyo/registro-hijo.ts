import { leerConfig } from '#config/config.ts'
import { correrServicio } from '#seedwork/infraestructura/proceso.ts'
import { abrirComun } from '../../src/arranque/comun.ts'

/** Un servicio que no hace más que anotar `LINEAS` líneas de mil caracteres y avisar por su salida de errores. */
const LINEAS = Number(process.env.LINEAS)

await correrServicio(async (proceso) => {
  const { registro } = abrirComun('hablador', leerConfig({}), proceso)
  const hablar = async (): Promise<void> => {
    for (let n = 1; n <= LINEAS; n++) {
      registro.info({ n, relleno: 'x'.repeat(1_000) }, 'hablo')
      if (n % 100 === 0) await new Promise(setImmediate)
    }
    process.stderr.write('todo dicho\n')
  }
  void hablar()
  const vivo = setInterval(() => {}, 1_000)
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(vivo)
    },
  }
})
