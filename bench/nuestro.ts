/** La API entera, como en producción, en un proceso propio: imprime su puerto cuando está lista. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { abrirComun } from '#arranque/comun.ts'
import { abrirTrazas } from '#arranque/trazas.ts'
import { leerConfig } from '#config/config.ts'
import { correrServicio } from '#seedwork/infraestructura/proceso.ts'
import { abrirApi } from '../src/api/servicio.ts'

await correrServicio(async (proceso) => {
  const config = leerConfig({
    ...process.env,
    PUERTO_API: '0',
    PUERTO_METRICAS: '0',
    DEMO: 'no',
    NIVEL_REGISTRO: 'error',
    ALPES_DATOS: mkdtempSync(path.join(tmpdir(), 'alpes-bench-')),
  })
  await using pila = new AsyncDisposableStack()
  const comun = abrirComun('api', config, proceso)
  const trazas = (await abrirTrazas(config, comun, pila))('api')
  const base = { url: process.env.BASE_DATOS_URL!, disponible: () => true }
  const api = pila.use(await abrirApi(config, { ...comun, base, token: 'bench', trazas }))
  process.stdout.write(`${JSON.stringify({ puerto: api.puerto })}\n`)
  return pila.move()
})
