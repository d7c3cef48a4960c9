import assert from 'node:assert/strict'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { WebSocket } from 'ws'
import { ADMIN, abrirApiPrueba, inmuebleNuevo } from '#pruebas/apoyo/api.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { lanzar, type ProcesoHijo } from '#pruebas/apoyo/proceso-hijo.ts'

const RAIZ = join(import.meta.dirname, '../..')

const lanzarUi = (apiUrl: string): ProcesoHijo =>
  lanzar(join(RAIZ, 'src/ui/principal.ts'), {
    en: RAIZ,
    entorno: {
      ...{ API_URL: apiUrl, ALPES_TOKEN: ADMIN, PUERTO_UI: '0', PUERTO_METRICAS: '0' },
      NOTIFICACIONES_URL: 'http://127.0.0.1:9',
    },
  })

const urlDe = async (ui: ProcesoHijo): Promise<string> =>
  (await ui.linea(/"url":"(http:\/\/127\.0\.0\.1:\d+)"/))[1] ?? ''

test('la página corre sola: lee la bitácora por HTTP, entiende los eventos y se apaga con 0', async () => {
  await using api = await abrirApiPrueba()
  await using ui = lanzarUi(api.servicio.url)
  const url = await urlDe(ui)
  await esperarQue('leyó la bitácora', async () => {
    const { partes } = (await (await fetch(`${url}/readyz`)).json()) as { partes: { bitacora: boolean } }
    return partes.bitacora
  })
  const ws = new WebSocket(`${url.replace('http', 'ws')}/ws`, 'alpes.v1', {
    headers: { authorization: `Bearer ${ADMIN}` },
  })
  const tramas: Record<string, unknown>[] = []
  ws.on('message', (datos: Buffer) => tramas.push(JSON.parse(datos.toString()) as Record<string, unknown>))
  await once(ws, 'open')
  ws.send(JSON.stringify({ op: 'suscribir', topicos: ['eventos-inmueble'] }))
  await esperarQue('suscrito', () => tramas.find((t) => t.op === 'suscrito'))
  const { cuerpo } = await api.pedir('POST /inmuebles', {
    cuerpo: inmuebleNuevo({ nombre: 'Local de la Peña' }),
  })
  const evento = await esperarQue('el evento', () => tramas.find((t) => t.op === 'evento'))
  assert.equal(evento.clave, cuerpo.id)
  assert.equal(evento.tipo, 'InmuebleCreado')
  const { nombre, area_m2 } = evento.datos as Record<string, unknown>
  assert.deepEqual({ nombre, area_m2 }, { nombre: 'Local de la Peña', area_m2: cuerpo.area_m2 })

  const rechazado = await api.pedir('POST /inmuebles', {
    cuerpo: inmuebleNuevo({ zona: 'Marte/Olimpo' }),
  })
  assert.equal(rechazado.estado, 422)
  const cierre = once(ws, 'close')
  ui.senal('SIGTERM')
  assert.equal((await cierre)[0], 1001)
  assert.equal(await ui.fin, 0)
})

test('sin la api en pie arranca, dice que no está lista y no abre conexiones', async () => {
  await using ui = lanzarUi('http://127.0.0.1:9')
  const url = await urlDe(ui)
  assert.equal((await fetch(`${url}/livez`)).status, 200)
  assert.equal((await fetch(`${url}/readyz`)).status, 503)
  const ws = new WebSocket(`${url.replace('http', 'ws')}/ws`, {
    headers: { authorization: `Bearer ${ADMIN}` },
  })
  ws.on('error', () => {})
  const [, respuesta] = (await once(ws, 'unexpected-response')) as [unknown, { statusCode: number }]
  assert.equal(respuesta.statusCode, 503)
  ws.terminate()
})
