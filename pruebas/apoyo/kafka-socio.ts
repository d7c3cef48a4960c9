import { asegurarTopicos } from '#seedwork/infraestructura/kafka/topicos.ts'
import { conectarKafka, type ServidorKafka } from './kafka.ts'
import { atributosDe, type Envio } from './nats-socio.ts'

/** El mismo socio de fuera, cuando el broker es Kafka. */
export const enviar = async ({ url }: Pick<ServidorKafka, 'url'>, envio: Envio): Promise<void> => {
  await using conexion = conectarKafka(url)
  const { topico: topic = 'comandos-contrato', clave: key, contenido: value } = envio
  await asegurarTopicos(conexion, [topic])
  const headers = Object.fromEntries(Object.entries(atributosDe(envio)).map(([n, v]) => [`ce_${n}`, v]))
  await conexion.productor.send({ acks: -1, messages: [{ topic, partition: 0, key, value, headers }] })
}
