import assert from 'node:assert/strict'
import { randomUUID, randomUUIDv7 } from 'node:crypto'
import path from 'node:path'
import { test } from 'node:test'
import { abrirEntradaKafka } from '#seedwork/infraestructura/kafka/entrada.ts'
import { abrirFuenteKafka } from '#seedwork/infraestructura/kafka/fuente.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { listarApartados } from '#seedwork/infraestructura/suscripciones/operador.ts'
import type { Suscripcion } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { abrirApiPrueba, crearContrato, crearTrio } from '../apoyo/api.ts'
import { abrirTaller, serie, type Taller, TOPICO, tanda } from '../apoyo/bitacora.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { juzgar } from '../apoyo/juicio.ts'
import { abrirServidorKafka, conectarKafka, kafkaServer, leerTopico } from '../apoyo/kafka.ts'
import { enviar } from '../apoyo/kafka-socio.ts'
import { firma } from '../apoyo/nats-socio.ts'
import { lanzar } from '../apoyo/proceso-hijo.ts'
import { alDia, brokerCompleto, consumir, relevar } from '../apoyo/relevo-broker.ts'

const oir = (taller: Taller, url: string, pila: AsyncDisposableStack): Suscripcion => {
  const conexion = pila.use(conectarKafka(url))
  return consumir(
    taller,
    (respaldo) => abrirFuenteKafka({ conexion, respaldo, registro: sinRegistro, descanso: 50 }),
    pila,
  )
}

const publicadas = async (url: string): Promise<number[]> =>
  (await leerTopico(url, TOPICO)).map((m) => m.posicion)

const completo = (url: string, n: number): Promise<void> => brokerCompleto(() => publicadas(url), n)

const probarReposicion = async (): Promise<void> => {
  await using pila = new AsyncDisposableStack()
  const taller = pila.use(await abrirTaller())
  const servidor = pila.use(await abrirServidorKafka())
  relevar(taller, servidor.url, pila)
  const remota = oir(taller, servidor.url, pila)
  await taller.escribir(TOPICO, tanda(200))
  await alDia(remota, 200)
  await taller.escribir(TOPICO, tanda(100))
  await servidor.matar()
  await taller.escribir(TOPICO, tanda(50))
  await servidor.borrarDisco()
  await servidor.arrancar()
  await taller.escribir(TOPICO, tanda(50))
  await alDia(remota, 400)
  await completo(servidor.url, 400)
  await pila.use(conectarKafka(servidor.url)).administrador.deleteTopics({ topics: [TOPICO] })
  await completo(servidor.url, 400)
  assert.deepEqual(await juzgar(taller.pool, 'remota'), [])
  assert.deepEqual(await listarApartados(taller.pool), [])
}

const probarEntrada = async (): Promise<void> => {
  await using servidor = await abrirServidorKafka()
  await using a = await abrirApiPrueba({ entorno: { BROKER: `${servidor.url}?principal=socio` } })
  const trio = await crearTrio(a)
  const contrato = await crearContrato(a, trio)
  const mandar = (id: string, parte: string): Promise<void> =>
    enviar(servidor, { id, clave: contrato.id, contenido: firma(contrato.id, parte, contrato.hash) })
  const cerrado = (id: string) =>
    esperarQue(
      'el comando se cierra',
      async () => {
        const r = await a.pedir(`GET /comandos/${id}`)
        return r.estado === 200 && r.cuerpo.estado !== 'pendiente' ? r.cuerpo : null
      },
      60_000,
    )
  const [uno, otro] = [randomUUIDv7(), randomUUIDv7()]
  for (let i = 0; i < 10; i++) await mandar(uno, trio.id_compania)
  await mandar(otro, trio.id_inquilino)
  assert.equal((await cerrado(otro)).estado, 'ejecutado')
  assert.equal((await cerrado(uno)).estado, 'ejecutado')
  const leido = await a.pedir(`GET /contratos/${contrato.id}`)
  assert.equal(leido.cuerpo.estado, 'Firmado', leido.texto)
  const salidos = await esperarQue(
    'los eventos salen',
    async () => {
      const todos = await leerTopico(servidor.url, 'eventos-contrato').catch(() => [])
      return todos.some((m) => m.tipo === 'ContratoFirmado') ? todos : null
    },
    60_000,
  )
  assert.deepEqual([...new Set(salidos.map((m) => m.posicion))], serie(salidos.length))
}

const probarMuertes = async (): Promise<void> => {
  await using taller = await abrirTaller()
  await using servidor = await abrirServidorKafka()
  const programa = path.join(import.meta.dirname, '../apoyo/relevo-broker-hijo.ts')
  const entorno = { BASE_URL: taller.url, BROKER_URL: servidor.url, ALPES_PRUEBAS: 'si' }
  await taller.escribir(TOPICO, tanda(200))
  for (const falla of ['relevo:sin-anotar:1', 'relevo:publicado:2', 'relevo:sin-anotar:2']) {
    await using muere = lanzar(programa, { entorno: { ...entorno, FALLA_EN: falla } })
    assert.equal(await muere.fin, 'SIGKILL', muere.dicho())
  }
  const antes = await publicadas(servidor.url)
  assert.deepEqual([...new Set(antes)], serie(150))
  assert.equal(antes.length, 250, 'se repite el lote que murió sin anotar, y nada más')
  await using _sano = lanzar(programa, { entorno })
  await completo(servidor.url, 200)
}

const probarOlvido = async (): Promise<void> => {
  await using servidor = await abrirServidorKafka()
  await using conexion = conectarKafka(servidor.url)
  const topico = 'comandos-contrato'
  const clave = randomUUID()
  const ids = Array.from({ length: 3 }, () => randomUUIDv7())
  const mandar = (id: string | undefined): Promise<void> =>
    enviar(servidor, { id: id!, clave, contenido: firma(clave, clave, 'ab') })
  const recibidos: string[] = []
  const quejas: string[] = []
  const abrir = () =>
    abrirEntradaKafka({
      ...{ conexion, topicos: [topico], pausa: { base: 50, tope: 500 } },
      registro: { ...sinRegistro, error: (_, texto) => void quejas.push(texto) },
      bandeja: {
        async recibir({ id }) {
          recibidos.push(id)
          return 'aceptado'
        },
        async apartar() {},
        async limpiar() {},
      },
    })
  await mandar(ids[0])
  {
    await using _entrada = abrir()
    await esperarQue('toma el primero', () => recibidos.length === 1, 60_000)
  }
  await mandar(ids[1])
  await conexion.administrador.deleteRecords({
    topics: [{ name: topico, partitions: [{ partition: 0, offset: 2n }] }],
  })
  await mandar(ids[2])
  await using _entrada = abrir()
  await esperarQue('toma el último', () => recibidos.includes(ids[2]!), 60_000)
  assert.deepEqual(recibidos, [ids[0], ids[2]])
  assert.deepEqual(quejas, ['Kafka olvidó comandos sin tomar'])
}

if (kafkaServer.saltar === false) {
  test(
    'SIGKILL al relevo hacia Kafka tras publicar, sin anotarlo o sin mover el cursor: no falta nada',
    probarMuertes,
  )
  test('lo que Kafka olvidó sin que se tomara se dice, y lo que viene detrás entra', probarOlvido)
  test(
    'borrado el disco de Kafka bajo carga, y borrado el tópico, no se pierde nada y vuelve a tenerlo todo',
    probarReposicion,
  )
  test(
    'por Kafka, un comando de fuera se ejecuta una vez aunque llegue diez, y los eventos salen',
    probarEntrada,
  )
}
