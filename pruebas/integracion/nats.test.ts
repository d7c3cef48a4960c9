import assert from 'node:assert/strict'
import { cp, rm } from 'node:fs/promises'
import { test } from 'node:test'
import { jetstreamManager } from '@nats-io/jetstream'
import { FLUJO } from '#seedwork/infraestructura/nats/flujo.ts'
import { listarApartados } from '#seedwork/infraestructura/suscripciones/operador.ts'
import { abrirTaller, TOPICO, tanda } from '../apoyo/bitacora.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { juzgar } from '../apoyo/juicio.ts'
import { abrirServidorNats, conectarNats, natsServer, type ServidorNats } from '../apoyo/nats.ts'
import { oir, publicadas } from '../apoyo/nats-relevo.ts'
import { alDia, brokerCompleto, relevar } from '../apoyo/relevo-broker.ts'

const opciones = { skip: natsServer.saltar }

const completo = (servidor: ServidorNats, n: number): Promise<void> =>
  brokerCompleto(() => publicadas(servidor.url, TOPICO), n)

test(
  'borrado el disco del broker bajo carga no se pierde nada, y el broker vuelve a tenerlo todo',
  opciones,
  async () => {
    await using pila = new AsyncDisposableStack()
    const taller = pila.use(await abrirTaller())
    const servidor = pila.use(await abrirServidorNats())
    relevar(taller, servidor.url, pila)
    const remota = oir(taller, servidor.url, pila)
    let escritos = 0
    const escribir = async (n: number): Promise<void> => {
      await taller.escribir(TOPICO, tanda(n))
      escritos += n
    }
    for (let vuelta = 0; vuelta < 3; vuelta++) {
      await escribir(200)
      await alDia(remota, escritos)
      await escribir(100)
      await servidor.matar()
      await escribir(50)
      await servidor.borrarDisco()
      await servidor.arrancar()
      await escribir(50)
    }
    await alDia(remota, escritos)
    await completo(servidor, escritos)
    assert.deepEqual(await juzgar(taller.pool, 'remota'), [])
    assert.deepEqual(await listarApartados(taller.pool), [])
  },
)

test('un flujo borrado se rehace y se publica entero otra vez, sin que nadie lo pida', opciones, async () => {
  await using pila = new AsyncDisposableStack()
  const taller = pila.use(await abrirTaller())
  const servidor = pila.use(await abrirServidorNats())
  const relevo = relevar(taller, servidor.url, pila)
  await taller.escribir(TOPICO, tanda(120))
  await alDia(relevo, 120)
  const jsm = await jetstreamManager(await pila.use(conectarNats(servidor.url)).obtener())
  await jsm.streams.delete(FLUJO)
  await completo(servidor, 120)
})

test('un broker que vuelve con un disco viejo recibe lo que le falta', opciones, async () => {
  await using pila = new AsyncDisposableStack()
  const taller = pila.use(await abrirTaller())
  const servidor = pila.use(await abrirServidorNats())
  const relevo = relevar(taller, servidor.url, pila)
  await taller.escribir(TOPICO, tanda(60))
  await alDia(relevo, 60)
  await servidor.matar()
  const copia = `${servidor.disco}-copia`
  await cp(servidor.disco, copia, { recursive: true })
  await servidor.arrancar()
  await taller.escribir(TOPICO, tanda(40))
  await alDia(relevo, 100)
  await servidor.matar()
  await rm(servidor.disco, { recursive: true })
  await cp(copia, servidor.disco, { recursive: true })
  await servidor.arrancar()
  await completo(servidor, 100)
})

test(
  'si el broker va por delante de la bitácora, ésta se restauró: el relevo se detiene y lo dice',
  opciones,
  async () => {
    await using pila = new AsyncDisposableStack()
    const antes = pila.use(await abrirTaller())
    const servidor = pila.use(await abrirServidorNats())
    {
      await using suya = new AsyncDisposableStack()
      const relevo = relevar(antes, servidor.url, suya)
      await antes.escribir(TOPICO, tanda(30))
      await alDia(relevo, 30)
    }
    const guardadas = await publicadas(servidor.url, TOPICO)
    const restaurado = pila.use(await abrirTaller())
    await restaurado.escribir(TOPICO, tanda(10))
    const relevo = relevar(restaurado, servidor.url, pila)
    const estado = await esperarQue('se detiene', () => {
      const visto = relevo.estado()
      return visto.situacion === 'pausada' ? visto : null
    })
    assert.match(estado.motivo ?? '', /guarda eventos-prueba hasta 30 y la bitácora acaba en 10/)
    assert.deepEqual(await publicadas(servidor.url, TOPICO), guardadas)
    assert.equal(relevo.estado().topicos[0]?.posicion ?? 0, 0)
  },
)
