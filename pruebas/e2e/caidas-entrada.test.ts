import assert from 'node:assert/strict'
import { randomUUID, randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import pg from 'pg'
import { abrirBasePrueba } from '../apoyo/base.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { abrirServidorKafka, kafkaServer } from '../apoyo/kafka.ts'
import { enviar as enviarPorKafka } from '../apoyo/kafka-socio.ts'
import { abrirServidorNats, natsServer } from '../apoyo/nats.ts'
import { type Envio, enviar as enviarPorNats, firma } from '../apoyo/nats-socio.ts'
import { morir } from '../fallas/fallo.ts'
import { ordenar, partesNuevas, redactar } from '../fallas/ordenes.ts'
import { abrirInstalacion } from '../fallas/sistema.ts'

/** Lo que ve cada muerte: el primero sin guardar, el primero guardado y sin acuse, y el malo igual. */
const MUERTES = ['uow:casos:1', 'entrada:antes-de-acuse:1', 'entrada:antes-de-acuse:2']

/** `enviar`: cómo manda alguien de fuera por ese broker. */
const probar = async (broker: string, enviar: (envio: Envio) => Promise<void>): Promise<void> => {
  await using base = await abrirBasePrueba()
  await using api = await abrirInstalacion({
    ...{ programa: 'api/principal.ts', baseUrl: base.url },
    entorno: { BROKER: `${broker}?principal=socio`, ROLES: 'http,consumidores' },
  })
  const { contrato, partes } = await (async () => {
    await using _sana = await api.arrancar()
    const suyas = await partesNuevas(api.url)
    return { contrato: await redactar(api.url, suyas), partes: suyas }
  })()
  const [uno, malo, otro] = [randomUUIDv7(), randomUUID(), randomUUIDv7()]
  const firmaDe = (parte: string) => firma(contrato.id, parte, contrato.hash)
  const clave = contrato.id
  await enviar({ id: uno, clave, contenido: firmaDe(partes.compania) })
  await enviar({ id: malo, clave, contenido: firmaDe(partes.compania) })
  await enviar({ id: otro, clave, contenido: firmaDe(partes.inquilino) })

  for (const falla of MUERTES) await morir(await api.arrancar(falla), falla)
  await using _sana = await api.arrancar()
  // Detrás de los demás, y de uno en uno: cuando esté, los otros ya tienen su acuse.
  await esperarQue(
    'se ejecuta el último',
    async () => {
      const { estado, texto } = await ordenar(api.url, `GET /comandos/${otro}`)
      return estado === 200 && JSON.parse(texto).estado === 'ejecutado'
    },
    60_000,
  )
  await using pila = new AsyncDisposableStack()
  const pool = new pg.Pool({ connectionString: base.url, options: '-c search_path=alpes', max: 1 })
  pila.defer(() => pool.end())
  const columna = async (consulta: string) => (await pool.query(consulta)).rows.map((f) => f.valor)
  const comandos = "from bitacora where topico = 'comandos-contrato' order by posicion"
  assert.deepEqual(await columna(`select id as valor ${comandos}`), [uno, otro])
  assert.deepEqual(await columna('select id as valor from bandeja_entrada order by id'), [uno, otro].sort())
  assert.deepEqual(await columna('select id_mensaje as valor from cuarentena'), [malo])
  const firmados = "select count(*)::int4 as valor from bitacora where tipo = 'ContratoFirmado'"
  assert.deepEqual(await columna(firmados), [1])
}

test('matar a quien toma un comando de fuera, antes y después de guardarlo: entra una vez, y lo malo también', {
  skip: natsServer.saltar,
}, async () => {
  await using servidor = await abrirServidorNats()
  await probar(servidor.url, (envio) => enviarPorNats(servidor, envio))
})

if (kafkaServer.saltar === false)
  test('por Kafka, matar a quien toma un comando de fuera: entra una vez, y lo malo también', async () => {
    await using servidor = await abrirServidorKafka()
    await probar(servidor.url, (envio) => enviarPorKafka(servidor, envio))
  })
