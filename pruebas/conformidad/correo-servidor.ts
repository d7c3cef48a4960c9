import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { direccionUnica } from '../../src/notificaciones/infraestructura/correo/direccion.ts'
import { type CorreoLeido, leerCorreo } from '../../src/notificaciones/infraestructura/correo/lectura.ts'

/** Un servidor SMTP de verdad, en un puerto libre, que recuerda lo que aceptó. */
export type ServidorSmtp = AsyncDisposable & { url: string; recibidos: CorreoLeido[] }

/** `alRecibir` decide antes de aceptar: lo que lance es la respuesta del servidor (`responseCode`). */
export const abrirServidorSmtp = async (
  alRecibir: (c: CorreoLeido) => void | Promise<void> = () => {},
  opciones: SMTPServerOptions = {},
  puerto = 0,
): Promise<ServidorSmtp> => {
  const recibidos: CorreoLeido[] = []
  const servidor = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    ...opciones,
    onData(flujo, sesion, fin) {
      const recibir = async (): Promise<void> => {
        const leido = leerCorreo(await buffer(flujo))
        // El servidor muestra el dominio con sus tildes; por el cable vino en ASCII.
        const sobre = sesion.envelope.rcptTo.map((r) => direccionUnica(r.address))
        assert.deepEqual(sobre, [leido.para], 'el sobre lleva un solo destinatario, el de la cabecera')
        await alRecibir(leido)
        recibidos.push(leido)
      }
      recibir().then(() => fin(), fin)
    },
  })
  servidor.on('error', () => {})
  const { promise, resolve } = Promise.withResolvers<void>()
  servidor.listen(puerto, '127.0.0.1', resolve)
  await promise
  const { port } = servidor.server.address() as AddressInfo
  return {
    url: `${opciones.secure ? 'smtps' : 'smtp'}://127.0.0.1:${port}`,
    recibidos,
    [Symbol.asyncDispose]: () => new Promise<void>((cerrado) => servidor.close(() => cerrado())),
  }
}
