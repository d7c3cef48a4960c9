import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { abrirApiPrueba, clienteNuevo, esProblema } from '#pruebas/apoyo/api.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { abrirServidorNats, natsServer } from '#pruebas/apoyo/nats.ts'
import { apartarIlegible } from '#pruebas/apoyo/orden-ilegible.ts'

type Fila = Readonly<{
  topico: string
  cabeza: number
  guardados: number
  edad_ultimo: number
  ritmo: number
}>

test('cada tópico dice su cabeza, la edad de lo último y su ritmo; sin broker no se inventa ninguno', async () => {
  await using a = await abrirApiPrueba()
  await using sql = Object.assign(
    new pg.Client({ connectionString: a.base.url, options: '-c search_path=alpes' }),
    {
      async [Symbol.asyncDispose](this: pg.Client) {
        await this.end()
      },
    },
  )
  await sql.connect()
  for (let i = 0; i < 3; i++) await a.pedir('POST /clientes', { cuerpo: clienteNuevo() })
  const { cuerpo } = await a.pedir('GET /topicos')
  assert.equal(cuerpo.broker, null)
  const de = (topico: string): Fila => cuerpo.elementos.find((f: Fila) => f.topico === topico)
  const clientes = de('eventos-cliente')
  assert.deepEqual([clientes.cabeza, clientes.guardados, clientes.ritmo], [3, 3, 3 / 60])
  assert.ok(clientes.edad_ultimo < 60)
  assert.deepEqual(
    [de('eventos-reserva').cabeza, de('eventos-reserva').edad_ultimo, de('eventos-reserva').ritmo],
    [0, null, 0],
  )
  esProblema(await a.pedir('GET /topicos', { credencial: 'credencial-gestora' }), 403, 'NoAutorizado')
  await apartarIlegible(sql, { tipo: 'EliminarContrato', clave: crypto.randomUUID() })
  const lectores = (await a.pedir('GET /suscripciones')).cuerpo.elementos
  const suyo = lectores.find((l: { suscripcion: string }) => l.suscripcion === 'comandos-contrato')
  assert.equal(suyo.apartados, 1)
  assert.ok(suyo.intentos >= 1)
  assert.ok(suyo.ultimo_error)
})

test('con un broker se ve quién lee de él y cuánto le falta por confirmar; caído, se dice por qué', {
  skip: natsServer.saltar,
}, async () => {
  await using servidor = await abrirServidorNats()
  await using a = await abrirApiPrueba({ entorno: { BROKER: `${servidor.url}?principal=socio` } })
  const broker = async () => (await a.pedir('GET /topicos')).cuerpo.broker
  const entrada = await esperarQue('la entrada está en el broker', async () =>
    (await broker()).consumidores.find((c: { topico: string }) => c.topico === 'comandos-contrato'),
  )
  assert.deepEqual(entrada, {
    ...{ consumidor: 'entrada-comandos-contrato', topico: 'comandos-contrato' },
    ...{ pendientes: 0, por_confirmar: 0, reentregados: 0 },
  })
  await servidor.matar()
  const caido = await esperarQue('se nota la caída', async () => {
    const visto = await broker()
    return visto.motivo === null ? null : visto
  })
  assert.equal(caido.clase, 'nats')
  assert.deepEqual(caido.consumidores, [])
  assert.ok((await a.pedir('GET /topicos')).cuerpo.elementos.length > 0)
  // La entrada espera su siguiente entrega: con el broker de vuelta acaba y se puede cerrar.
  await servidor.arrancar()
})
