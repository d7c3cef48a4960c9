import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { abrirBandeja } from '../../src/notificaciones/infraestructura/correo/bandeja.ts'
import { listarBandeja } from '../../src/notificaciones/infraestructura/correo/listado.ts'
import { abrirSmtp } from '../../src/notificaciones/infraestructura/correo/smtp.ts'
import { type BancoCorreo, conformidadCorreo, REMITENTE } from './correo.ts'
import { crearCorreoEnMemoria } from './correo-memoria.ts'
import { abrirServidorSmtp } from './correo-servidor.ts'

const abrirEnMemoria = async (): Promise<BancoCorreo> => {
  const correo = crearCorreoEnMemoria(REMITENTE)
  return { correo, recibidos: async () => correo.recibidos, async [Symbol.asyncDispose]() {} }
}

const abrirEnBandeja = async (): Promise<BancoCorreo> => {
  const carpeta = await mkdtemp(path.join(tmpdir(), 'alpes-bandeja-'))
  const correo = await abrirBandeja({ carpeta, remitente: REMITENTE })
  return {
    correo,
    async recibidos() {
      const sueltos = (await readdir(carpeta)).filter((n) => !n.endsWith('.eml'))
      if (sueltos.length > 0) throw new Error(`quedaron archivos a medias: ${sueltos.join(', ')}`)
      return listarBandeja(carpeta, { limite: 200 })
    },
    [Symbol.asyncDispose]: () => rm(carpeta, { recursive: true }),
  }
}

const abrirPorSmtp = async (): Promise<BancoCorreo> => {
  const servidor = await abrirServidorSmtp()
  const correo = abrirSmtp({ url: servidor.url, remitente: REMITENTE })
  return {
    correo,
    recibidos: async () => servidor.recibidos,
    async [Symbol.asyncDispose]() {
      await correo[Symbol.asyncDispose]()
      await servidor[Symbol.asyncDispose]()
    },
  }
}

conformidadCorreo('memoria', abrirEnMemoria, { sinRepetidos: false })
conformidadCorreo('bandeja local', abrirEnBandeja, { sinRepetidos: true })
conformidadCorreo('SMTP', abrirPorSmtp, { sinRepetidos: false })
