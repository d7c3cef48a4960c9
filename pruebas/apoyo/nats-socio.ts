import { randomUUIDv7 } from 'node:crypto'
import { jetstream } from '@nats-io/jetstream'
import { headers } from '@nats-io/transport-node'
import { COMANDOS_CONTRATO } from '../../src/modulos/contratos/infraestructura/schema/v1/comandos.ts'
import { crearRegistro } from '../../src/seedwork/infraestructura/esquemas/registro.ts'
import { conectarNats, type ServidorNats } from './nats.ts'

/** Los comandos de contrato, como los conoce quien los manda. */
export const esquemasDeComandos = crearRegistro([...COMANDOS_CONTRATO])

/** Un mensaje que manda alguien de fuera; sin `id`, uno nuevo. */
export type Envio = Readonly<{
  id?: string
  clave: string
  contenido: Buffer
  tipo?: string
  topico?: string
}>

/** Los atributos de CloudEvents de un envío; cada broker les pone su prefijo. */
export const atributosDe = ({ id = randomUUIDv7(), clave, tipo = 'FirmarContrato' }: Envio) => ({
  ...{ specversion: '1.0', id, source: 'socio', subject: clave },
  type: `co.alpes.contratos.${tipo}.v1`,
})

/** Un socio de fuera: sólo conoce NATS y el contrato público. */
export const enviar = async (servidor: ServidorNats, envio: Envio): Promise<void> => {
  await using conexion = conectarNats(servidor.url)
  const cabeceras = headers()
  for (const [nombre, valor] of Object.entries(atributosDe(envio))) cabeceras.set(`ce-${nombre}`, valor)
  const js = jetstream(await conexion.obtener())
  await js.publish(envio.topico ?? 'comandos-contrato', envio.contenido, { headers: cabeceras })
}

/** El cuerpo de un `FirmarContrato`. */
export const firma = (id: string, idParte: string, hash: string): Buffer =>
  esquemasDeComandos.codificar({
    ...{ topico: 'comandos-contrato', tipo: 'FirmarContrato', versionEsquema: 1 },
    datos: { id, id_parte: idParte, hash, version_esperada: null },
  })
