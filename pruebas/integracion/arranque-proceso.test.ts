import assert from 'node:assert/strict'
import { test } from 'node:test'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { lanzar } from '#pruebas/apoyo/proceso-hijo.ts'

const SERVICIO = new URL('../apoyo/servicio-proceso.ts', import.meta.url).pathname
const correr = (modo: string) => lanzar(SERVICIO, { args: [modo] })

for (const senal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  test(`${senal} drena y sale con 0`, async () => {
    await using servicio = correr('bien')
    await servicio.linea(/abierto/)
    servicio.senal(senal)
    assert.equal(await servicio.fin, 0)
    assert.match(servicio.dicho(), /cerrando.*cerrado/s)
  })
}

test('la misma señal repetida en el acto (terminal y npm) no corta el drenaje', async () => {
  await using servicio = correr('lento')
  await servicio.linea(/abierto/)
  servicio.senal('SIGINT')
  servicio.senal('SIGINT')
  await servicio.linea(/cerrando/)
  servicio.senal('SIGINT')
  assert.equal(await servicio.fin, 0)
  assert.match(servicio.dicho(), /cerrado/)
})

test('una segunda señal, ya con prisa, sale sin terminar de drenar', async () => {
  await using servicio = correr('lento')
  await servicio.linea(/abierto/)
  servicio.senal('SIGTERM')
  await servicio.linea(/cerrando/)
  const desde = performance.now()
  await esperarQue('ya no es la misma señal', () => performance.now() - desde > 1_000)
  servicio.senal('SIGTERM')
  assert.equal(await servicio.fin, 1)
  assert.doesNotMatch(servicio.dicho(), /cerrado/)
})

test('un drenaje que no acaba sale con 1 al llegar a su límite', async () => {
  await using servicio = correr('nunca')
  await servicio.linea(/abierto/)
  servicio.senal('SIGTERM')
  assert.equal(await servicio.fin, 1)
  assert.match(servicio.dicho(), /pasó de su límite/)
})

test('un cierre que falla sale con 1 y dice por qué', async () => {
  await using servicio = correr('roto')
  await servicio.linea(/abierto/)
  servicio.senal('SIGTERM')
  assert.equal(await servicio.fin, 1)
  assert.match(servicio.dicho(), /no se deja cerrar/)
})

test('una señal mientras abre cierra lo que llegue a abrir, y sale con 0', async () => {
  await using servicio = correr('abriendo')
  await servicio.linea(/abriendo/)
  servicio.senal('SIGTERM')
  assert.equal(await servicio.fin, 0)
})

for (const modo of ['excepcion', 'rechazo']) {
  test(`${modo} que nadie atiende: se anota, se drena y se sale con 1`, async () => {
    await using servicio = correr(modo)
    assert.equal(await servicio.fin, 1)
    assert.match(servicio.dicho(), /error que nadie esperaba/)
    assert.match(servicio.dicho(), /cerrado/)
  })
}

test('el servicio puede pedir su propio fin, con su código', async () => {
  await using servicio = correr('terminar')
  assert.equal(await servicio.fin, 3)
  // Uno va a la salida y otro a la de errores: entre las dos no hay orden.
  for (const texto of [/la base no vuelve/, /cerrado/]) assert.match(servicio.dicho(), texto)
})

test('S13: una configuración mala: una línea por falta, sin traza, y 78', async () => {
  await using servicio = correr('config')
  assert.equal(await servicio.fin, 78)
  const lineas = servicio.dicho().trim().split('\n').slice(1)
  assert.deepEqual(
    lineas.map((linea) => linea.split(':')[0]),
    ['PUERTO_API', 'PUERTO_UI'],
  )
})

test('lo que no se pudo abrir sale con 1', async () => {
  await using servicio = correr('falla')
  assert.equal(await servicio.fin, 1)
  assert.match(servicio.dicho(), /no se pudo abrir/)
})

test('que se vaya quien lee nuestra salida no nos mata', async () => {
  await using servicio = correr('bien')
  await servicio.linea(/abierto/)
  servicio.hijo.stdout?.destroy()
  servicio.senal('SIGTERM')
  assert.equal(await servicio.fin, 0)
})
