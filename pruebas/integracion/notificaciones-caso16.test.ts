import assert from 'node:assert/strict'
import { test } from 'node:test'
import { domainToASCII } from 'node:url'
import { abrirServidorSmtp } from '#pruebas/conformidad/correo-servidor.ts'
import type { CorreoLeido } from '../../src/notificaciones/infraestructura/correo/lectura.ts'
import {
  abrirBanco,
  alta,
  altaInmueble,
  cambio,
  contrato,
  inmueble,
  OFICINA,
  type Persona,
  persona,
} from './notificaciones-apoyo.ts'

/** Un contrato recién creado entre esas dos partes, con el correo saliendo por un SMTP de verdad. */
const abrirCaso = async (
  inquilino: Persona,
  compania = persona('Inmobiliaria Los Alpes S.A.S.', 'alpes@cliente.example'),
  alRecibir: (c: CorreoLeido) => void = () => {},
) => {
  await using pila = new AsyncDisposableStack()
  const smtp = pila.use(await abrirServidorSmtp(alRecibir))
  const banco = pila.use(await abrirBanco({ entorno: { ...OFICINA, SMTP_URL: smtp.url } }))
  const local = inmueble('Local 101')
  const c = contrato({ compania, inquilino, inmueble: local })
  banco.fuente.escribir([alta(compania), alta(inquilino), altaInmueble(local), c.creado()])
  const cierre = pila.move()
  return {
    ...{ smtp, banco, c },
    /** Las del contrato, cuando ninguna va a moverse sola. */
    asentadas: () =>
      banco.cuando('asentadas', c.id, (n) => {
        const quietas = ['enviada', 'muerta', 'fallida', 'omitida']
        return n.length === 3 && n.every((m) => quietas.includes(m.estado))
      }),
    [Symbol.asyncDispose]: () => cierre.disposeAsync(),
  }
}

const noExiste = Object.assign(new Error('5.1.1 ese buzón no existe'), { responseCode: 550 })

test('caso 16: un buzón que no existe queda muerto a la vista y, corregido, sale al pedir el reintento', async () => {
  const inquilino = persona('Café Páramo S.A.S.', 'nadie@cliente.example')
  await using caso = await abrirCaso(inquilino, undefined, (c) => {
    if (c.para === 'nadie@cliente.example') throw noExiste
  })
  const muerta = (await caso.asentadas()).find((n) => n.estado === 'muerta')
  assert.deepEqual(
    [muerta?.direccion, muerta?.respuesta_smtp, muerta?.intentos],
    ['nadie@cliente.example', 550, 1],
  )
  assert.match(muerta?.motivo ?? '', /no existe/)

  const corregido = { ...inquilino, correo: 'cafe@cliente.example' }
  const [escrito] = caso.banco.fuente.escribir([cambio(inquilino, corregido)])
  const espera = { 'alpes-esperar': `eventos-cliente=${escrito?.posicion}` }
  await caso.banco.pedir('/notificaciones', { headers: espera })
  const { estado } = await caso.banco.pedir(`/notificaciones/${muerta?.id}/reintento`, { method: 'POST' })
  assert.equal(estado, 200)
  await caso.banco.cuando('salen las tres', caso.c.id, (n) => n.every((m) => m.estado === 'enviada'))
  assert.ok(
    caso.smtp.recibidos.some((r) => r.para === 'cafe@cliente.example' && r.idMensaje === muerta?.id_mensaje),
  )
})

test('caso 16: un dominio con tilde viaja en ASCII y llega', async () => {
  await using caso = await abrirCaso(persona('Café Páramo S.A.S.', 'ana@cafépáramo.example'))
  assert.ok((await caso.asentadas()).every((n) => n.estado === 'enviada'))
  const enAscii = `ana@${domainToASCII('cafépáramo.example')}`
  assert.match(enAscii, /^ana@xn--[a-z0-9-]+\.example$/)
  assert.ok(caso.smtp.recibidos.some((r) => r.para === enAscii))
})

test('caso 16: una dirección con tilde antes de la arroba llega a quien es', async () => {
  await using caso = await abrirCaso(persona('José Ríos', 'josé@cliente.example'))
  assert.ok((await caso.asentadas()).every((n) => n.estado === 'enviada'))
  assert.ok(caso.smtp.recibidos.some((r) => r.para === 'josé@cliente.example'))
})

test('caso 16: un inquilino sin correo es una entrega fallida a la vista, no una excepción', async () => {
  await using caso = await abrirCaso(persona('Librería Austral SpA', null))
  const fallidas = (await caso.asentadas()).filter((n) => n.estado === 'fallida')
  assert.deepEqual(
    fallidas.map((n) => [n.tipo, n.motivo, n.intentos]),
    [['PorFirmar', 'Librería Austral SpA no tiene correo', 0]],
  )
  const { cuerpo } = await caso.banco.pedir('/apartados')
  assert.deepEqual(cuerpo.elementos, [])
})

test('caso 16: el mismo correo en dos partes es un solo envío', async () => {
  const misma = persona('Inmobiliaria Los Alpes S.A.S.', 'Socios@cliente.example')
  await using caso = await abrirCaso(persona('Café Páramo S.A.S.', 'socios@cliente.example'), misma)
  const halladas = await caso.asentadas()
  assert.deepEqual(halladas.map((n) => n.estado).sort(), ['enviada', 'enviada', 'omitida'])
  const llegaron = caso.smtp.recibidos.filter((r) => r.para.toLowerCase() === 'socios@cliente.example')
  assert.equal(llegaron.length, 1)
})

test('caso 16: un aviso contractual no ofrece darse de baja, y lo dice', async () => {
  await using caso = await abrirCaso(persona('Café Páramo S.A.S.', 'cafe@cliente.example', 'en'))
  await caso.asentadas()
  const [ingles] = caso.smtp.recibidos.filter((r) => r.para === 'cafe@cliente.example')
  assert.match(ingles?.texto ?? '', /It is a contractual notice: no subscription applies\./)
  assert.ok(caso.smtp.recibidos.every((r) => !/unsubscribe|darse de baja/i.test(r.texto + r.html)))
})
