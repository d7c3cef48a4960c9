import { fsyncSync, openSync, writeSync } from 'node:fs'
import { abrirPool } from '#seedwork/infraestructura/conexion.ts'
import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { abrirRelevo } from '#seedwork/infraestructura/relevo.ts'
import { tropiezoDeEntorno } from '#seedwork/infraestructura/tropiezos.ts'

/** Un relevo en su propio proceso; su broker es un archivo que sólo crece, llevado al disco en cada lote. */
const { BASE_URL = '', ARCHIVO = '', LOTE = '20' } = process.env
const descriptor = openSync(ARCHIVO, 'a')
const pool = abrirPool({ url: BASE_URL, esquema: 'alpes', nombre: 'relevo', maximo: 4 })
const relevo = abrirRelevo({
  topicos: ['eventos-cliente', 'eventos-contrato', 'eventos-inmueble'],
  fuente: abrirFuenteBitacora({ pool, escucha: BASE_URL }),
  ...{ pool, registro: sinRegistro, arriendo: 500, lote: Number(LOTE), cadaCabeza: 3_600_000 },
  publicador: {
    async publicar(mensajes) {
      const lineas = mensajes.map(({ topico, posicion, id }) => JSON.stringify({ topico, posicion, id }))
      writeSync(descriptor, `${lineas.join('\n')}\n`)
      fsyncSync(descriptor)
    },
  },
  tropiezo: tropiezoDeEntorno(process.env),
})
process.once('SIGTERM', async () => {
  await relevo.detener()
  process.exit(0)
})
