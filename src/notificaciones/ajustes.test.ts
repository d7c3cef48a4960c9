import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leerConfig } from '#config/config.ts'
import { ErrorArranque } from '#seedwork/infraestructura/error-arranque.ts'
import { ajustesDeAviso, ajustesDeCorreo } from './ajustes.ts'

const de = (entorno: Record<string, string>) => ajustesDeCorreo(leerConfig(entorno)).remitente.direccion

test('quién firma: lo que dice la URL, su usuario, el gestor o una dirección de muestra', () => {
  assert.equal(
    de({ SMTP_URL: 'smtps://u@correo.example:p@smtp.example?de=avisos%40alpes.example' }),
    'avisos@alpes.example',
  )
  assert.equal(de({ SMTP_URL: 'smtps://u%40correo.example:p@smtp.example' }), 'u@correo.example')
  assert.equal(
    de({ SMTP_URL: 'smtps://u:p@smtp.example', CORREO_GESTOR: 'g@alpes.example' }),
    'g@alpes.example',
  )
  assert.equal(de({}), 'avisos@alpes.example')
})

test('el enlace es PAGINA_URL o, sin ella, la página de este equipo', () => {
  const url = (entorno: Record<string, string>) => ajustesDeAviso(leerConfig(entorno)).urlPagina
  assert.equal(url({ PAGINA_URL: 'https://alpes.example/' }), 'https://alpes.example')
  assert.equal(url({}), 'http://127.0.0.1:5678')
  assert.equal(url({ ANFITRION: '::1', PUERTO_UI: '80' }), 'http://[::1]:80')
  assert.equal(url({ PAGINA_URL: 'https://alpes.example', PUERTO_UI: '0' }), 'https://alpes.example')
  assert.throws(() => url({ PUERTO_UI: '0' }), ErrorArranque)
})

test('con la bandeja local la oficina tiene direcciones de muestra; por SMTP, sólo las de los ajustes', () => {
  const buzones = (entorno: Record<string, string>) => ajustesDeAviso(leerConfig(entorno)).buzones
  assert.equal(buzones({}).gestor, 'gestor@alpes.example')
  assert.deepEqual(buzones({ SMTP_URL: 'smtp://localhost', CORREO_CARTERA: 'c@alpes.example' }), {
    ...{ gestor: undefined, cartera: 'c@alpes.example', admin: undefined },
  })
})

test('regla (e): el máximo de intentos es un ajuste, y uno que no sirve detiene el arranque', () => {
  const intentos = (SMTP_URL: string) => ajustesDeCorreo(leerConfig({ SMTP_URL })).intentos
  assert.equal(intentos('smtp://localhost'), 5)
  assert.equal(intentos('smtp://localhost?intentos=8'), 8)
  for (const malo of ['0', '21', '-1', '1.5', 'muchos', ''])
    assert.throws(() => intentos(`smtp://localhost?intentos=${malo}`), ErrorArranque, malo)
})
