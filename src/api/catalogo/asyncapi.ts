import { ORIGENES } from '#seedwork/aplicacion/contexto.ts'
import { conReferencias } from '#seedwork/infraestructura/esquemas/canonica.ts'
import type { DefinicionMensaje } from '#seedwork/infraestructura/esquemas/definicion.ts'
import { tipoCloudEvents } from '#seedwork/infraestructura/esquemas/sobre.ts'
import { type Catalogo, leidasPor, type Participante } from './catalogo.ts'

const AVRO = 'application/vnd.apache.avro;version=1.9.0'

const cadena = (description: string) => ({ type: 'string', description })
const entero = (description: string) => ({ type: 'integer', description })

/** El sobre (`docs/eventos.md`), como cabeceras de CloudEvents en modo binario. */
const SOBRE = {
  type: 'object',
  required: ['ce-specversion', 'ce-id', 'ce-type', 'ce-source', 'ce-subject'],
  properties: {
    'ce-specversion': { type: 'string', const: '1.0' },
    'ce-id': { type: 'string', format: 'uuid', description: 'Para no repetir; nunca para ordenar' },
    'ce-type': cadena('`espacio.Tipo.vN`: con él cada quien escoge la versión que lee'),
    'ce-schemaversions': cadena('Si el hecho salió en varias versiones, todas: `1,2`; cada quien lee una'),
    'ce-source': cadena('Servicio que lo escribió'),
    'ce-time': { type: 'string', format: 'date-time', description: 'Cuándo ocurrió, reloj de negocio' },
    'ce-ingestiontime': { type: 'string', format: 'date-time', description: 'Cuándo se guardó' },
    'ce-datacontenttype': { type: 'string', const: 'application/avro' },
    'ce-subject': cadena('Id del agregado: el orden se promete por él'),
    'ce-subjectversion': entero('Versión del agregado después del hecho'),
    'ce-sequence': entero('Posición en su tópico; es densa: un hueco es una pérdida'),
    'ce-actor': cadena('Quién'),
    'ce-origin': { type: 'string', enum: ORIGENES },
    'ce-correlationid': cadena('La misma para todo lo que salió de una petición'),
    'ce-causationid': cadena('El comando que lo causó'),
    'ce-traceparent': cadena('W3C Trace Context'),
  },
}

const SERVIDORES = {
  bitacora: {
    ...{ host: 'localhost:5000', protocol: 'http', pathname: '/bitacora' },
    description: 'La bitácora, por `GET /bitacora/{topico}?desde=`: posiciones densas, en orden de commit.',
  },
  nats: {
    ...{ host: 'localhost:4222', protocol: 'nats' },
    description: 'NATS JetStream, si `BROKER` lo nombra: flujo `ALPES`, un asunto por tópico.',
  },
  kafka: {
    ...{ host: 'localhost:9092', protocol: 'kafka' },
    description:
      'Kafka, si es lo que nombra `BROKER`: los mismos tópicos, y las cabeceras con `ce_` en vez de `ce-`.',
  },
}

const claveDe = (d: DefinicionMensaje): string => `${d.tipo}.v${d.version}`
const refMensaje = (d: DefinicionMensaje) => ({ $ref: `#/channels/${d.topico}/messages/${claveDe(d)}` })

const mensaje = (d: DefinicionMensaje) => ({
  name: tipoCloudEvents(d),
  title: `${d.tipo} v${d.version}`,
  ...(d.esquema.doc !== undefined && { summary: d.esquema.doc }),
  contentType: 'application/avro',
  headers: { $ref: '#/components/schemas/Sobre' },
  correlationId: { location: '$message.header#/ce-correlationid' },
  payload: { schemaFormat: AVRO, schema: conReferencias(d.esquema) },
  'x-huella': d.huella,
  'x-version': d.version,
})

const DESCRIPCIONES = [
  ['comandos-', 'Órdenes para ejecutar después; también de fuera, por el broker.'],
  ['eventos-', 'Hechos públicos de cada agregado.'],
  ['actos-', 'Lo que hacen quienes administran y operan, para la auditoría.'],
  ['resultados-', 'En qué quedó cada orden asíncrona.'],
] as const

/** Por el broker van los hechos públicos y las órdenes de fuera; lo demás se queda en la bitácora. */
const vaAlBroker = (topico: string): boolean => /^(comandos|eventos)-/.test(topico)

const canal = (topico: string, suyas: readonly DefinicionMensaje[]) => ({
  address: topico,
  description: DESCRIPCIONES.find(([prefijo]) => topico.startsWith(prefijo))?.[1] ?? '',
  servers: vaAlBroker(topico) ? Object.keys(SERVIDORES).map(ref) : [ref('bitacora')],
  messages: Object.fromEntries(
    suyas.map((d) => [claveDe(d), { $ref: `#/components/messages/${tipoCloudEvents(d)}` }]),
  ),
})

const ref = (servidor: string) => ({ $ref: `#/servers/${servidor}` })

type Operacion = Readonly<{ action: 'send' | 'receive'; topico: string; summary: string }>

const operacion = (p: Participante, o: Operacion, mensajes: readonly DefinicionMensaje[]) => {
  const { action, topico, summary } = o
  const verbo = action === 'send' ? 'escribe' : 'lee'
  return [
    `${p.nombre}.${verbo}.${topico}`,
    {
      action,
      channel: { $ref: `#/channels/${topico}` },
      title: `${p.nombre} ${verbo} ${topico}`,
      summary,
      tags: [{ name: p.servicio }],
      messages: mensajes.map(refMensaje),
    },
  ] as const
}

const operacionesDe = (c: Catalogo, p: Participante) => [
  ...p.produce.map((topico) =>
    operacion(
      p,
      { action: 'send', topico, summary: `${p.nombre} (${p.servicio})` },
      c.definiciones.filter((d) => d.topico === topico),
    ),
  ),
  ...Object.entries(p.consume).map(([topico, para]) =>
    operacion(p, { action: 'receive', topico, summary: para }, leidasPor(c, p, topico)),
  ),
]

/**
 * El documento AsyncAPI 3 de la plataforma: un canal por tópico, un mensaje por tipo y versión con su esquema
 * Avro, y una operación por cada participante que escribe (`send`) o lee (`receive`).
 */
export const documentoAsyncApi = (c: Catalogo, version: string): object => {
  const topicos = [...new Set(c.definiciones.map((d) => d.topico))].sort()
  return {
    asyncapi: '3.1.0',
    info: {
      title: 'Propiedades de los Alpes',
      version,
      description:
        'Mensajes públicos de la bitácora y del broker. Cuerpo: Avro, single-object encoding; sobre: CloudEvents 1.0, modo binario.',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/avro',
    servers: SERVIDORES,
    channels: Object.fromEntries(
      topicos.map((t) => [
        t,
        canal(
          t,
          c.definiciones.filter((d) => d.topico === t),
        ),
      ]),
    ),
    operations: Object.fromEntries(c.participantes.flatMap((p) => operacionesDe(c, p))),
    components: {
      schemas: { Sobre: SOBRE },
      messages: Object.fromEntries(c.definiciones.map((d) => [tipoCloudEvents(d), mensaje(d)])),
    },
  }
}
