import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { ADMIN, abrirApiPrueba } from '#pruebas/apoyo/api.ts'
import { lanzar } from '#pruebas/apoyo/proceso-hijo.ts'
import { abrirSidecarPrueba } from '#pruebas/apoyo/sidecar.ts'

const RAIZ = path.join(import.meta.dirname, '../..')
const datos = mkdtempSync(path.join(tmpdir(), 'alpes-cliente-'))
after(() => rmSync(datos, { recursive: true }))
const a = await abrirApiPrueba()
after(() => a[Symbol.asyncDispose]())
const sidecar = await abrirSidecarPrueba(a.servicio.url)
after(() => sidecar[Symbol.asyncDispose]())

const cliente = (...args: string[]) =>
  lanzar(path.join(RAIZ, 'src/sidecar/cliente.ts'), {
    args,
    entorno: { ALPES_TOKEN: ADMIN, ALPES_DATOS: datos, PUERTO_GRPC: String(sidecar.puerto) },
    en: RAIZ,
  })
const correr = async (...args: string[]) => {
  await using proceso = cliente(...args)
  const fin = await proceso.fin
  return { fin, dicho: proceso.dicho() }
}

test('crea la reserva del ejemplo, una vez por clave, la consulta y sigue sus eventos', async () => {
  const crear = () => correr('crear-reserva', 'ejemplos/reserva.json', '--clave', 'ensayo-del-cliente')
  const una = await crear()
  assert.equal(una.fin, 0, una.dicho)
  assert.equal((await crear()).dicho, una.dicho)
  const { mensaje, reserva } = JSON.parse(una.dicho)
  assert.equal(mensaje, 'OK')
  assert.equal(reserva.itinerarios[0].odos.length, 2)
  const leida = await correr('consultar', reserva.id)
  assert.deepEqual(JSON.parse(leida.dicho).reserva, reserva)
  await using seguidor = cliente('seguir', 'eventos-reserva')
  await seguidor.linea(new RegExp(`^1 ReservaCreada ${reserva.id} `, 'm'))
  // como `seguir … | head -1`: quien lee se va y llega otro evento
  seguidor.hijo.stdout?.destroy()
  await correr('crear-reserva', 'ejemplos/reserva.json')
  assert.equal(await seguidor.fin, 0, seguidor.dicho())
})

test('lo que sale mal se dice con su estado y sale con 1', async () => {
  const nadie = await correr('consultar', crypto.randomUUID())
  assert.deepEqual([nadie.fin, /^cliente: NOT_FOUND: /.test(nadie.dicho)], [1, true], nadie.dicho)
  const sinArchivo = await correr('crear-reserva', 'no-existe.json')
  assert.deepEqual([sinArchivo.fin, /ENOENT/.test(sinArchivo.dicho)], [1, true], sinArchivo.dicho)
})
