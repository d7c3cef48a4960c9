import assert from 'node:assert/strict'
import { test } from 'node:test'
import { navegador, sistemaDelArchivo } from '#pruebas/apoyo/sistema-pagina.ts'

const { saltar: skip } = navegador
const sistema = sistemaDelArchivo()

const MOTIVO = 'no tiene correo'

test('la bandeja sin cartas sólo dice que está vacía', { skip }, async () => {
  await using persona = await sistema.entrar({ ruta: '/correo' })
  const { pagina } = persona
  await pagina.getByText('La bandeja está vacía').waitFor()
  assert.equal(await pagina.locator('.cartas').count(), 0)
})

test('el motivo de un aviso se lee en el idioma de la página, y cambia con él', { skip }, async () => {
  const { inquilino, numero } = await sistema.sembrar()
  const { nombre } = (await sistema.api.pedir(`GET /clientes/${inquilino}`)).cuerpo
  await using persona = await sistema.entrar({ ruta: '/correo?ver=avisos&estado=fallida', idioma: 'en-GB' })
  const { pagina } = persona
  const fila = pagina.locator('tbody tr', { hasText: nombre }).filter({ hasText: numero })
  await fila.getByText('has no mail address').waitFor()
  await pagina.getByRole('button', { name: /^ES/ }).click()
  await fila.getByText(MOTIVO).waitFor()
})

test('un aviso al que le falta el correo lo dice; puesto el correo, se reintenta con el ratón y su carta llega', {
  skip,
}, async () => {
  const { inquilino, numero } = await sistema.sembrar()
  const { nombre, version } = (await sistema.api.pedir(`GET /clientes/${inquilino}`)).cuerpo
  await using persona = await sistema.entrar({ ruta: '/correo?ver=avisos&estado=fallida' })
  const { pagina, errores } = persona
  const fila = pagina.locator('tbody tr', { hasText: nombre }).filter({ hasText: numero })
  await fila.getByText(MOTIVO).waitFor()
  // sin corregir nada, reintentar vuelve a decir lo mismo: no se pierde de vista
  await fila.getByRole('button', { name: 'Reintentar' }).click()
  await pagina.getByText('El aviso vuelve a la cola.').waitFor()
  await fila.getByText(MOTIVO).waitFor()
  const correo = `parte-${process.pid}@alpes.example`
  const puesto = await sistema.api.pedir(`PATCH /clientes/${inquilino}`, {
    cuerpo: { correo },
    encabezados: { 'if-match': `"${version}"` },
  })
  assert.equal(puesto.estado, 200, puesto.texto)
  await fila.getByRole('button', { name: 'Reintentar' }).click()
  await fila.waitFor({ state: 'detached' })
  await pagina.getByRole('button', { name: 'Falta un dato' }).click()
  await pagina.getByRole('button', { name: 'Enviado' }).click()
  await fila.getByText(correo).waitFor()
  await pagina.getByRole('link', { name: 'Bandeja' }).click()
  await pagina.locator('.cartas').getByRole('button', { name: correo }).click()
  await pagina.getByRole('dialog').getByText(nombre).first().waitFor()
  assert.deepEqual(errores, [])
})
