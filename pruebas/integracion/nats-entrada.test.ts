import assert from 'node:assert/strict'
import { randomUUID, randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import pg from 'pg'
import {
  type ApiPrueba,
  abrirApiPrueba,
  crearContrato,
  crearTrio,
  type OpcionesApi,
} from '#pruebas/apoyo/api.ts'
import { abrirBasePrueba } from '#pruebas/apoyo/base.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { abrirServidorNats, conectarNats, natsServer, type ServidorNats } from '#pruebas/apoyo/nats.ts'
import { publicadas } from '#pruebas/apoyo/nats-relevo.ts'
import { type Envio, enviar, firma } from '#pruebas/apoyo/nats-socio.ts'
import { DependenciaCaida } from '#seedwork/aplicacion/errores-consumo.ts'
import { abrirEntradaNats } from '#seedwork/infraestructura/nats/entrada.ts'
import { asegurarFlujo } from '#seedwork/infraestructura/nats/flujo.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import type { Bandeja } from '#seedwork/infraestructura/suscripciones/bandeja.ts'

const opciones = { skip: natsServer.saltar }

type Banco = AsyncDisposable & Readonly<{ a: ApiPrueba; servidor: ServidorNats; consultar: Consultar }>
type Consultar = <F extends object>(texto: string) => Promise<F[]>

const abrirBanco = async (api: OpcionesApi = {}): Promise<Banco> => {
  await using pila = new AsyncDisposableStack()
  const servidor = pila.use(await abrirServidorNats())
  const base = api.base ?? pila.use(await abrirBasePrueba())
  const entorno = { BROKER: `${servidor.url}?principal=socio`, ...api.entorno }
  const a = pila.use(await abrirApiPrueba({ ...api, base, entorno }))
  const pool = new pg.Pool({ connectionString: base.url, options: '-c search_path=alpes', max: 2 })
  pila.defer(() => pool.end())
  const cierre = pila.move()
  return {
    ...{ a, servidor },
    consultar: async <F extends object>(texto: string) => (await pool.query(texto)).rows as F[],
    [Symbol.asyncDispose]: () => cierre.disposeAsync(),
  }
}

const cerrado = (a: ApiPrueba, id: string) =>
  esperarQue('el comando se cierra', async () => {
    const r = await a.pedir(`GET /comandos/${id}`)
    return r.estado === 200 && r.cuerpo.estado !== 'pendiente' ? r.cuerpo : null
  })

const enCuarentena = ({ consultar }: Banco, n: number) =>
  esperarQue(`${n} en cuarentena`, async () => {
    const filas = await consultar<{ motivo: string }>('select motivo from cuarentena order by n')
    return filas.length >= n ? filas.map((f) => f.motivo) : null
  })

test(
  'un comando de fuera se ejecuta una vez, en nombre de su principal, aunque llegue diez',
  opciones,
  async () => {
    await using banco = await abrirBanco()
    const { a, servidor, consultar } = banco
    const trio = await crearTrio(a)
    const contrato = await crearContrato(a, trio)
    const id = randomUUIDv7()
    const contenido = firma(contrato.id, trio.id_compania, contrato.hash)
    for (let i = 0; i < 10; i++) await enviar(servidor, { id, clave: contrato.id, contenido })
    assert.equal((await cerrado(a, id)).estado, 'ejecutado')
    // Uno bueno detrás de todos: cuando esté, los diez ya pasaron.
    const ultimo = randomUUIDv7()
    const otra = firma(contrato.id, trio.id_inquilino, contrato.hash)
    await enviar(servidor, { id: ultimo, clave: contrato.id, contenido: otra })
    assert.equal((await cerrado(a, ultimo)).estado, 'ejecutado')
    const leido = await a.pedir(`GET /contratos/${contrato.id}`)
    assert.equal(leido.cuerpo.estado, 'Firmado', leido.texto)
    const mensajes = await consultar(
      `select id, actor, origen from bitacora where topico = 'comandos-contrato' order by posicion`,
    )
    assert.deepEqual(mensajes, [
      { id, actor: 'socio', origen: 'externo' },
      { id: ultimo, actor: 'socio', origen: 'externo' },
    ])
    assert.equal((await consultar('select 1 from bandeja_entrada')).length, 2)
    assert.equal((await consultar('select 1 from cuarentena')).length, 0)
  },
)

test(
  'S15: lo que no puede entrar queda en cuarentena con su motivo y no estorba a lo que viene detrás',
  opciones,
  async () => {
    await using banco = await abrirBanco()
    const { a, servidor } = banco
    const trio = await crearTrio(a)
    const contrato = await crearContrato(a, trio)
    const clave = contrato.id
    const contenido = firma(clave, trio.id_compania, contrato.hash)
    const viejo = `0190${randomUUIDv7().slice(4)}`
    const id = randomUUIDv7()
    const malos: Envio[] = [
      { clave, contenido, id: randomUUID() },
      { clave, contenido, id: viejo },
      { clave, contenido: Buffer.alloc(0) },
      { clave, contenido: Buffer.from('{"no":"es avro"}') },
      { clave, contenido, tipo: 'CrearContrato' },
      { clave: randomUUID(), contenido },
      { clave, contenido, topico: 'comandos-reserva' },
    ]
    for (const malo of malos) await enviar(servidor, malo)
    await enviar(servidor, { id, clave, contenido })
    assert.equal((await cerrado(a, id)).estado, 'ejecutado')
    await enviar(servidor, { id, clave, contenido: firma(clave, trio.id_inquilino, contrato.hash) })
    const motivos = (await enCuarentena(banco, malos.length + 1)).toSorted()
    for (const parte of [
      /UUID v7/,
      /más viejo/,
      /Avro/,
      /sobre dice CrearContrato/,
      /subject/,
      /no es de comandos-reserva/,
      /otro contenido/,
    ])
      assert.ok(
        motivos.some((m) => parte.test(m)),
        `${parte} en ${motivos.join(' | ')}`,
      )
  },
)

test(
  'los eventos salen al broker y los comandos no; lo de fuera espera a quien lo tome',
  opciones,
  async () => {
    await using base = await abrirBasePrueba()
    await using banco = await abrirBanco({ base, entorno: { ROLES: 'http,relevo' } })
    const { a, servidor, consultar } = banco
    const trio = await crearTrio(a)
    const contrato = await crearContrato(a, trio)
    const encolado = await a.pedir(`POST /contratos/${contrato.id}/firmas`, {
      cuerpo: { id_parte: trio.id_compania, hash: contrato.hash },
      encabezados: { prefer: 'respond-async' },
    })
    assert.equal(encolado.estado, 202)
    const id = randomUUIDv7()
    const contenido = firma(contrato.id, trio.id_inquilino, contrato.hash)
    await esperarQue('los eventos salen', async () => {
      const todas = await Promise.all(
        ['eventos-cliente', 'eventos-contrato'].map((t) => publicadas(servidor.url, t)),
      )
      return todas[0]!.length >= 2 && todas[1]!.length >= 1
    })
    assert.deepEqual(await publicadas(servidor.url, 'comandos-contrato'), [])
    await enviar(servidor, { id, clave: contrato.id, contenido })
    assert.equal((await consultar('select 1 from bandeja_entrada')).length, 0)
    await using _otra = await abrirApiPrueba({
      ...{ base, entorno: { BROKER: servidor.url, ROLES: 'consumidores', NIVEL_REGISTRO: 'silent' } },
    })
    assert.equal((await cerrado(a, id)).estado, 'ejecutado')
    assert.equal((await cerrado(a, encolado.cuerpo.id)).estado, 'ejecutado')
  },
)

test(
  'sin broker la API atiende igual, sigue lista, y al volver sale todo lo pendiente',
  opciones,
  async () => {
    await using banco = await abrirBanco()
    const { a, servidor } = banco
    await crearTrio(a)
    await esperarQue(
      'sale lo primero',
      async () => (await publicadas(servidor.url, 'eventos-cliente')).length >= 2,
    )
    await servidor.matar()
    await crearTrio(a)
    await esperarQue('el relevo espera', async () => {
      const { cuerpo } = await a.pedir('GET /readyz')
      const relevo = cuerpo.lectores.find((l: { nombre: string }) => l.nombre === 'relevo')
      return relevo.situacion === 'pausada' && relevo.motivo !== null
    })
    assert.equal((await a.pedir('GET /readyz')).estado, 200)
    await servidor.borrarDisco()
    await servidor.arrancar()
    await esperarQue(
      'sale todo',
      async () => new Set(await publicadas(servidor.url, 'eventos-cliente').catch(() => [])).size === 4,
      30_000,
    )
  },
)

test('mientras no se puede aceptar, las pausas crecen y se queja una vez', opciones, async () => {
  await using servidor = await abrirServidorNats()
  await using conexion = conectarNats(servidor.url)
  const quejas: string[] = []
  let intentos = 0
  let caida = true
  const bandeja: Bandeja = {
    async recibir() {
      intentos++
      if (caida) throw new DependenciaCaida('la base no contesta')
      return 'aceptado'
    },
    async apartar() {},
    async limpiar() {},
  }
  const topico = 'comandos-contrato'
  await asegurarFlujo(conexion, [topico])
  const clave = randomUUID()
  await enviar(servidor, { clave, contenido: firma(clave, clave, 'ab') })
  await using entrada = abrirEntradaNats({
    ...{ conexion, bandeja, asuntos: [topico], topicos: [topico], pausa: { base: 50, tope: 500 } },
    registro: { ...sinRegistro, warn: (_, texto) => void quejas.push(texto) },
  })
  await esperarQue('lo intenta varias veces', () => intentos >= 4, 20_000)
  assert.deepEqual(quejas, ['entrada de comandos en pausa'])
  assert.equal(entrada.estado().motivo, 'la base no contesta')
  caida = false
  await esperarQue('lo acepta', () => entrada.estado().motivo === null, 20_000)
})

test('con el broker muerto la entrada lo nota, y cerrar no lo aguarda', opciones, async () => {
  await using servidor = await abrirServidorNats()
  await using conexion = conectarNats(servidor.url)
  const topico = 'comandos-contrato'
  let vueltas = 0
  const bandeja: Bandeja = {
    recibir: async () => 'aceptado',
    apartar: async () => {},
    async limpiar() {
      vueltas++
    },
  }
  await using entrada = abrirEntradaNats({
    ...{ conexion, bandeja, asuntos: [topico], topicos: [topico], registro: sinRegistro },
  })
  await esperarQue('espera al broker', () => vueltas > 0, 20_000)
  await servidor.matar()
  await esperarQue('nota la caída', () => entrada.estado().motivo !== null, 20_000)
  let cerrada = false
  void entrada[Symbol.asyncDispose]().then(() => {
    cerrada = true
  })
  await esperarQue('cierra', () => cerrada, 8_000)
})
